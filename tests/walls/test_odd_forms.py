"""Odd words typed into every form of the house: an answer, never a 5xx (S12, ASVS 2.2.1).

Each form is read from its page, sent as shown, sent with one odd word everywhere, and sent with one odd word in one
field while the others stay as shown. The words go round, so that every kind of field meets each of them somewhere.
"""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.links import link
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.reference.forms import DirectionForm

from . import world as worlds
from .addresses import GET, OF_PERSON, ONLY_POST, POST, PUBLIC, WORKSPACE
from .test_odd_input import HOSTILE
from .walking import ARGUMENTS, silence
from .world import CAST, PlainClient

pytestmark = [pytest.mark.django_db, pytest.mark.stricter_engine]
EVERYWHERE, IN_ONE_FIELD = 2, 1
SENDERS = ("administrator", "head", "guardian")
# What acts without a form of their own read.
OF_ACTS = ("version", "other", "label", "query", "next", "q")
# Pages without a form, each with the reason.
NO_FORM: dict[str, str] = {}


class FormsOf(HTMLParser):
    """The forms of a page that are sent by POST to one of `targets`: field → the values shown."""

    def __init__(self, html, targets):
        super().__init__()
        self.targets, self.forms = targets, []
        self._form = self._select = self._area = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            is_sent = given.get("method", "").lower() == "post" and given.get("action", "") in self.targets
            self._form = defaultdict(list) if is_sent else None
            if is_sent:
                self.forms.append(self._form)
        if self._form is None or given.get("name") == "csrfmiddlewaretoken":
            return
        name = given.get("name")
        if tag == "option" and self._select:
            if "selected" in given or not self._form[self._select]:
                self._form[self._select] = [given.get("value", "")]
        elif tag == "select":
            self._select = name
            self._form.setdefault(name, [])
        elif tag == "textarea":
            self._area = name
            self._form.setdefault(name, [""])
        elif tag == "input" and name and given.get("type") != "file":
            kept = self._form.setdefault(name, [])
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                kept.append(given.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        if self._form is not None and self._area:
            self._form[self._area] = [self._form[self._area][0] + data]


@dataclass
class Sent:
    """What came of sending the forms."""

    broken: list = field(default_factory=list)
    without_form: set = field(default_factory=set)
    accepted: set = field(default_factory=set)
    statuses: set = field(default_factory=set)
    count: int = 0


class Sender:
    def __init__(self, client):
        self.client, self.sent = client, Sent()
        self._words = itertools.cycle(HOSTILE)

    def send(self, name, path, data, what):
        """One POST whose writes are taken back."""
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            status = self.client.post(path, data).status_code
            transaction.set_rollback(True)
        self.client.cookies = cookies
        self.sent.count += 1
        self.sent.statuses.add(status)
        if status >= 500:
            self.sent.broken.append((name, what, status))
        return status

    def forms(self, name, path):
        answer = self.client.get(path)
        if answer.status_code == 200:
            # allauth's pages send to themselves by name.
            targets = {"", path, path.partition("?")[0]}
            yield from FormsOf(answer.content.decode(), targets).forms
        answer.close()

    def address(self, name, path):
        forms = list(self.forms(name, path))
        if not forms:
            self.sent.without_form.add(name)
            self.act(name, path)
        else:
            self.sent.without_form.discard(name)
        for shown in forms:
            if self.send(name, path, shown, "as shown") == 302:
                self.sent.accepted.add(name)
            for word in itertools.islice(self._words, EVERYWHERE):
                self.send(name, path, dict.fromkeys(shown, _typed(word)), f"{word[:20]!r} everywhere")
            for one in shown:
                for word in itertools.islice(self._words, IN_ONE_FIELD):
                    self.send(name, path, {**shown, one: _typed(word)}, f"{word[:20]!r} in {one}")

    def act(self, name, path):
        for word in itertools.islice(self._words, EVERYWHERE):
            self.send(name, path, dict.fromkeys(OF_ACTS, _typed(word)), f"{word[:20]!r} everywhere")


def _typed(word):
    return word.encode("utf-8", "surrogatepass")


def sending(world):
    """Send every form as the administrator; what only a head or a family may do, as these."""
    sender = Sender(world.clients["administrator"])
    with silence(), worlds.working_in(world.ours.network):
        for name, address in WORKSPACE.items():
            if POST not in address.methods:
                continue
            actor = _sender_of(address)
            sender.client = world.clients[actor]
            path = link(name, **address.arguments(world, actor, "own"))
            if address.methods == ONLY_POST:
                sender.act(name, path)
            else:
                sender.address(name, path)
        for agreement in _later_agreements(world):
            for name in sorted(sender.sent.without_form):
                if name in WORKSPACE and WORKSPACE[name].kind == "agreement":
                    sender.client = world.clients[_sender_of(WORKSPACE[name])]
                    sender.address(name, link(name, **_arguments(name, agreement)))
    sender.client = world.clients["administrator"]
    with silence():
        for name in sorted({*PUBLIC, *OF_PERSON}):
            if not name.startswith("api-"):
                sender.address(name, reverse(name, kwargs=ARGUMENTS.get(name, {})))
    return sender.sent


def _sender_of(address):
    return next(actor for actor in SENDERS if address.does is None or CAST[actor][0] in address.does.roles)


def _later_agreements(world):
    """The school's agreements on signature and in force, whose pages ask for other things than those of a draft."""
    rows = [row for row, _marker in world.ours.planted if isinstance(row, Agreement)]
    school = world.ours.rows["organisation"]["school"]
    rows = [row for row in rows if row.parties.filter(organisation=school).exists()]
    return [row for row in rows if row.stage in {Stage.ON_SIGNATURE, Stage.IN_FORCE}]


def _arguments(name, agreement):
    part = WORKSPACE[name].part
    parts = {"party_pk": agreement.parties, "obligation_pk": agreement.obligations}
    return {"pk": agreement.pk, **({part[0]: parts[part[0]].first().pk} if part else {})}


@pytest.fixture(scope="session", params=["@forms"])
def sent(in_two_networks):
    """Rows keep the values of their factories here, so that what is shown could be sent."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(worlds, "plant", lambda row, marker: None)
        return in_two_networks(sending)


def test_no_form_breaks_whatever_is_typed(sent):
    assert sent.broken == []


def test_the_forms_were_found_and_most_can_be_sent_as_shown(sent):
    pages = {name for name, address in WORKSPACE.items() if {GET, POST} <= address.methods}

    assert sent.without_form & pages == set(NO_FORM)
    assert len(sent.accepted & pages) > len(pages) / 3
    assert sent.statuses >= {302, 422}


def test_a_form_that_breaks_would_be_seen(network, sign_in, monkeypatch):
    client = PlainClient()
    client.cookies = sign_in(Role.ADMINISTRATOR).cookies
    monkeypatch.setattr(DirectionForm, "clean", lambda self: 1 / 0)
    sender = Sender(client)

    with silence():
        sender.address("direction-new", link("direction-new"))

    assert ("direction-new", "as shown", 500) in sender.sent.broken
