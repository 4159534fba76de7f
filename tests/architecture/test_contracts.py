"""The house's rules that no single module can check for itself. Everything here walks; nothing lists."""

import ast
import re
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from django.apps import apps

import vmeste
from vmeste.foundation.access.commands import COMMANDS, PERSONAL_COMMANDS
from vmeste.foundation.tenancy.models import NetworkModel

PACKAGE = Path(vmeste.__file__).parent
PRIVATE = {
    "views",
    "api",
    "forms",
    "tables",
    "filters",
    "search",
    "navigation",
    "jobs",
    "subscribers",
    "importing",
    "reports",
    "adapters",
}
OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("vmeste.")]
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)

# Tables of no network, each with the reason why rows of all networks lie in them.
GLOBAL = {
    "accounts.User": "a person may belong to several networks",
    "accounts.ApiToken": "says which network its bearer may enter",
    "networks.Network": "is the network",
    "networks.Membership": "says which network a person may enter",
    "networks.Invitation": "its reader is not in the network yet",
}


def test_modules_touch_only_the_public_parts_of_each_other():
    graph = grimp.build_graph("vmeste")
    trespasses = [
        f"{importer} -> {imported}"
        for imported in graph.modules
        if len(parts := imported.split(".")) > 3 and parts[1] == "modules" and parts[3] in PRIVATE
        for importer in graph.find_modules_that_directly_import(imported)
        if not importer.startswith(".".join(parts[:3]) + ".")
        and not importer.startswith(("vmeste.sites", "vmeste.config"))
    ]
    assert trespasses == []


def test_every_model_belongs_to_a_network_or_says_why_not():
    outside = {m._meta.label for m in OUR_MODELS if not issubclass(m, NetworkModel)}

    assert outside == set(GLOBAL)


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m._meta.label)
def test_every_model_has_words_order_and_a_docstring(model):
    assert model.__str__ is not model.__mro__[-2].__str__
    assert model._meta.ordering, "a list without an order changes under the reader"
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's own docstring says nothing"


@pytest.mark.parametrize("model", [m for m in OUR_MODELS if issubclass(m, NetworkModel)], ids=lambda m: m._meta.label)
def test_every_key_and_index_of_a_network_table_starts_with_the_network(model):
    rules = [*model._meta.indexes, *(c for c in model._meta.constraints if hasattr(c, "fields") and c.fields)]

    assert [rule.name for rule in rules if rule.fields[0] != "network"] == []
    assert rules, "no index that starts with the network"


def test_every_public_function_of_a_services_module_is_a_command():
    strangers = []
    for path in sorted(PACKAGE.glob("modules/*/services.py")) + sorted(PACKAGE.glob("modules/*/services/*.py")):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        import_module(module.removesuffix(".__init__"))
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                name = f"{module}.{node.name}"
                if name not in COMMANDS and name not in PERSONAL_COMMANDS and name not in HELPERS_OF_COMMANDS:
                    strangers.append(name)

    assert strangers == []


# Public functions beside commands that write nothing by themselves; each with its reason. Stale entries fail.
HELPERS_OF_COMMANDS: dict[str, str] = {
    "vmeste.modules.documents.services.issuing.make_document": "part of the command of the module whose facts it prints",
    "vmeste.modules.documents.services.issuing.fill": "writes nothing",
    "vmeste.modules.documents.services.issuing.preview": "writes nothing",
    "vmeste.modules.documents.services.reading.read_file": "reads apart for seconds, then keeps by commands",
    "vmeste.modules.enrolment.services.gate.about": "writes nothing",
    "vmeste.modules.enrolment.services.gate.answer_until": "writes nothing",
    "vmeste.modules.enrolment.services.gate.end": "part of the commands that move seats",
    "vmeste.modules.enrolment.services.gate.enter_gate": "part of the commands that move seats",
    "vmeste.modules.enrolment.services.gate.leave": "part of the commands that move seats",
    "vmeste.modules.enrolment.services.gate.move": "part of the commands that move seats",
    "vmeste.modules.enrolment.services.runs.compared": "writes nothing",
    "vmeste.modules.enrolment.services.runs.outcome_of": "writes nothing",
    "vmeste.modules.enrolment.services.runs.solve": "searches for minutes, writes nothing; a command keeps what it found",
    "vmeste.modules.enrolment.services.runs.told_waiting": "writes nothing",
    "vmeste.modules.enrolment.services.telling.tell": "part of the commands: announces without a name",
    "vmeste.modules.enrolment.services.telling.told_by": "writes nothing",
    "vmeste.modules.people.services.numbers.new_numbers": "writes nothing",
    "vmeste.modules.people.services.roster_writing.rewrite": "part of the commands that write and undo a list",
    "vmeste.modules.people.services.rosters.class_list": "opens names by the command and writes a file of them",
    "vmeste.modules.people.services.rosters.keep_pages": "part of the commands of a list",
    "vmeste.modules.people.services.rosters.moved_on": "part of the commands of a list",
}


def test_no_reason_is_stale():
    for name in HELPERS_OF_COMMANDS:
        module, _, function = name.rpartition(".")
        path = PACKAGE.parent / Path(*module.split(".")).with_suffix(".py")
        assert f"def {function}(" in path.read_text(), f"{name} is gone"


def test_imports_inside_functions_have_a_reason():
    silent = []
    for path in SOURCES:
        lines = path.read_text().splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                silent += [
                    f"{path.relative_to(PACKAGE)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                    and not any("late: " in line for line in lines[inner.lineno - 1 : inner.end_lineno])
                ]
    assert silent == []


BANNED = {
    "objects.create outside services": (re.compile(r"\bobjects\.create\("), ("services", "foundation")),
    "the way round the network wall": (re.compile(r"_base_manager"), ("foundation",)),
    "unfinished work": (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), ()),
    # Only a text that stands there whole is no data. The page of a document writes its own tags around escaped words.
    "markup from data": (
        re.compile(r"(?:mark_safe|SafeString)\((?!\"[^\"]*\"\))"),
        ("foundation", "documents/views/page_of_document"),
    ),
}


@pytest.mark.parametrize("what", BANNED)
def test_the_code_has_none_of(what):
    pattern, allowed = BANNED[what]
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in SOURCES
        if not any(part in path.as_posix() for part in allowed)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []
