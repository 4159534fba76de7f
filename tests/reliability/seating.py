"""Run as a program, for the race for the last seat. Words: `make PUPILS`, or `take WAY GROUP PUPIL…` (WAY: gate, rows).

`make` prints JSON: the group with one seat, the pupils. `take` lets all its pupils run at once when a line comes in, and
prints one word for each: what came of it.
"""

import json
import secrets
import sys
import threading
from datetime import UTC, datetime

import django

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def main():
    django.setup()
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.networks.models import Network

    network = Network.objects.get(slug="ours")
    word, *rest = sys.argv[1:]
    if word == "make":
        with working_in(network):
            _say(json.dumps(_make(int(rest[0]))))
        return
    way, group, *pupils = rest
    answers, ready = [], threading.Barrier(len(pupils) + 1)
    threads = [
        threading.Thread(target=_run, args=(network, way, int(group), int(pupil), ready, answers)) for pupil in pupils
    ]
    for thread in threads:
        thread.start()
    _say("ready")
    sys.stdin.readline()
    ready.wait()
    for thread in threads:
        thread.join()
    _say(json.dumps(answers))


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _make(count):
    from tests.factories.enrolment import make_teaching
    from tests.factories.people import make_class, make_pupil

    class_ = make_class()
    return {
        "group": make_teaching(seats=1).pk,
        "pupils": [make_pupil(class_, number=f"{secrets.randbelow(10**9)}").pk for _each in range(count)],
    }


def _run(network, way, group, pupil, ready, answers):
    from django.db import IntegrityError, connection

    from vmeste.foundation.access.actor import Actor
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.courses.models import StudyGroup
    from vmeste.modules.enrolment.errors import NoSeat
    from vmeste.modules.enrolment.models import Enrolment
    from vmeste.modules.enrolment.services.seats import take_seat
    from vmeste.modules.people.models import Pupil

    ready.wait()
    try:
        with working_in(network):
            if way == "gate":
                row = StudyGroup.objects.get(pk=group)
                actor = Actor.system("Race", network.pk)
                take_seat(row, pupil=Pupil.objects.get(pk=pupil), actor=actor, at=AT)
            else:
                Enrolment.objects.bulk_create(
                    [Enrolment(group_id=group, pupil_id=pupil, state="enrolled", origin="direct")]
                )
        answers.append("seated")
    except NoSeat:
        answers.append("no seat")
    except IntegrityError:
        answers.append("refused")
    except Exception as error:  # noqa: BLE001 - the test shows it
        answers.append(f"{type(error).__name__}: {error}")
    finally:
        connection.close()


if __name__ == "__main__":
    main()
