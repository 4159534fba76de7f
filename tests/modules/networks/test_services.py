from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.networks import actor_of, make_member, make_network
from tests.factories.organisations import make_organisation
from tests.factories.reference import make_territory

from vmeste.foundation.access.actor import OF_ORGANISATION, Actor, Role
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.errors import AddressTaken
from vmeste.modules.accounts.models import User
from vmeste.modules.networks import services
from vmeste.modules.networks.errors import (
    AlreadyInvited,
    AlreadyMember,
    InvitationClosed,
    LastAdministrator,
    NoLongerMember,
    NotYourInvitation,
    PlaceMissing,
    PlaceNotAllowed,
)
from vmeste.modules.networks.models import Invitation, Membership, Network

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=15)


@pytest.fixture
def administrator(network):
    return actor_of(network, Role.ADMINISTRATOR)


def invite(network, actor, email="guest@example.org", role=Role.OBSERVER, *, at=NOW, **more):
    return services.invite_member(network, actor=actor, email=email, role=role, at=at, **more)


def membership_of(network, role=Role.OBSERVER, **more):
    return Membership.objects.get(user=make_member(network, role, **more))


def events():
    return [line.event.partition(".")[2] for line in Activity.objects.order_by("pk")]


# Making a network


def test_the_console_makes_a_network_with_its_administrator(db):
    anna = make_user()

    network = services.create_network(
        anna, actor=Actor.system("console"), name="Cluster", slug="cluster", territory="Volgodonsk"
    )

    membership = Membership.objects.get()
    assert (membership.network, membership.user, membership.role) == (network, anna, Role.ADMINISTRATOR)
    with working_in(network):
        assert [event for event in events() if event in {"NetworkCreated", "MemberJoined"}] == [
            "NetworkCreated",
            "MemberJoined",
        ]


@pytest.mark.parametrize("role", list(Role))
def test_nobody_makes_a_network_from_inside_another(network, school, role):
    actor = actor_of(network, role, organisation=school if role in OF_ORGANISATION else None)

    with pytest.raises(PermissionDenied):
        services.create_network(make_user(), actor=actor, name="Mine", slug="mine")

    assert Network.objects.count() == 1


@pytest.mark.parametrize("slug", ["ours", "with space", "кириллица", ""])
def test_an_address_is_free_and_plain(network, slug):
    with pytest.raises(ValidationError):
        services.create_network(make_user(), actor=Actor.system("console"), name="X", slug=slug)

    assert Network.objects.count() == 1


def test_an_administrator_changes_the_network(network, administrator):
    services.change_network(network, actor=administrator, name="New name", is_open=True)

    network.refresh_from_db()
    assert (network.name, network.is_open) == ("New name", True)
    assert events() == ["RowChanged"]


def test_saving_the_same_values_writes_no_history(network, administrator):
    services.change_network(network, actor=administrator, name=network.name)

    assert events() == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_changes_the_network(network, school, role):
    with pytest.raises(PermissionDenied):
        services.change_network(network, actor=actor_of(network, role, organisation=school), name="Mine")


def test_an_administrator_of_another_network_changes_nothing_here(network, foreign_network):
    with pytest.raises(PermissionDenied):
        services.change_network(network, actor=actor_of(foreign_network, Role.ADMINISTRATOR), name="Mine")


def test_a_time_zone_exists(network, administrator):
    with pytest.raises(ValidationError):
        services.change_network(network, actor=administrator, time_zone="Europe/Nowhere")


# Inviting


def _may_invite(actor_role, role):
    return actor_role == Role.ADMINISTRATOR or (actor_role == Role.CURATOR and role in OF_ORGANISATION)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("actor_role", list(Role))
def test_who_may_invite_whom(network, school, actor_role, role):
    own = school if actor_role in OF_ORGANISATION else None
    actor = actor_of(network, actor_role, organisation=own)
    place = {"organisation_id": school.pk} if role in OF_ORGANISATION else {}

    if _may_invite(actor_role, role):
        assert invite(network, actor, role=role, **place).role == role
        assert events() == ["MemberInvited"]
    else:
        with pytest.raises(PermissionDenied):
            invite(network, actor, role=role, **place)
        assert not Invitation.objects.exists()
        assert events() == []


def test_a_curator_of_a_territory_invites_only_there(network):
    here, there = make_territory(), make_territory()
    mine, theirs = make_organisation(territory=here), make_organisation(territory=there)
    curator = actor_of(network, Role.CURATOR, territory=here)

    assert invite(network, curator, role=Role.HEAD, organisation_id=mine.pk).organisation_id == mine.pk
    with pytest.raises(PlaceNotAllowed):
        invite(network, curator, role=Role.HEAD, organisation_id=theirs.pk)


