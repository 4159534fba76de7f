"""Run as a program: fill a new installation for the browser, print as JSON who is who and which screens there are.

Two networks of the walls' world hold a row for every address: in `ours` with words as offices write them, in `theirs`
with hostile ones. Every journey has a network of its own, so that journeys never meet.
"""

import json
import sys
import time

import django

ALLAUTHS_SECRET = "JBSWY3DPEHPK3PXP"
JOURNEYS = (
    *("members", "register", "duplicates", "partnerships", "agreements", "documents", "imports", "lists"),
    *("reading", "passport", "conflict", "lost-session", "switching", "keyboard", "families", "plans", "choice"),
)


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import translation

    call_command("migrate", verbosity=0)
    with translation.override("ru"), transaction.atomic():
        from tests.walls.world import build_world

        told = _walks(build_world())
        told["journeys"] = {name: _journey(name) for name in JOURNEYS}
        _join(told["journeys"]["switching"], "lists")
        told["journeys"]["families"] |= _family(told["journeys"]["families"]["slug"])
    sys.stdout.write(json.dumps(told) + "\n")


# The walks


def _walks(world):
    from tests.journeys.planting import plant_hostile, plant_readable

    from vmeste.foundation.activity.models import Activity
    from vmeste.foundation.search.finding import SOURCES, index_rows
    from vmeste.foundation.search.models import SearchEntry
    from vmeste.foundation.tenancy.scope import working_in

    keys = _keys_of_person(world.members["administrator"])
    _keys_of_person(world.members["stranger"])
    world.theirs.rows["key"] = {"own": _keys_of_person(world.members["stranger"])}
    for side, plant in ((world.ours, plant_readable), (world.theirs, plant_hostile)):
        with working_in(side.network):
            rows = {(type(row), row.pk): row for row, _marker in side.planted}
            for row in rows.values():
                if not isinstance(row, Activity):
                    plant(row)
            for line in Activity.objects.all():
                plant(line)
            for source in SOURCES.values():
                SearchEntry.objects.filter(kind=source.model._meta.label).delete()
                index_rows(source, source.model._default_manager.all())
    people = {
        name: _session(world.members[name])
        for name in ("curator", "administrator", "head", "partner", "observer", "stranger")
    }
    people["anonymous"] = ""
    return {
        "people": people,
        "ours": _screens_inside(world, world.ours, "curator"),
        "theirs": _screens_inside(world, world.theirs, "stranger"),
        "outside": _screens_outside(world, keys),
    }


def _screens_inside(world, side, actor):
    """Every address of a network that answers a GET, with the row its table of addresses names: name → path."""
    from django.urls import reverse
    from tests.walls.addresses import GET, WORKSPACE, names_inside_networks

    from vmeste.modules.agreements.models import Agreement

    found = {}
    standing = "own" if actor == "curator" else "foreign"
    for name in sorted(names_inside_networks()):
        address = WORKSPACE[name]
        if GET in address.methods:
            path = reverse(name, kwargs={"network": side.network.slug, **address.arguments(world, actor, standing)})
            found[name] = path
    found["search"] += "?q=профориентация" if actor == "curator" else "?q=hurt"
    for row, _marker in side.planted:
        if isinstance(row, Agreement):
            found[f"agreement-detail {row.stage}"] = reverse(
                "agreement-detail", kwargs={"network": side.network.slug, "pk": row.pk}
            )
    return found


