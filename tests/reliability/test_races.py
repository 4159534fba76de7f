"""Two people at the same moment (reliability goal R3): real HTTP, counted in the database, each with its control.

A control is the same race against a server whose guard was taken out (`weakened.py`); it must go wrong, else the race
proves nothing.
"""

import secrets
import time
from itertools import islice

import pytest
from tests.reliability.installation import REPEATS, together

ROUNDS = int(20 * REPEATS)
CONTROL_ROUNDS = 6 * REPEATS
# By how much a contact comes after a merging has begun; before it, where negative.
LEADS_S = (-0.3, 0, 0.01, 0.02, 0.04, 0.08, 0.16)


def race(installation, person, scenario, *, weakened=""):
    """Run a scenario as often as asked; answers what went wrong, one line each."""
    installation.serve(weakened=weakened)
    rounds = CONTROL_ROUNDS if weakened else ROUNDS
    wrong = [line for number in range(rounds) for line in scenario(installation, person, number)]
    assert weakened or "Traceback" not in installation.log, installation.log[-3000:]
    return wrong


# The scenarios answer what went wrong


def two_save_the_same_version(installation, person, number):
    agreement = installation.cast["drafts"][number][0]

    def save(who):
        return person(who).submit(
            f"agreements/{agreement}/edit/",
            title=f"By {who}",
            kind="cooperation",
            renewal="none",
            version=1,
        )

    statuses = sorted(answer.status for answer in together(lambda: save(0), lambda: save(1)))
    version = installation.database.one(f"SELECT version FROM agreements_agreement WHERE id = {agreement}")
    if (statuses, version) != ([302, 409], 2):
        yield f"agreement {agreement}: {statuses}, now at version {version}"


def one_sends_a_form_twice(installation, person, number):
    title, form = f"Twice {secrets.token_hex(6)}", secrets.token_hex(16)

    first, second = installation.cast["organisations"][:2]

    def send():
        values = {"title": title, "kind": "cooperation", "renewal": "none", "submission": form}
        return person(0).submit("agreements/new/", first_party=first, second_party=second, **values)

    answers = together(send, send, send)
    count = installation.database.one(f"SELECT count(*) FROM agreements_agreement WHERE title = '{title}'")
    places = {(answer.status, answer.headers.get("location")) for answer in answers}
    if count != 1 or len(places) != 1 or answers[0].status != 302:
        yield f"{title}: {count} rows, {places}"


def both_last_signatures_at_once(installation, person, number):
    agreement, *parties = installation.cast["on_signature"][number]

    def sign(who):
        return person(who).submit(f"agreements/{agreement}/parties/{parties[who]}/signature/", signed_on="2025-09-01")

    statuses = [answer.status for answer in together(lambda: sign(0), lambda: sign(1))]
    stage = installation.database.one(f"SELECT stage FROM agreements_agreement WHERE id = {agreement}")
    lines = installation.database.one(
        "SELECT count(*) FROM activity_activity WHERE event = 'agreements.AgreementCameIntoForce' AND "
        f"subject_type = 'agreements.Agreement' AND subject_id = {agreement}"
    )
    if (statuses, stage, lines) != ([302, 302], "in_force", 1):
        yield f"agreement {agreement}: {statuses}, {stage}, came into force {lines} times"


def a_party_leaves_while_all_sign(installation, person, number):
    agreement, first, _second = installation.cast["on_signature"][number]
    together(
        lambda: person(0).submit(f"agreements/{agreement}/force/", signed_on="2025-09-01"),
        lambda: person(1).submit(f"agreements/{agreement}/parties/{first}/removal/"),
    )
    stage = installation.database.one(f"SELECT stage FROM agreements_agreement WHERE id = {agreement}")
    parties = installation.database.one(
        f"SELECT count(*) FROM agreements_agreementparty WHERE removed_at IS NULL AND agreement_id = {agreement}"
    )
    if stage == "in_force" and parties < 2:
        yield f"agreement {agreement} is in force with {parties} party"


def a_contact_comes_while_two_are_merged(installation, person, number):
    keep, drop = installation.cast["organisations"][10 + 2 * number : 12 + 2 * number]

    lead = LEADS_S[number % len(LEADS_S)]

    def merge():
        time.sleep(max(-lead, 0))
        return person(0).submit(f"organisations/{keep}/merge/{drop}/", version=1, name="keep")

    def add_contact():
        time.sleep(max(lead, 0))
        return person(1).submit(f"organisations/{drop}/contacts/new/", full_name="Ivanova Anna")

    answers = together(merge, add_contact)
    merged = installation.database.one(f"SELECT count(*) FROM organisations_organisation WHERE merged_into_id = {keep}")
    lost = installation.database.one(
        f"SELECT count(*) FROM organisations_contact WHERE removed_at IS NULL AND organisation_id = {drop}"
    )
    assert merged == 1, f"nothing was merged: {answers[0].status} {answers[0].body[:500]!r}"
    if lost or any(answer.status >= 500 for answer in answers):
        yield f"a contact hangs on {drop}, which was merged into {keep}; {[a.status for a in answers]}"


def two_register_one_number(installation, person, number):
    inn = _inn(770000000 + number)

    def register(who):
        values = {"name": f"Plant {who} of {number}", "kind": "enterprise", "is_legal_entity": "on", "inn": inn}
        return person(who).submit("organisations/new/", **values)

    statuses = sorted(answer.status for answer in together(lambda: register(0), lambda: register(1)))
    count = installation.database.one(f"SELECT count(*) FROM organisations_organisation WHERE inn = '{inn}'")
    if (statuses, count) != ([302, 422], 1):
        yield f"INN {inn}: {count} rows, {statuses}"


def _inn(nine_digits: int) -> str:
    """A number of a legal entity with its check digit (order of the tax service SAE-3-09/11)."""
    digits = str(nine_digits)
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return digits + str(sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 % 10)


SCENARIOS = {
    two_save_the_same_version: "versions",
    one_sends_a_form_twice: "submissions",
    both_last_signatures_at_once: "locks",
    a_party_leaves_while_all_sign: "locks",
    a_contact_comes_while_two_are_merged: "presence",
    two_register_one_number: "second_look",
}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_nothing_goes_wrong(installation, person, scenario):
    assert race(installation, person, scenario) == []


@pytest.mark.parametrize(("scenario", "guard"), SCENARIOS.items(), ids=lambda value: getattr(value, "__name__", value))
def test_control_without_its_guard_the_race_is_lost(installation, person, scenario, guard):
    if scenario is two_register_one_number:
        # The unique index is the last guard; the race is about what stands before it.
        installation.database.execute("DROP INDEX organisation_inn_kpp_once")
    assert list(islice(race(installation, person, scenario, weakened=guard), 1))
