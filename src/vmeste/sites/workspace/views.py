"""The workspace's own pages: where one arrives, what is due, search, background work."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vmeste.foundation.activity.selectors import latest_activity
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.jobs.progress import last_beat
from vmeste.foundation.screens.menu import is_of_family_alone
from vmeste.foundation.screens.overview import due_items, figures
from vmeste.foundation.search.finding import find
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents import permissions as documents
from vmeste.modules.networks.selectors import networks_of

_DUE_SHOWN = 30
_LATEST_SHOWN = 12


@require_GET
@login_required
def home(request: Any) -> HttpResponse:
    """The person's only network, or the choice between several, or the word that there is none yet."""
    networks = list(networks_of(request.user.pk))
    if len(networks) == 1:
        return redirect("overview", network=networks[0].slug)
    return render(request, "workspace/home.html", {"networks": networks})


@require_GET
def overview(request: Any) -> HttpResponse:
    """What is due, figures, the latest; who is here for a child alone is led to the children."""
    if is_of_family_alone(request.actor):
        return redirect(link("family-home"))
    today = timezone.localdate()
    due = due_items(request.actor, today)
    context = {
        "figures": figures(request.actor, today),
        "mine": [item for item in due if item.is_mine][:_DUE_SHOWN],
        "late": [item for item in due if item.tone == "danger" and not item.is_mine][:_DUE_SHOWN],
        "soon": [item for item in due if item.tone != "danger" and not item.is_mine][:_DUE_SHOWN],
        "latest": latest_activity(request.actor)[:_LATEST_SHOWN],
        "today": today,
        "may_read_documents": documents.REVIEW.is_held_by(request.actor),
    }
    return render(request, "workspace/overview.html", context)


@require_GET
def search(request: Any) -> HttpResponse:
    """Everything that matches `q`; only the result lines for the overlay."""
    query = request.GET.get("q", "").strip()[:200]
    groups: dict[str, dict[str, Any]] = {}
    for found in find(query, actor=request.actor):
        group = groups.setdefault(found.kind_label, {"label": found.kind_label, "icon": found.icon, "hits": []})
        group["hits"].append({"label": found.title, "note": found.detail, "url": link(found.url_name, found.row_id)})
    template = "screens/search_results.html" if request.htmx else "workspace/search.html"
    return render(request, template, {"query": query, "groups": list(groups.values())})


@require_GET
def show_job(request: Any, pk: int) -> HttpResponse:
    """One's own background work; the page asks again until it is over."""
    job = Job.objects.filter(pk=pk, user_id=request.actor.user_id).first()
    if job is None:
        raise Http404
    beat = last_beat(job.pk) if job.state == JobState.RUNNING else None
    shown = {
        "title": job.title,
        "state": job.state,
        "stage": beat.stage if beat else "",
        "percent": beat.percent if beat else None,
        "error": job.message,
        "result_url": job.result_url,
    }
    context = {"page_title": job.title, "job": shown, "poll_url": request.path}
    return render(request, "screens/job.html#state" if request.htmx else "screens/job.html", context)


@require_GET
def list_jobs(request: Any) -> HttpResponse:
    jobs = Job.objects.filter(user_id=request.actor.user_id).order_by("-id")[:50]
    return render(request, "workspace/jobs.html", {"jobs": jobs})