def _screens_outside(world, keys):
    """Every address outside the networks, with who opens it: name → [person, path]."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from django.urls import reverse
    from tests.walls.addresses import OF_PERSON, PUBLIC, names_outside_networks

    user = world.members["curator"]
    arguments = {
        "account_reset_password_from_key": {
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
        "mfa_remove_webauthn": {"pk": keys.pk},
        "mfa_edit_webauthn": {"pk": keys.pk},
        "account-email-confirm": {"key": "x"},
        "account-token-revocation": {"pk": world.tokens["curator"].pk},
        "my-network-departure": {"pk": _membership_of(user).pk},
        "invitation-open": {"secret": "ours school"},
        "certificate-verification": {
            "network": world.ours.network.slug,
            "code": world.ours.rows["certificate"]["own"].code,
        },
    }
    # Pages about factors are there only for who has them, and pages that set them up only for who has not.
    keeps_factors = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"}
    keeps_factors |= {"mfa_list_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn"}
    keeps_factors |= {"mfa_reauthenticate"}
    found = {}
    for name in sorted({*PUBLIC, *OF_PERSON} & names_outside_networks()):
        if name in {"api-root", "api-nothing"}:
            continue
        person = "administrator" if name in keeps_factors else "curator" if name in OF_PERSON else "anonymous"
        if name == "account_logout":
            person = "curator"
        found[name] = [person, reverse(name, kwargs=arguments.get(name, {}))]
    return found


def _membership_of(user):
    from vmeste.modules.networks.models import Membership

    return Membership.objects.get(user=user)


def _keys_of_person(user):
    """A code generator, recovery codes and a passkey; answers the passkey."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, ALLAUTHS_SECRET)
        RecoveryCodes.activate(user)
        Authenticator.objects.create(
            user=user, type="webauthn", data={"name": "Телефон", "credential": {}, "passwordless": True}
        )
    return Authenticator.objects.get(user=user, type="webauthn")


def _session(user):
    """The key of a session in which the person has just signed in with the password."""
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
    from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.create()
    return session.session_key


# The journeys


def _journey(name):
    """A network with a school, a plant, a university and its curator; answers slug, sessions and rows."""
    from tests.factories.networks import make_member, make_network
    from tests.factories.organisations import make_contact, make_organisation
    from tests.factories.reference import make_direction

    from vmeste.foundation.access.actor import Role
    from vmeste.foundation.search.finding import SOURCES, index_rows
    from vmeste.foundation.tenancy.scope import working_in

    network = make_network(name=f"Сеть «{name}»", slug=name)
    with working_in(network):
        school = make_organisation(name="Лицей № 4 города Рязани", short_name="Лицей № 4", inn="")
        plant = make_organisation(name="Приборный завод «Плазма»", short_name="Плазма", kind="enterprise", inn="")
        university = make_organisation(
            name="Радиотехнический университет", short_name="РГРТУ", kind="university", inn=""
        )
        make_contact(school, full_name="Соколова Мария Петровна", post="директор", is_signatory=True)
        make_contact(plant, full_name="Орлов Игорь Ильич", post="генеральный директор", is_signatory=True)
        direction = make_direction(name="Инженерные классы")
        curator = make_member(network, Role.CURATOR, email=f"curator@{name}.example.org", full_name="Анна Кузнецова")
        if name == "duplicates":
            make_organisation(name="Гимназия № 2 имени Есенина", inn="")
            make_organisation(name="Гимназия №2 им. Есенина", inn="")
        if name == "plans":
            _programmes(school)
        if name == "choice":
            _open_round(school)
        for source in SOURCES.values():
            index_rows(source, source.model._default_manager.all())
        second = make_member(network, Role.CURATOR, email=f"second@{name}.example.org", full_name="Пётр Волков")
        head = make_member(
            network, Role.HEAD, organisation=school, email=f"head@{name}.example.org", full_name="Инна Серова"
        )
    return {
        "slug": name,
        "email": curator.email,
        "session": _session(curator),
        "second": _session(second),
        "head": _session(head),
        "school": school.pk,
        "plant": plant.pk,
        "university": university.pk,
        "direction": direction.pk,
    }