def test_nobody_invites_into_another_network(network, foreign_network, administrator):
    with pytest.raises(PermissionDenied):
        invite(foreign_network, administrator)

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", sorted(OF_ORGANISATION))
def test_a_role_of_an_organisation_names_one(network, administrator, role):
    with pytest.raises(PlaceMissing):
        invite(network, administrator, role=role)


def test_an_organisation_of_another_network_is_no_place(network, foreign_network, administrator):
    with working_in(foreign_network):
        foreign = make_organisation()

    with pytest.raises(PlaceNotAllowed):
        invite(network, administrator, role=Role.HEAD, organisation_id=foreign.pk)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OBSERVER, Role.METHODOLOGIST, Role.CURATOR])
def test_a_role_of_the_network_names_no_organisation(network, school, administrator, role):
    with pytest.raises(PlaceNotAllowed):
        invite(network, administrator, role=role, organisation_id=school.pk)


def test_only_a_curator_has_a_territory(network, administrator):
    territory = make_territory()

    assert invite(network, administrator, role=Role.CURATOR, territory_id=territory.pk).territory_id == territory.pk
    with pytest.raises(PlaceNotAllowed):
        invite(network, administrator, role=Role.ADMINISTRATOR, territory_id=territory.pk)


def test_the_same_offer_is_not_made_twice_in_any_spelling(network, administrator):
    invite(network, administrator, "guest@example.org")

    with pytest.raises(AlreadyInvited):
        invite(network, administrator, " Guest@Example.ORG")
    assert invite(network, administrator, "guest@example.org", at=LATER)
    assert invite(network, administrator, "guest@example.org", role=Role.METHODOLOGIST)


def test_whoever_has_the_role_is_not_invited_to_it(network, administrator):
    make_member(network, Role.OBSERVER, email="guest@example.org")

    with pytest.raises(AlreadyMember):
        invite(network, administrator, "GUEST@example.org")


def test_an_address_that_is_none_is_refused(network, administrator):
    with pytest.raises(ValidationError):
        invite(network, administrator, "nobody")


def test_the_history_keeps_no_address(network, administrator):
    invite(network, administrator, "secret.person@example.org")

    line = Activity.objects.get()
    assert "secret" not in f"{line.subject_label} {line.facts}"


def test_the_key_is_kept_as_a_digest_only(network, administrator):
    invitation = invite(network, administrator)

    secret = services.make_key(invitation, at=NOW)

    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert secret not in {str(value) for value in stored.values()}
    assert len(secret) >= 43  # 256 bits
    assert stored["digest"] == Invitation.digest_of(secret)


def test_an_expired_or_withdrawn_offer_gets_no_key(network, administrator):
    expired, withdrawn = (
        invite(network, administrator, "a@example.org"),
        invite(network, administrator, "b@example.org"),
    )
    services.withdraw_invitation(withdrawn, actor=administrator, at=NOW)

    assert services.make_key(expired, at=LATER) is None
    assert services.make_key(withdrawn, at=NOW) is None


# Accepting


def key_of(invitation, *, at=NOW):
    return Invitation.digest_of(services.make_key(invitation, at=at))


def accept_new(digest, *, at=NOW, password=PASSWORD, full_name="Guest"):
    return services.accept_with_new_account(digest, full_name=full_name, password=password, language="ru", at=at)


def test_a_new_account_is_opened_for_the_invited_mailbox(network, school, administrator):
    digest = key_of(invite(network, administrator, role=Role.HEAD, organisation_id=school.pk))

    user, membership = accept_new(digest)

    assert (user.email, user.full_name, user.check_password(PASSWORD)) == ("guest@example.org", "Guest", True)
    assert (membership.user, membership.role, membership.organisation_id) == (user, Role.HEAD, school.pk)
    assert events() == ["MemberInvited", "MemberJoined"]
    assert Activity.objects.order_by("pk").last().actor_id == user.pk


def test_an_existing_account_takes_the_role_up(network, administrator):
    guest = make_user(email="guest@example.org")
    digest = key_of(invite(network, administrator))

    membership = services.accept_invitation(guest, digest=digest, at=NOW)

    assert (membership.user, membership.network) == (guest, network)


def test_an_invitation_works_once(network, administrator):
    digest = key_of(invite(network, administrator))
    user, _membership = accept_new(digest)

    with pytest.raises(InvitationClosed):
        accept_new(digest)
    with pytest.raises(InvitationClosed):
        services.accept_invitation(user, digest=digest, at=NOW)
    assert Membership.objects.count() == 1


