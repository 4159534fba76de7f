"""`vmeste import`: the same check and saving from the console."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from tests.foundation.exchange.tables import xlsx

from vmeste.modules.organisations.models import Organisation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def table(tmp_path):
    def table(*rows):
        path = tmp_path / "table.xlsx"
        path.write_bytes(xlsx(("Name", "Kind"), *rows))
        return str(path)

    return table


def run(*arguments):
    out = StringIO()
    call_command("import", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_without_apply_nothing_is_saved_and_with_it_the_rows_are(network, table):
    path = table(("School", "school"))

    said = run("ours", "organisations", path)
    assert "+ 2: School" in said
    assert not Organisation.objects.exists()

    assert "Saved: 1 new" in run("ours", "organisations", path, "--apply")
    assert Organisation.objects.get().name == "School"


def test_errors_end_with_an_error_and_the_rest_is_saved(network, table):
    with pytest.raises(CommandError, match="Lines with errors: 1"):
        run("ours", "organisations", table(("School", "school"), ("Bad", "planet")), "--apply")

    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("slug", "path"), [("nowhere", "table.xlsx"), ("ours", "/missing.xlsx")], ids=["no network", "no file"]
)
def test_what_is_not_there_is_said(network, slug, path):
    with pytest.raises(CommandError):
        run(slug, "organisations", path)