def _family(slug):
    """A guardian whose child may choose from three programmes, and a teacher with a group of thirty."""
    from datetime import timedelta

    from django.utils import timezone
    from tests.factories.enrolment import make_enrolment, make_round, make_teaching
    from tests.factories.networks import make_member
    from tests.factories.people import make_class, make_guardian, make_guardianship, make_pupil, make_staff, the_year

    from vmeste.foundation.access.actor import Role
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.enrolment.selectors.attendance import occasions
    from vmeste.modules.networks.models import Network
    from vmeste.modules.organisations.models import Organisation

    network = Network.objects.get(slug=slug)
    with working_in(network):
        school = Organisation.objects.get(short_name="Лицей № 4")
        school_class = make_class(school, name="8и", grade=8, first_lesson=8 * 60, last_lesson=14 * 60)
        child = make_pupil(school_class, last_name="Морошкина", first_name="Ульяна", patronymic="Олеговна")
        guardian = make_member(network, Role.GUARDIAN, email=f"mother@{slug}.example.org", full_name="Вера Морошкина")
        make_guardianship(child, make_guardian(user=guardian))
        offered = []
        for title, meetings in (
            ("Робототехника", ((2, 960, 90),)),
            ("Шахматы", ((2, 990, 45),)),
            ("Хор", ((4, 900, 45),)),
        ):
            group = make_teaching(organisation=school, meetings=meetings)
            group.programme.title = title
            group.programme.save()
            offered.append(group)
        now = timezone.now()
        span = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=30)}
        round_ = make_round(title="Выбор курсов", schools=[school], groups=offered, most_wishes=3, **span)
        teacher = make_member(network, Role.TEACHER, organisation=school, email=f"teacher@{slug}.example.org")
        lyceum = make_teaching(
            organisation=school,
            teacher=make_staff(user=teacher),
            seats=30,
            meetings=tuple((day, 960, 45) for day in range(1, 8)),
        )
        for _number in range(30):
            make_enrolment(lyceum, make_pupil(school_class), starts_on=the_year().starts_on)
        day = the_year().starts_on + timedelta(days=180)
        (lesson, *_more) = occasions([lyceum], first=day, last=day)
    return {
        "guardian": _session(guardian),
        "teacher": _session(teacher),
        "child": child.pk,
        "round": round_.pk,
        "lesson": f"lessons/{lyceum.pk}/{lesson.day.isoformat()}/{lesson.meeting.pk}/",
    }


def _programmes(school):
    """A class, and a programme that it may take up."""
    from tests.factories.courses import make_programme, make_study_group
    from tests.factories.people import make_class
    from tests.factories.reference import make_norm, make_year

    from vmeste.modules.reference.choices import NormKind

    year = make_year(2026)
    make_norm(kind=NormKind.EXTRACURRICULAR_WEEK_HOURS, value=10, source="СанПиН 1.2.3685-21")
    make_class(school, year=year, name="8и", grade=8)
    programme = make_programme(school, title="Робототехника", kind="extracurricular")
    make_study_group(programme, year=year, name="Группа 1", meetings=[(2, "15:30")])


def _open_round(school):
    """Three children of one class want the one seat in robotics."""
    from datetime import timedelta

    from django.utils import timezone
    from tests.factories.enrolment import make_round, make_teaching, make_wishes
    from tests.factories.people import make_class, make_pupil

    now = timezone.now()
    robots = make_teaching(organisation=school, seats=1, name="Группа 1")
    robots.programme.title = "Робототехника"
    robots.programme.save()
    round_ = make_round(
        title="Выбор программ",
        schools=[school],
        groups=[robots],
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=7),
        confirm_by=(now + timedelta(days=14)).date(),
    )
    class_ = make_class(school, name="8и", grade=8)
    for _each in range(3):
        make_wishes(round_, make_pupil(class_), programmes=[robots.programme])


def _join(journey, other):
    """The journey's curator is an observer of another journey's network, too."""
    from vmeste.foundation.access.actor import Role
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.accounts.models import User
    from vmeste.modules.networks.models import Membership, Network

    network = Network.objects.get(slug=other)
    with working_in(network):
        Membership.objects.create(network=network, user=User.objects.get(email=journey["email"]), role=Role.OBSERVER)


if __name__ == "__main__":
    main()