def test_an_invitation_ends_after_a_fortnight(network, administrator):
    digest = key_of(invite(network, administrator))

    with pytest.raises(InvitationClosed):
        accept_new(digest, at=NOW + timedelta(days=14))
    assert accept_new(digest, at=NOW + timedelta(days=14, seconds=-1))


def test_a_withdrawn_invitation_is_closed(network, administrator):
    invitation = invite(network, administrator)
    digest = key_of(invitation)
    services.withdraw_invitation(invitation, actor=administrator, at=NOW)

    with pytest.raises(InvitationClosed):
        accept_new(digest)
    assert not User.objects.exists()


def test_only_the_newest_letter_works(network, administrator):
    invitation = invite(network, administrator)
    old = key_of(invitation)

    services.resend_invitation(invitation, actor=administrator, at=LATER)
    with pytest.raises(InvitationClosed):
        accept_new(old, at=LATER)

    assert accept_new(key_of(invitation, at=LATER), at=LATER + timedelta(days=13))


@pytest.mark.parametrize("digest", ["", "0" * 64, "x"])
def test_an_invented_key_opens_nothing(network, digest):
    with pytest.raises(InvitationClosed):
        accept_new(digest)


def test_another_account_cannot_take_the_offer(network, administrator):
    digest = key_of(invite(network, administrator))

    with pytest.raises(NotYourInvitation):
        services.accept_invitation(make_user(), digest=digest, at=NOW)
    assert not Membership.objects.exists()
    assert accept_new(digest)


def test_a_mailbox_with_an_account_opens_no_second_one(network, administrator):
    guest = make_user(email="guest@example.org")
    digest = key_of(invite(network, administrator))

    with pytest.raises(AddressTaken):
        accept_new(digest, password="somebody else's choice")

    guest.refresh_from_db()
    assert guest.check_password(PASSWORD)
    assert not Membership.objects.exists()


def test_a_weak_password_leaves_the_invitation_open(network, administrator):
    digest = key_of(invite(network, administrator))

    with pytest.raises(ValidationError) as refusal:
        accept_new(digest, password="12345")

    assert "password" in refusal.value.message_dict
    assert not User.objects.exists()
    assert accept_new(digest)


@pytest.mark.parametrize("act", [services.resend_invitation, services.withdraw_invitation])
def test_an_accepted_invitation_is_over(network, administrator, act):
    invitation = invite(network, administrator)
    accept_new(key_of(invitation))

    with pytest.raises(InvitationClosed):
        act(invitation, actor=administrator, at=NOW)


@pytest.mark.parametrize("act", [services.resend_invitation, services.withdraw_invitation])
def test_a_curator_does_not_touch_invitations_of_administrators(network, administrator, curator, act):
    invitation = invite(network, administrator, role=Role.ADMINISTRATOR)

    with pytest.raises(PermissionDenied):
        act(invitation, actor=curator, at=NOW)


@pytest.mark.parametrize("act", [services.resend_invitation, services.withdraw_invitation])
def test_invitations_of_another_network_are_out_of_reach(network, foreign_network, administrator, act):
    with working_in(foreign_network):
        foreign = invite(foreign_network, actor_of(foreign_network, Role.ADMINISTRATOR))

    with pytest.raises(PermissionDenied):
        act(foreign, actor=administrator, at=NOW)


# Changing and ending


def test_an_administrator_changes_a_role(network, school, administrator):
    membership = membership_of(network, Role.OBSERVER)

    services.change_role(membership, actor=administrator, role=Role.TEACHER, organisation_id=school.pk)

    membership.refresh_from_db()
    assert (membership.role, membership.organisation_id) == (Role.TEACHER, school.pk)
    line = Activity.objects.get()
    assert (line.facts["before"], line.facts["after"]) == ("observer", "teacher")


def test_a_curator_moves_people_among_roles_of_organisations(network, school, curator):
    membership = membership_of(network, Role.TEACHER, organisation=school)

    services.change_role(membership, actor=curator, role=Role.COORDINATOR, organisation_id=school.pk)

    membership.refresh_from_db()
    assert membership.role == Role.COORDINATOR


def test_a_curator_makes_nobody_an_administrator(network, school, curator):
    membership = membership_of(network, Role.TEACHER, organisation=school)

    with pytest.raises(PermissionDenied):
        services.change_role(membership, actor=curator, role=Role.ADMINISTRATOR)

    membership.refresh_from_db()
    assert membership.role == Role.TEACHER
    assert events() == []


