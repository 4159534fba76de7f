"""Make a demonstration network as people would: account by account, command by command."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import get_hasher
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.foundation.tenancy.statistics import refresh_statistics
from vmeste.modules.accounts.models import User
from vmeste.modules.accounts.selectors import account_for
from vmeste.modules.accounts.services import open_account
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.services import drafting, obligations, papers, parties, signing
from vmeste.modules.documents.choices.receiving import RECEIVERS
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.services.reviewing import accept, bring_document, close_review, drop
from vmeste.modules.networks.models import Invitation, Network
from vmeste.modules.networks.selectors import actor_in
from vmeste.modules.networks.services import (
    accept_invitation,
    accept_with_new_account,
    create_network,
    invite_member,
    make_key,
)
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.services.ending import dissolve_organisation
from vmeste.modules.organisations.services.naming import ALIASES, CONTACTS
from vmeste.modules.organisations.services.registering import edit_organisation, register_organisation
from vmeste.modules.partnerships.services import advance_maturity, end_partnership, record_partnership
from vmeste.modules.projects.models import Project
from vmeste.modules.reference.choices import TerritoryKind
from vmeste.modules.reference.models import Direction, Territory
from vmeste.modules.reference.services import DIRECTIONS, TERRITORIES
from vmeste.pure.writing.tables.registers import write_docx_table
from vmeste.pure.writing.tables.sheets import ColumnSpec, Sheet

from .content import Content, Member, Org, Pact, Paper, Post, Tie, mailbox, on
from .people import Cast, Person
from .schooling import SchoolingSeed

LANGUAGE = "ru"
VISITOR = "visitor@example.org"
_CHEAP_ROUNDS = 1000


def seed(contents: Iterable[Content], *, password: str, today: date, at: datetime) -> list[Network]:
    """Make the networks that are not there yet, each wholly or not at all; answers the new ones.

    Everybody signs in with `password`. One person, `VISITOR`, observes all networks.

    Raises:
        ValidationError: the password is too weak.
    """
    made = []
    with translation.override(LANGUAGE), _cheap_hashes():
        for content in contents:
            if Network.objects.filter(slug=content.slug).exists():
                continue
            with transaction.atomic():
                made.append(_Seeding(content, password=password, today=today, at=at).run())
    if made:
        refresh_statistics()
    return made


@contextmanager
def _cheap_hashes() -> Iterator[None]:
    """The password is shown to everybody, so slow hashing guards nothing; signing in makes the hash anew, slowly."""
    hasher: Any = get_hasher("default")
    usual = getattr(hasher, "iterations", None)
    if usual is not None:
        hasher.iterations = _CHEAP_ROUNDS
    try:
        yield
    finally:
        if usual is not None:
            hasher.iterations = usual


@dataclass(slots=True)
class _Seeding:
    """One network in the making; the dictionaries find rows by the keys of its content."""

    content: Content
    password: str
    today: date
    at: datetime
    network: Network = field(init=False)
    cast: Cast = field(init=False)
    actors: dict[str, Actor] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    territories: dict[str, Territory] = field(default_factory=dict)
    directions: dict[str, Direction] = field(default_factory=dict)

    def run(self) -> Network:
        content = self.content
        self.cast = Cast(content.slug)
        first, *others = content.members
        founder = self._open_account(first)
        self.network = create_network(
            founder,
            actor=Actor.system("vmeste demo"),
            name=content.name,
            slug=content.slug,
            territory=content.territory,
            time_zone=content.time_zone,
            is_demo=True,
        )
        with working_in(self.network):
            self._enter(first, founder)
            self._places()
            self._shape_directions()
            # Curators of the whole network come before the organisations, the others after theirs.
            for member in others:
                if not member.organisation and not member.territory:
                    self._join(member)
            for organisation in content.organisations:
                self._register(organisation)
            for organisation in content.organisations:
                self._complete(organisation)
            for member in others:
                if member.organisation or member.territory:
                    self._join(member)
            for member in content.invited:
                self._invite(member, self.actors[Role.CURATOR])
            self._join_visitor()
            for tie in content.ties:
                self._tie(tie)
            for pact in content.pacts:
                self._agree(pact)
            self._correct()
            self._bring_papers()
            self._school()
        return self.network

    # People

    def _person(self, member: Member) -> Person:
        """A member who is a contact of an organisation is the same person in both places."""
        key = f"{member.organisation}/{member.who}" if member.who else member.handle
        return self.cast.person(key)

    def _open_account(self, member: Member) -> User:
        name = self._person(member).full_name
        return open_account(mailbox(self.content, member), full_name=name, password=self.password, language=LANGUAGE)

    def _invite(self, member: Member, actor: Actor) -> Invitation:
        organisation, territory = self.organisations.get(member.organisation), self.territories.get(member.territory)
        return invite_member(
            self.network,
            actor=actor,
            email=mailbox(self.content, member),
            role=member.role,
            at=self.at,
            full_name=self._person(member).full_name,
            organisation_id=organisation.pk if organisation is not None else None,
            territory_id=territory.pk if territory is not None else None,
        )

    def _join(self, member: Member) -> None:
        digest = self._key_of(self._invite(member, self.actors[Role.ADMINISTRATOR]))
        user, _membership = accept_with_new_account(
            digest,
            full_name=self._person(member).full_name,
            password=self.password,
            language=LANGUAGE,
            at=self.at,
        )
        self._enter(member, user)

    def _join_visitor(self) -> None:
        """The one person of several networks: a new account in the first of them, the same one in the others."""
        invitation = invite_member(
            self.network, actor=self.actors[Role.ADMINISTRATOR], email=VISITOR, role=Role.OBSERVER, at=self.at
        )
        digest = self._key_of(invitation)
        if (user := account_for(VISITOR)) is not None:
            accept_invitation(user, digest=digest, at=self.at)
            return
        name = Cast("visitor").person("visitor").full_name
        accept_with_new_account(digest, full_name=name, password=self.password, language=LANGUAGE, at=self.at)

    def _key_of(self, invitation: Invitation) -> str:
        secret = make_key(invitation, at=self.at)
        assert secret is not None
        return Invitation.digest_of(secret)

    def _enter(self, member: Member, user: User) -> None:
        actor = actor_in(self.network, user_id=user.pk, label=str(user))
        assert actor is not None
        self.actors[member.handle] = actor

    # Reference rows

    def _places(self) -> None:
        administrator = self.actors[Role.ADMINISTRATOR]
        region = None
        if name := self.content.region:
            region = TERRITORIES.add(self.network, actor=administrator, name=name, kind=TerritoryKind.REGION)
        for name in self.content.municipalities:
            self.territories[name] = TERRITORIES.add(self.network, actor=administrator, name=name, region=region)

    def _shape_directions(self) -> None:
        keep = self.content.only_directions
        for direction in Direction.objects.all():
            if keep and direction.name not in keep:
                DIRECTIONS.remove(direction, actor=self.actors[Role.ADMINISTRATOR], at=self.at)
            else:
                self.directions[direction.name] = direction

    def _named(self, names: Iterable[str]) -> list[Direction]:
        return [self.directions[name] for name in names]

    # Organisations

    def _register(self, org: Org) -> None:
        self.organisations[org.key] = register_organisation(
            self.network,
            actor=self.actors[Role.CURATOR],
            name=org.name,
            short_name=org.short,
            kind=org.kind,
            is_legal_entity=org.is_legal,
            parent=self.organisations[org.parent] if org.parent else None,
            territory=self.territories.get(org.territory),
            partner_since=on(org.since, self.today),
            note=org.note,
        )

    def _complete(self, org: Org) -> None:
        row, curator = self.organisations[org.key], self.actors[Role.CURATOR]
        for name in org.other_names:
            ALIASES.add(row, actor=curator, organisation=row, name=name, kind=org.name_kind)
        for post in org.contacts:
            person = self.cast.person(f"{org.key}/{post.who}")
            CONTACTS.add(
                row,
                actor=curator,
                organisation=row,
                full_name=person.full_name,
                post=post.title,
                email=f"{org.key.replace('_', '-')}.{self.content.mailbox}@example.org",
                is_signatory=post.signs,
                authority_basis=post.basis if post.signs else "",
                gender=person.gender,
            )
        if org.dissolved_on is not None:
            successor = self.organisations[org.successor] if org.successor else None
            dissolve_organisation(row, actor=curator, ended_on=org.dissolved_on, today=self.today, successor=successor)

    # Partnerships

    def _tie(self, tie: Tie) -> None:
        actor = self.actors[tie.by]
        partnership = record_partnership(
            self.network,
            actor=actor,
            organisation=self.organisations[tie.organisation or self.content.base],
            partner=self.organisations[tie.partner],
            maturity=tie.maturity,
            kind=tie.kind,
            directions=self._named(tie.directions),
            starts_on=on(tie.since, self.today),
            product=tie.product,
            note=tie.note,
        )
        for stage, day, note in tie.steps:
            advance_maturity(partnership, actor=actor, stage=stage, reached_on=on(day, self.today), note=note)
        if tie.ended is not None:
            day, reason = tie.ended
            ends_on = on(day, self.today)
            assert ends_on is not None
            end_partnership(partnership, actor=actor, ends_on=ends_on, reason=reason)

    # Agreements

    def _agree(self, pact: Pact) -> None:
        actor, signed_on = self.actors[pact.by], on(pact.signed, self.today)
        agreement = drafting.draft_agreement(
            self.network,
            actor=actor,
            organisations=[self.organisations[key] for key in pact.parties],
            kind=pact.kind,
            title=pact.title,
            number=pact.number.format(year=(signed_on or self.today).year),
            place=pact.place,
            party_label=pact.label,
            signed_note=pact.signed_note,
            starts_on=on(pact.starts, self.today),
            ends_on=on(pact.ends, self.today),
            renewal=pact.renewal,
            renewal_months=pact.renewal_months,
            subject=pact.subject,
            responsible=actor.label,
            directions=self._named(pact.directions),
        )
        sides = self._name_signatories(pact, agreement, actor)
        for promise in pact.promises:
            self._promise(promise, agreement, sides, actor)
        if pact.is_sent:
            self._send(pact, agreement, sides)
        elif pact.is_signed:
            self._seal(pact, agreement, signed_on)
        if pact.has_scan:
            self._attach(agreement, actor)

    def _name_signatories(self, pact: Pact, agreement: Agreement, actor: Actor) -> dict[str, AgreementParty]:
        keys = {self.organisations[key].pk: key for key in pact.parties}
        posts = {org.key: post for org in self.content.organisations for post in org.contacts if post.signs}
        sides = {}
        for party in agreement.parties.all():
            key = keys[party.organisation_id]
            values: dict[str, Any] = {"role": pact.roles[key]} if key in pact.roles else {}
            if (post := posts.get(key)) is not None:
                values |= self._signatory(key, post)
            sides[key] = parties.edit_party(agreement, party=party, actor=actor, **values) if values else party
        return sides

    def _signatory(self, key: str, post: Post) -> dict[str, Any]:
        person = self.cast.person(f"{key}/{post.who}")
        return {
            "signatory_name": person.full_name,
            "signatory_post": post.title,
            "signatory_gender": person.gender,
            "authority_basis": post.basis,
        }

    def _promise(self, promise: Any, agreement: Agreement, sides: dict[str, AgreementParty], actor: Actor) -> None:
        row = obligations.OBLIGATIONS.add(
            agreement,
            actor=actor,
            agreement=agreement,
            party=sides.get(promise.party),
            text=promise.text,
            due_on=on(promise.due, self.today),
        )
        if (day := on(promise.fulfilled, self.today)) is not None:
            obligations.fulfil_obligation(row, actor=actor, fulfilled_on=day, evidence=promise.evidence)

    def _send(self, pact: Pact, agreement: Agreement, sides: dict[str, AgreementParty]) -> None:
        signing.send_for_signature(agreement, actor=self.actors[pact.by])
        for key in pact.signed_by:
            signing.record_signature(
                agreement, party=sides[key], actor=self.actors[Role.CURATOR], signed_on=on(-3, self.today)
            )

    def _seal(self, pact: Pact, agreement: Agreement, signed_on: date | None) -> None:
        actor = self.actors[pact.sealed_by]
        signing.bring_into_force(agreement, actor=actor, signed_on=signed_on)
        if pact.amendment is not None:
            number, day, summary, new_end = pact.amendment
            signing.amend_agreement(
                agreement,
                actor=actor,
                number=number,
                summary=summary,
                signed_on=on(day, self.today),
                new_ends_on=on(new_end, self.today),
            )
        if pact.terminated is not None:
            day, reason = pact.terminated
            terminated_on = on(day, self.today)
            assert terminated_on is not None
            signing.terminate_agreement(agreement, actor=actor, terminated_on=terminated_on, reason=reason)

    def _attach(self, agreement: Agreement, actor: Actor) -> None:
        """A paper that says of itself that it is none, in the place of a scan."""
        facts = (
            ("Договор", str(agreement)),
            ("Стороны", ", ".join(str(party.organisation) for party in agreement.parties.all())),
            ("Что это", "Образец для показа программы. Такого документа нет, подписавшие вымышлены."),
        )
        columns = (ColumnSpec("Сведение"), ColumnSpec("Значение"))
        data = write_docx_table(Sheet("Образец вместо скана", columns, iter(facts)), on=self.today)
        papers.attach_file(
            agreement, actor=actor, data=data, name="Образец вместо скана.docx", note="Образец для показа"
        )

    # Documents

    def _bring_papers(self) -> None:
        for paper in self.content.papers:
            self._bring(paper)

    def _bring(self, paper: Paper) -> None:
        """Have a document read as a curator does, and take over what it tells of its project; or leave it to review."""
        curator = self.actors[Role.CURATOR]
        document = bring_document(
            self.network,
            actor=curator,
            data=paper.write(self.cast.person(paper.contact).full_name),
            name=paper.file_name,
            about=None if paper.is_accepted else Project.objects.order_by("pk").first(),
            in_background=False,
        )
        if not paper.is_accepted:
            return
        of_projects = [key for key, kind in RECEIVERS.items() if kind.model._meta.app_label == Project._meta.app_label]
        found = document.candidates.filter(kind__in=of_projects).values_list("pk", flat=True)
        refused = accept(document, candidates=list(found), actor=curator, at=self.at).refused
        if refused:
            raise ValidationError([message for _pk, message in refused])
        others = document.candidates.filter(decision=Decision.OPEN).values_list("pk", flat=True)
        drop(document, candidates=list(others), actor=curator, at=self.at)
        close_review(document, actor=curator, at=self.at)

    def _school(self) -> None:
        if (schooling := self.content.schooling) is None:
            return
        SchoolingSeed(
            self.network,
            self.content,
            schooling,
            self.cast,
            self.actors,
            self.organisations,
            self.password,
            self.today,
            self.at,
        ).run()

    # A little of what happens to every register: people correct it

    def _correct(self) -> None:
        base = self.organisations[self.content.base]
        coordinator, head = self.actors[Role.COORDINATOR], self.actors[Role.HEAD]
        edit_organisation(base, actor=coordinator, email=f"school.{self.content.mailbox}@example.org")
        edit_organisation(base, actor=head, site=f"https://{self.content.mailbox}.example.org/")
        partner = next(member for member in self.content.members if member.role == Role.PARTNER)
        organisation = self.organisations[partner.organisation]
        edit_organisation(
            organisation, actor=self.actors[Role.PARTNER], email=f"office.{self.content.mailbox}@example.org"
        )
