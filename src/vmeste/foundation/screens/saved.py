"""A person's own named filters of a list."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from .acts import act_with_form, require_role
from .models import SavedFilter
from .screens import SCREENS

_QUERY_LENGTH = 1000


class SavedFilterForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("Name of the filter"), max_length=60)


@require_http_methods(["GET", "POST"])
def save_filter(request: Any, screen: str) -> HttpResponse:
    """Keep what the list shows now, the address's own parameters, under a name; the same name is replaced."""
    if screen not in SCREENS:
        raise Http404
    require_role(request, SCREENS[screen].may_view)
    query = QueryDict(request.META.get("QUERY_STRING", "")[:_QUERY_LENGTH]).urlencode()[:_QUERY_LENGTH]
    url = SCREENS[screen].url("list")
    return act_with_form(
        request,
        SavedFilterForm(request.POST or None),
        lambda form: SavedFilter.objects.update_or_create(
            user_id=request.actor.user_id,
            screen=screen,
            label=form.cleaned_data["label"],
            defaults={"query": query},
        ),
        title=_("Save this filter"),
        done=_("The filter is saved; only you see it."),
        back=f"{url}?{query}",
    )


@require_POST
def forget_filter(request: Any, screen: str, pk: int) -> HttpResponse:
    SavedFilter.objects.filter(user_id=request.actor.user_id, screen=screen, pk=pk).delete()
    if screen not in SCREENS:
        raise Http404
    return redirect(SCREENS[screen].url("list"))
