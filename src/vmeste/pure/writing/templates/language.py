"""The small language of templates: fields, `for`, `if` and a few filters; everything else is refused.

The check reads the syntax tree and never runs anything. The same tree is looked at once more before a template is
filled in, after the Word mark-up around the tags has been removed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from rapidfuzz import fuzz, process, utils

from vmeste.pure.writing.templates.schema import Field, Kind, Schema

BLANK = "________"
_MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_LOOP = Field(
    "loop_", "", Kind.GROUP, None, tuple(Field(name, "") for name in ("index", "first", "last", "length", "revindex"))
)
_NEAR_ENOUGH = 50
_STRUCTURE = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If)
_EXPRESSIONS = (nodes.Name, nodes.Getattr, nodes.Filter, nodes.Const)
_CONDITIONS = (*_EXPRESSIONS, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not)

Scope = Mapping[str, Field]


class Fault(StrEnum):
    """What can be wrong with a template; screens have a translated sentence for each."""

    FILE_REFUSED = "file refused"
    BROKEN_TAG = "broken tag"
    MISPLACED_TAG = "misplaced tag"
    UNCLOSED_TAG = "unclosed tag"
    UNKNOWN_FIELD = "unknown field"
    UNKNOWN_FILTER = "unknown filter"
    NOT_A_LIST = "not a list"
    NOT_A_VALUE = "not a value"
    NAME_TAKEN = "name taken"
    FORBIDDEN = "forbidden"


class Misuse(ValueError):
    """What is wrong with one tag, in a sentence; `nearest` is the field that was probably meant."""

    def __init__(self, fault: Fault, sentence: str, wrong: str = "", nearest: str = "") -> None:
        super().__init__(sentence)
        self.fault = fault
        self.wrong = wrong
        self.nearest = nearest


def in_digits(day: object) -> object:
    """17.11.2015"""
    return f"{day.day:02}.{day.month:02}.{day.year:04}" if isinstance(day, date) else day


def in_words(day: object) -> object:
    """17 ноября 2015 г., not broken between the day and the month nor before «г.»"""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1]} {day.year}\u00a0г." if isinstance(day, date) else day


def capitalised(value: object) -> object:
    """The first letter large, the others as they are."""
    return value[:1].upper() + value[1:] if isinstance(value, str) else value


FILTERS = MappingProxyType(
    {
        "digits": in_digits,
        "words": in_words,
        "capital": capitalised,
        "upper": lambda value: value.upper() if isinstance(value, str) else value,
        "lower": lambda value: value.lower() if isinstance(value, str) else value,
        "length": lambda value: len(value) if isinstance(value, list | str) else 0,
    }
)


class _Fields(ImmutableSandboxedEnvironment):
    """A field is found before the methods that records have as dictionaries: `point.items` is what the schema says."""

    def getattr(self, obj: object, attribute: str) -> object:
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja without its globals, tests and filters but ours; a missing value is a visible blank."""
    env = _Fields(autoescape=True, finalize=_shown, cache_size=0)
    env.globals.clear()
    env.tests.clear()
    env.filters.clear()
    env.filters.update(FILTERS)
    return env


def _shown(value: object) -> object:
    if value is None or value == "":
        return BLANK
    return in_digits(value)


def parse(source: str) -> nodes.Template:
    """The syntax tree. Raises `Misuse` for text that is no template."""
    try:
        return environment().parse(source)
    except TemplateSyntaxError as error:
        raise Misuse(Fault.BROKEN_TAG, f"The tag is broken: {error.message}") from error
    except RecursionError as error:
        raise Misuse(Fault.FORBIDDEN, "The tags are nested too deeply.") from error


def check_tree(node: nodes.Node, scope: Scope, loops: tuple[str, ...] = ()) -> None:
    """Raises `Misuse` unless the tree below `node` only does what the language allows, with fields that are there."""
    if isinstance(node, nodes.Template):
        _check_all(node.body, scope, loops)
    elif isinstance(node, nodes.Output):
        for part in node.nodes:
            if not isinstance(part, nodes.TemplateData):
                check_output(part, scope)
    elif isinstance(node, nodes.If):
        check_condition(node.test, scope)
        _check_all([*node.body, *node.elif_, *node.else_], scope, loops)
    elif isinstance(node, nodes.For):
        if node.recursive or node.test is not None or node.else_:
            raise Misuse(Fault.FORBIDDEN, "A loop has the form «for item in list», without more.")
        inner, path = loop_scope(node.target, node.iter, scope, loops)
        _check_all(node.body, inner, (*loops, path))
    else:
        raise Misuse(
            Fault.FORBIDDEN, f"Templates know only fields, «for» and «if», not «{type(node).__name__.lower()}»."
        )


def _check_all(children: Iterable[nodes.Node], scope: Scope, loops: tuple[str, ...]) -> None:
    for child in children:
        check_tree(child, scope, loops)


def check_output(node: nodes.Node, scope: Scope) -> None:
    """One value printed in the text: a text or a date."""
    for part in (node, *node.find_all(nodes.Node)):
        if not isinstance(part, _EXPRESSIONS) or isinstance(part, nodes.Const):
            raise Misuse(Fault.FORBIDDEN, "A tag prints one field; sums, calls and quotations are not allowed.")
    field = _resolve_filtered(node, scope)
    if field is not None and field.kind in {Kind.GROUP, Kind.RECORDS}:
        inside = ", ".join(inner.name for inner in field.fields)
        raise Misuse(Fault.NOT_A_VALUE, f"«{field.name}» is no single value; it contains: {inside}.", field.name)


def check_condition(node: nodes.Node, scope: Scope) -> None:
    """What stands after `if`: fields, comparisons with quoted text, and, or, not."""
    for part in (node, *node.find_all(nodes.Node)):
        if not isinstance(part, _CONDITIONS):
            raise Misuse(Fault.FORBIDDEN, "A condition compares fields; sums, calls and «is» are not allowed.")
    for part in (node, *node.find_all(nodes.Node)):
        if isinstance(part, nodes.Name | nodes.Getattr | nodes.Filter):
            _resolve_filtered(part, scope)


def loop_scope(
    target: nodes.Node, over: nodes.Node, scope: Scope, loops: tuple[str, ...]
) -> tuple[dict[str, Field], str]:
    """The names inside `for target in over`, and the full name of the list. A list is not looped over inside itself."""
    if not isinstance(target, nodes.Name) or not isinstance(over, nodes.Name | nodes.Getattr):
        raise Misuse(Fault.FORBIDDEN, "A loop has the form «for item in list», without more.")
    field, path = _resolve(over, scope)
    if field.kind is not Kind.RECORDS:
        raise Misuse(Fault.NOT_A_LIST, f"«{path}» is not a list, so it cannot be repeated.", path)
    if path in loops:
        raise Misuse(Fault.FORBIDDEN, f"«{path}» is repeated inside itself.", path)
    if target.name in scope or target.name.startswith("_"):
        raise Misuse(Fault.NAME_TAKEN, f"Call the item otherwise: «{target.name}» is taken.", target.name)
    item = Field(target.name, field.label, Kind.GROUP, None, field.fields)
    return {**scope, target.name: item, "loop": _LOOP}, path


def top_scope(schema: Schema) -> dict[str, Field]:
    return {field.name: field for field in schema.fields}


def _resolve_filtered(node: nodes.Node, scope: Scope) -> Field | None:
    while isinstance(node, nodes.Filter):
        if node.name not in FILTERS:
            raise Misuse(
                Fault.UNKNOWN_FILTER, f"There is no filter «{node.name}»; there are: {', '.join(FILTERS)}.", node.name
            )
        if node.args or node.kwargs or node.node is None:
            raise Misuse(Fault.FORBIDDEN, f"The filter «{node.name}» takes nothing in brackets.", node.name)
        if node.name == "length":
            return None
        node = node.node
    return None if isinstance(node, nodes.Const) else _resolve(node, scope)[0]


def _resolve(node: nodes.Node, scope: Scope) -> tuple[Field, str]:
    if isinstance(node, nodes.Name):
        if node.name not in scope:
            raise _unknown(node.name, scope)
        return scope[node.name], node.name
    if isinstance(node, nodes.Getattr):
        holder, path = _resolve(node.node, scope)
        if (field := holder.field(node.attr)) is None:
            raise _unknown(f"{path}.{node.attr}", scope)
        return field, f"{path}.{node.attr}"
    raise Misuse(Fault.FORBIDDEN, "A field is written as a name or as names joined by dots.")


def _unknown(wrong: str, scope: Scope) -> Misuse:
    """Names the field that was probably meant, compared with every full name that may stand there."""
    names = {name for field in scope.values() if field is not _LOOP for name in _full_names(field)}
    best = process.extractOne(
        wrong, sorted(names), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR_ENOUGH
    )
    nearest = best[0] if best else ""
    hint = f" Did you mean «{nearest}»?" if nearest else ""
    return Misuse(Fault.UNKNOWN_FIELD, f"There is no field «{wrong}».{hint}", wrong, nearest)


def _full_names(field: Field, prefix: str = "") -> list[str]:
    name = prefix + field.name
    if field.kind is Kind.RECORDS:
        return [name]
    return [name, *(full for inner in field.fields for full in _full_names(inner, f"{name}."))]
