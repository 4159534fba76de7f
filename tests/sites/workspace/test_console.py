"""The one command of an installation and what it is made of."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import translation
from tests.factories.networks import make_network
from tests.factories.organisations import make_organisation

import vmeste
from vmeste.config import console
from vmeste.config.static import TwinsStorage
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User
from vmeste.modules.networks.models import Invitation, Membership, Network
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference.models import Direction
from vmeste.sites.workspace.management import support


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def run(verb, *arguments):
    out = io.StringIO()
    call_command(verb, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


# Verbs


def test_help_names_every_verb(capsys):
    assert console.main(["help"]) == 0
    words = capsys.readouterr().out
    assert all(verb in words for verb in (*console.DELEGATED, "serve", "worker"))


def test_no_word_is_help(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["vmeste"])
    assert console.main() == 0
    assert "vmeste" in capsys.readouterr().out


def test_an_unknown_verb_is_told_the_known_ones(capsys):
    assert console.main(["destroy"]) == 2
    assert "createnetwork" in capsys.readouterr().out


def test_help_of_a_verb_is_its_own(capsys):
    assert console.main(["help", "createnetwork"]) == 0
    assert "--administrator" in capsys.readouterr().out


def test_the_demonstration_is_for_plain_http_unless_somebody_says_otherwise(monkeypatch):
    seen = []
    monkeypatch.setattr(console, "execute_from_command_line", lambda words: seen.append(os.environ.get("VMESTE_HTTPS")))
    monkeypatch.delenv("VMESTE_HTTPS", raising=False)
    console.main(["check"])
    console.main(["demo"])
    monkeypatch.setenv("VMESTE_HTTPS", "1")
    console.main(["demo"])
    assert seen == [None, "0", "1"]


# Networks and members


def test_a_network_for_a_new_administrator(db):
    words = run(
        "createnetwork", "Town", "town", "--administrator", "Head@Example.org", "--territory", "The North",
        "--full-name", "A Person",
    )  # fmt: skip
    network, user = Network.objects.get(), User.objects.get()
    assert (network.name, network.territory, network.is_demo) == ("Town", "The North", False)
    assert (user.email, user.full_name) == ("head@example.org", "A Person")
    assert Membership.objects.get().role == "administrator"
    assert "/account/" in words
    with working_in(network):
        assert Direction.objects.count() == 10


def test_the_printed_link_lets_choose_a_password(db, client):
    words = run("createnetwork", "Town", "town", "--administrator", "head@example.org", "--site", "http://testserver")
    link = next(word for word in words.split() if word.startswith("http://testserver/account/"))
    page = client.get(link, follow=True)
    assert page.status_code == 200
    target = page.redirect_chain[-1][0]
    client.post(target, {"password1": "quite another phrase", "password2": "quite another phrase"})
    assert User.objects.get().check_password("quite another phrase")


def test_an_administrator_with_an_account_needs_no_letter(db):
    User.objects.create_user("head@example.org", full_name="Head")
    words = run("createnetwork", "Town", "town", "--administrator", "head@example.org")
    assert User.objects.count() == 1
    assert "link" not in words


def test_where_mail_goes_out_the_link_is_in_the_letter_only(db, monkeypatch):
    monkeypatch.setattr(support, "_KEPT_HERE", ())  # as if this were a mail server
    words = run(
        "createnetwork", "Town", "town", "--administrator", "head@example.org", "--site", "https://v.example.org"
    )
    assert "/account/" not in words
    assert "https://v.example.org/account/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["", "town", "--administrator", "a@example.org"], "name: "),
        (["Town", "no slug", "--administrator", "a@example.org"], "slug: "),
        (["Town", "taken", "--administrator", "a@example.org"], "slug: "),
        (["Town", "town", "--administrator", "nobody"], "email: "),
        (["Town", "town", "--administrator", "a@example.org", "--time-zone", "Mars/Olympus"], "time_zone: "),
    ],
)
def test_a_network_that_cannot_be_is_refused_in_one_line(db, arguments, said):
    make_network(slug="taken")
    with pytest.raises(CommandError) as refusal:
        run("createnetwork", *arguments)
    assert str(refusal.value).startswith(said)
    assert "\n" not in str(refusal.value)
    assert Network.objects.count() == 1
    assert not User.objects.exists()


def test_a_member_is_invited_to_an_organisation_by_name(network):
    school = make_organisation(name="Gymnasium", short_name="Gymnasium No. 1")
    words = run("createmember", "ours", "a@example.org", "coordinator", "--organisation", "Gymnasium No. 1")
    assert Invitation.objects.get().organisation_id == school.pk
    assert "/account/invitation/" in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "a@example.org", "curator"], "There is no network “nowhere”. Networks: ours."),
        (["ours", "a@example.org", "coordinator"], "organisation: "),
        (["ours", "a@example.org", "coordinator", "--organisation", "Castle"], "Nothing is called “Castle” there."),
        (["ours", "a@example.org", "coordinator", "--organisation", "School"], "Several are called “School”; "),
        (["ours", "nobody", "curator"], "email: "),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_in_one_line(network, arguments, said):
    make_organisation(name="School")
    make_organisation(name="School")
    with pytest.raises(CommandError) as refusal:
        run("createmember", *arguments)
    assert str(refusal.value).startswith(said)
    assert not Invitation.objects.exists()


# Export


@pytest.fixture
def register(network):
    make_organisation(name="Beta", short_name="Beta")
    make_organisation(name="Alpha", short_name="Alpha")
    other = make_network(slug="theirs")
    with working_in(other):
        make_organisation(name="Foreign", short_name="Foreign")


def test_a_list_goes_to_a_file_in_the_order_of_its_screen(register, tmp_path):
    run("export", "ours", "organisations", "--out", str(tmp_path / "list.json"))
    rows = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert [row["name"] for row in rows] == ["Alpha", "Beta"]


def test_filters_and_order_are_those_of_the_address(register, tmp_path):
    run("export", "ours", "organisations", "--query", "sort=-name", "--out", str(tmp_path / "list.json"))
    rows = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert [row["name"] for row in rows] == ["Beta", "Alpha"]


@pytest.mark.parametrize(("kind", "begins"), [("xlsx", b"PK"), ("csv", "\ufeff".encode()), ("docx", b"PK")])
def test_every_kind_of_file(register, tmp_path, kind, begins):
    target = tmp_path / "list"
    run("export", "ours", "organisations", "--format", kind, "--out", str(target))
    assert target.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "organisations", "--out", "x.csv"], "There is no network “nowhere”"),
        (["ours", "castles", "--out", "x.csv"], "There is no list “castles”. Lists: agreements, "),
        (["ours", "organisations", "--out", "x.exe"], "Say --format: "),
        (["ours", "organisations", "--out", "/nowhere/x.csv"], "/nowhere/x.csv: No such file"),
    ],
)
def test_an_export_that_cannot_be_is_refused_in_one_line(network, arguments, said):
    with pytest.raises(CommandError) as refusal:
        run("export", *arguments)
    assert str(refusal.value).startswith(said)
    assert Organisation.objects.count() == 0


# Serving

HOME = {**os.environ, "PYTHONPATH": str(Path(vmeste.__file__).parents[1])}
TELL = "import os, signal, time; os.write(1, str(os.getpid()).encode() + bytes([10]))"
WAITING = f"{TELL}; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAITING}"
FAILING = f"{TELL}; os.read(0, 1); raise SystemExit(7)"
TOGETHER = """
import sys
from vmeste.config import console
console.SECONDS_TO_END = 1
raise SystemExit(console._run_together(*([sys.executable, "-c", program] for program in sys.argv[1:])))
"""


def together(second):
    words = [sys.executable, "-c", TOGETHER, WAITING, second]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen(words, **pipes, text=True, start_new_session=True, env=HOME)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [WAITING, DEAF], ids=["willing", "deaf"])
def test_a_signal_ends_everybody_in_good_order(number, second):
    server = together(second)
    children = [int(server.stdout.readline()), int(server.stdout.readline())]
    os.killpg(server.pid, number)
    with server:
        assert server.wait(timeout=20) == 0
    assert not any(is_alive(child) for child in children)


def test_when_one_ends_the_other_ends_and_its_code_is_told():
    server = together(FAILING)
    children = [int(server.stdout.readline()), int(server.stdout.readline())]
    server.stdin.write("now")
    server.stdin.flush()
    with server:
        assert server.wait(timeout=20) == 7
    assert not any(is_alive(child) for child in children)


# Static files


def test_a_file_is_compressed_once_and_again_when_it_changes(tmp_path):
    storage = TwinsStorage(location=str(tmp_path), base_url="/static/")
    source, twin = tmp_path / "page.js", tmp_path / "page.js.br"
    source.write_text("const words = 'again and again';\n" * 200)

    def compress():
        return [name for name, _twin, _done in storage.post_process({"page.js": (storage, "page.js")})]

    assert compress()
    first = twin.read_bytes()
    assert not compress()
    source.write_text("const words = 'something else';\n" * 200)
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 5))
    assert compress()
    assert twin.read_bytes() != first


def test_only_names_with_a_hash_are_kept_for_ever(settings):
    is_kept = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST).match
    assert is_kept("/static/dist/assets/main-CF9HfkZc.js")
    assert is_kept("/static/dist/assets/sprite-DEdKmdhV.svg")
    assert not is_kept("/static/dist/assets/main.js")
    assert not is_kept("/static/account/js/onload.js")


def test_static_files_have_twins():
    staticfiles_storage.exists("")
    assert isinstance(staticfiles_storage._wrapped, TwinsStorage)
