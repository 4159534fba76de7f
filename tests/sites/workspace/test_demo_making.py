"""Making the demonstration in a database of one's own, and refusing to in another's."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.factories.networks import make_network
from tests.reviews import read_here

from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User
from vmeste.modules.agreements.choices import Stage, WarningKind
from vmeste.modules.agreements.models import Agreement, Obligation
from vmeste.modules.agreements.selectors.registers import with_counts
from vmeste.modules.agreements.selectors.states import attach_states
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.models import ReadDocument
from vmeste.modules.documents.services import reading
from vmeste.modules.networks.models import Network
from vmeste.modules.projects.models import Project
from vmeste.sites.workspace.demo.catalogue import CONTENTS
from vmeste.sites.workspace.demo.seeding import seed
from vmeste.sites.workspace.management.commands.demo import PASSWORD

MAIN = CONTENTS[0]
WITHOUT_CHILDREN = replace(MAIN, schooling=None)


@pytest.fixture(autouse=True)
def _opened_here(monkeypatch):
    """The papers of the demonstration are read in this process, and once."""
    monkeypatch.setattr(reading, "read_document_apart", read_here)


def run(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 2, 29), date(2027, 9, 2)])
def test_something_is_due_on_any_day(db, day):
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_default_timezone())
    (network,) = seed([WITHOUT_CHILDREN], password=PASSWORD, today=day, at=moment)
    with working_in(network):
        rows = list(with_counts(Agreement.objects.all()))
        attach_states(rows, today=day)
        found = {warning for row in rows for warning in row.warnings}
        stages = {row.stage for row in rows}
        late = Obligation.objects.filter(due_on__lt=day, fulfilled_on=None).count()
    assert {WarningKind.LAST, WarningKind.SECOND, WarningKind.FIRST} <= found
    assert {WarningKind.UNSIGNED, WarningKind.UNDATED, WarningKind.NO_SCAN} <= found
    assert stages == set(Stage)
    assert late == 1


def test_a_passport_has_become_a_project_and_another_waits(db):
    (network,) = seed([WITHOUT_CHILDREN], password=PASSWORD, today=timezone.localdate(), at=timezone.now())
    with working_in(network):
        project = Project.objects.get()
        first, second = ReadDocument.objects.order_by("pk")
        waiting = second.candidates.filter(decision=Decision.OPEN).exclude(kind="organisation")
        assert (first.state, second.state) == (ReviewState.CLOSED, ReviewState.OPEN)
        assert str(project.lead) == "Отдел образования"
        assert (project.roadmap.count(), project.indicators.count(), project.costs.count()) == (28, 19, 4)
        hosts = [str(centre.host) for centre in project.centres.all()]
        assert hosts == ["МБДОУ ЦРР – д/с № 5", "МБОУ ДО ДДТ", "МБОУ гимназия № 1", "МБОУ СОШ № 4"]
        assert all(cost.organisation for cost in project.costs.all())
        assert [one.kind for one in waiting] == ["project", "project-task", "roadmap-row", "cost-item"]
        assert second.about_id == project.pk


def test_signing_in_makes_the_cheap_hash_a_costly_one(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    seed(CONTENTS[3:4], password=PASSWORD, today=timezone.localdate(), at=timezone.now())
    user = User.objects.get(email="head.ryazan@example.org")
    assert user.password.split("$")[1] == "1000"
    assert user.check_password(PASSWORD)
    assert int(User.objects.get(pk=user.pk).password.split("$")[1]) == PBKDF2PasswordHasher.iterations


def test_a_network_that_is_missing_is_added(db):
    moment = timezone.now()
    seed(CONTENTS[3:4], password=PASSWORD, today=timezone.localdate(), at=moment)
    made = seed(CONTENTS[3:5], password=PASSWORD, today=timezone.localdate(), at=moment)
    assert [network.slug for network in made] == ["volgograd"]


def test_it_takes_no_address_of_a_real_network(db):
    make_network(slug=MAIN.slug)
    with pytest.raises(CommandError, match=f"/n/{MAIN.slug}/"):
        run("--force")


def test_it_refuses_behind_https(db, settings):
    settings.IS_HTTPS = True
    with pytest.raises(CommandError, match="VMESTE_HTTPS"):
        run()
    assert not User.objects.exists()


def test_a_weak_password_is_refused_in_one_line(db):
    with pytest.raises(CommandError, match=r"^password: "):
        run("--password", "12345")
    assert not Network.objects.exists()


@pytest.mark.long
@pytest.mark.one_engine
def test_reset_begins_anew(db):
    content = CONTENTS[3]
    (old,) = seed([content], password=PASSWORD, today=timezone.localdate() - timedelta(days=1), at=timezone.now())
    words = run("--reset", "--yes")
    assert PASSWORD in words
    assert Network.objects.count() == len(CONTENTS)
    assert not Network.objects.filter(slug=content.slug, created_at=old.created_at).exists()
