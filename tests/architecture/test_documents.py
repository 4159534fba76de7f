"""The generated documents say what the declarations say."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from vmeste.foundation.access.commands import COMMANDS
from vmeste.foundation.access.permissions import PERMISSIONS
from vmeste.foundation.activity.announcing import REACTIONS
from vmeste.foundation.activity.events import EVENTS

DOCS = settings.CHECKOUT / "docs"


def test_the_generated_documents_are_up_to_date():
    call_command("write_docs", check=True)


def test_a_stale_document_is_noticed_and_written_anew(tmp_path):
    (tmp_path / "permissions.md").write_text("something else")
    with pytest.raises(CommandError, match=r"events\.md"):
        call_command("write_docs", check=True, folder=tmp_path)

    call_command("write_docs", folder=tmp_path)

    call_command("write_docs", check=True, folder=tmp_path)


def test_every_permission_event_and_command_stands_in_a_document():
    permissions, events = (DOCS / "permissions.md").read_text(), (DOCS / "events.md").read_text()
    commands = [name.removeprefix("vmeste.modules.").removeprefix("vmeste.") for name in COMMANDS]

    assert [name for name in PERMISSIONS if f"### `{name}`" not in permissions] == []
    assert [name for name in commands if f"`{name}`" not in permissions] == []
    ours = [name for name, event in EVENTS.items() if event.__module__.startswith("vmeste.")]
    assert [name for name in ours if f"### `{name}`" not in events] == []


def test_every_reaction_says_what_it_does():
    silent = [f"{r.__module__}.{r.__name__}" for reactions in REACTIONS.values() for r in reactions if not r.__doc__]

    assert silent == []
    assert sum(map(len, REACTIONS.values())) > 0
