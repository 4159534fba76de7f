"""Workers that are killed, stand still, or work for somebody who has left (reliability goals R1, R4)."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from tests.reliability.installation import REPEATS, ROOT

JOBS = 12 * REPEATS
WORKING = [sys.executable, "-c", "from tests.reliability.working import worker; worker.main()"]


def enqueue(installation, *wanted):
    command = [sys.executable, "-m", "tests.reliability.enqueueing", json.dumps(wanted)]
    done = subprocess.run(command, env=installation.environ, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def jobs(installation):
    """(kind, state, attempts, message) of every job, the oldest first."""
    return [
        (kind.rpartition(".")[2], state, attempts, message)
        for kind, state, attempts, message in installation.database.rows(
            "SELECT kind, state, attempts, message FROM jobs_job ORDER BY id"
        )
    ]


def effects(installation):
    """How often each job's title stands in the register."""
    return dict(
        installation.database.rows(
            "SELECT title, count(*) FROM agreements_agreement WHERE title LIKE 'Job%' GROUP BY title"
        )
    )


def wait_until_over(installation, *, seconds=90, keep_alive=None):
    until = time.monotonic() + seconds
    while any(state in {"waiting", "running"} for _kind, state, _attempts, _message in jobs(installation)):
        assert time.monotonic() < until, (jobs(installation), installation.log[-2000:])
        if keep_alive:
            keep_alive()
        time.sleep(0.1)


def test_a_killed_worker_loses_no_job_and_doubles_no_effect(installation):
    kinds = ["write", "write", "write_once"]
    wanted = [[kinds[n % 3], 0, {"called": f"Job {n}"}] for n in range(JOBS)]
    enqueue(installation, *wanted)
    workers = [installation.start(WORKING), installation.start(WORKING)]
    killed = 0
    while killed < 3 * REPEATS and any(state != "done" for _k, state, *_ in jobs(installation)):
        running = [1 for _kind, state, *_ in jobs(installation) if state == "running"]
        if running:
            installation.kill(workers[killed % 2])
            workers[killed % 2] = installation.start(WORKING)
            killed += 1
        time.sleep(0.1)
    wait_until_over(installation)

    assert killed
    done = effects(installation)
    for (kind, state, attempts, message), (_name, _user, arguments) in zip(jobs(installation), wanted, strict=True):
        assert done.get(arguments["called"], 0) == (1 if state == "done" else 0), (kind, state)
        if state == "failed":
            assert message
            assert kind == "write_once" or attempts == 3


def test_a_job_whose_worker_died_before_it_began_is_handed_out_again(installation):
    enqueue(installation, ["write", 0, {"called": "Job forgotten"}])
    # So a worker leaves the queue that is killed between taking an entry and taking its job.
    installation.database.execute(
        "UPDATE django_tasks_database_dbtaskresult SET status = 'RUNNING', started_at = '2020-01-01 00:00:00+00:00'"
    )
    installation.start(WORKING)
    wait_until_over(installation)

    assert [state for _kind, state, *_ in jobs(installation)] == ["done"]
    assert effects(installation) == {"Job forgotten": 1}


@pytest.mark.parametrize("weakened", ["", "fences"])
def test_a_worker_that_stood_still_does_not_double_what_another_did(installation, weakened):
    enqueue(installation, ["write", 0, {"called": "Job slow", "seconds": 1.5}])
    still = installation.start(WORKING, VMESTE_WEAKENED=weakened)
    _wait_for(lambda: jobs(installation)[0][1] == "running")
    os.killpg(still.pid, signal.SIGSTOP)
    other = installation.start(WORKING, VMESTE_WEAKENED=weakened)
    _wait_for(lambda: effects(installation).get("Job slow", 0) == 1)
    os.killpg(still.pid, signal.SIGCONT)
    time.sleep(4)
    installation.kill(other)

    doubled = effects(installation)["Job slow"] > 1
    # With the fence taken out the sleeper writes once more: the control.
    assert doubled == bool(weakened)


def test_a_poison_job_is_given_up_in_words_and_others_go_on(installation):
    enqueue(installation, ["poison", 0, {}], ["write", 0, {"called": "Job after"}])
    workers = [installation.start(WORKING)]

    def keep_alive():
        if workers[-1].poll() is not None:
            workers.append(installation.start(WORKING))

    wait_until_over(installation, keep_alive=keep_alive)

    (_poison, state, attempts, message), after = jobs(installation)
    assert (state, attempts, bool(message)) == ("failed", 3, True)
    assert after[1] == "done"
    assert effects(installation) == {"Job after": 1}


@pytest.mark.parametrize("farewell", ["membership", "account", "none"])
def test_work_of_somebody_who_has_left_is_refused(installation, farewell):
    person = installation.cast["people"][3]
    enqueue(installation, ["need_role", person["user"], {"called": "Job late"}])
    if farewell == "membership":
        installation.database.execute(
            f"UPDATE networks_membership SET ended_at = '2025-01-01 00:00:00+00:00' WHERE id = {person['membership']}"
        )
    elif farewell == "account":
        installation.database.execute(f"UPDATE accounts_user SET is_active = false WHERE id = {person['user']}")
    installation.start(WORKING)
    wait_until_over(installation)

    ((_kind, state, _attempts, message),) = jobs(installation)
    if farewell == "none":
        assert (state, effects(installation)) == ("done", {"Job late": 1})
    else:
        assert (state, effects(installation)) == ("failed", {})
        assert message


def _wait_for(what, *, seconds=60):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing happens any more"
        time.sleep(0.02)