def test_a_curator_of_a_territory_reaches_only_its_people(network):
    here, there = make_territory(), make_territory()
    ours = membership_of(network, Role.TEACHER, organisation=make_organisation(territory=here))
    theirs = membership_of(network, Role.TEACHER, organisation=make_organisation(territory=there))
    curator = actor_of(network, Role.CURATOR, territory=here)

    assert services.end_membership(ours, actor=curator, at=NOW).ended_at == NOW
    with pytest.raises(PermissionDenied):
        services.end_membership(theirs, actor=curator, at=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.CURATOR}))
def test_nobody_else_ends_a_membership(network, school, role):
    membership = membership_of(network, Role.TEACHER, organisation=school)
    actor = actor_of(network, role, organisation=school if role in OF_ORGANISATION else None)

    with pytest.raises(PermissionDenied):
        services.end_membership(membership, actor=actor, at=NOW)

    membership.refresh_from_db()
    assert membership.ended_at is None


def test_members_of_another_network_are_out_of_reach(network, foreign_network, administrator):
    foreign = membership_of(foreign_network)

    for act in (
        lambda: services.end_membership(foreign, actor=administrator, at=NOW),
        lambda: services.change_role(foreign, actor=administrator, role=Role.METHODOLOGIST),
    ):
        with pytest.raises(PermissionDenied):
            act()

    foreign.refresh_from_db()
    assert (foreign.ended_at, foreign.role) == (None, Role.OBSERVER)


def test_a_role_a_person_has_is_not_given_twice(network, administrator):
    user = make_member(network, Role.OBSERVER)
    other = Membership.objects.create(network=network, user=user, role=Role.METHODOLOGIST)

    with pytest.raises(AlreadyMember):
        services.change_role(other, actor=administrator, role=Role.OBSERVER)


def test_the_last_administrator_stays(network, administrator):
    last = membership_of(network, Role.ADMINISTRATOR)

    for act in (
        lambda: services.end_membership(last, actor=administrator, at=NOW),
        lambda: services.change_role(last, actor=administrator, role=Role.OBSERVER),
        lambda: services.leave_network(last, actor=own_actor(network, last), at=NOW),
    ):
        with pytest.raises(LastAdministrator):
            act()

    last.refresh_from_db()
    assert (last.role, last.ended_at) == (Role.ADMINISTRATOR, None)


def test_an_administrator_who_cannot_sign_in_does_not_count(network, administrator):
    last = membership_of(network, Role.ADMINISTRATOR)
    make_member(network, Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(LastAdministrator):
        services.end_membership(last, actor=administrator, at=NOW)


def test_an_administrator_beside_another_may_go(network, administrator):
    one = membership_of(network, Role.ADMINISTRATOR)
    membership_of(network, Role.ADMINISTRATOR)

    services.end_membership(one, actor=administrator, at=NOW)

    one.refresh_from_db()
    assert one.ended_at == NOW
    assert events() == ["MembershipEnded"]


def test_what_ended_meanwhile_is_not_ended_again(network, administrator, monkeypatch):
    membership = membership_of(network)
    real = services._lock_member

    def ended_by_another(row):
        Membership.objects.filter(pk=row.pk).update(ended_at=NOW)
        return real(row)

    monkeypatch.setattr(services, "_lock_member", ended_by_another)

    with pytest.raises(NoLongerMember):
        services.end_membership(membership, actor=administrator, at=LATER)


def own_actor(network, membership):
    return actor_of(network, Role(membership.role), user=membership.user)


def test_everybody_may_leave_but_only_from_their_own_role(network):
    mine, other = membership_of(network), membership_of(network)

    services.leave_network(mine, actor=own_actor(network, mine), at=NOW)
    with pytest.raises(PermissionDenied):
        services.leave_network(other, actor=own_actor(network, mine), at=NOW)

    mine.refresh_from_db()
    assert mine.ended_at == NOW
    assert events() == ["MemberLeft"]


def test_whoever_left_may_be_invited_again(network, administrator):
    user = make_user(email="guest@example.org")
    first = Membership.objects.create(network=network, user=user, role=Role.OBSERVER)
    services.end_membership(first, actor=administrator, at=NOW)

    again = services.accept_invitation(user, digest=key_of(invite(network, administrator)), at=NOW)

    assert again.pk != first.pk
    assert again.ended_at is None


def test_a_system_actor_of_one_network_manages_members_there(network):
    membership = membership_of(network)

    assert services.end_membership(membership, actor=Actor.system("import", network.pk), at=NOW).ended_at == NOW


def test_invited_people_of_two_networks_do_not_mix(network, foreign_network, administrator):
    other = make_network()
    with working_in(other):
        invite(other, actor_of(other, Role.ADMINISTRATOR))

    assert invite(network, administrator)
