"""Two people edited the same row: what each of them wants."""

from dataclasses import dataclass
from typing import Any

from vmeste.foundation.editing.edits import in_words


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One field in which the row as it is now differs from what the person wants to save."""

    label: str
    now: str
    wanted: str


def conflict_lines(form: Any, current: Any) -> list[ConflictLine]:
    """The fields a second saving would overwrite."""
    lines = []
    for name, value in form.values.items():
        field = next((f for f in current._meta.get_fields() if f.name == name), None)
        if field is None:
            continue
        if field.many_to_many:
            now = ", ".join(sorted(map(str, getattr(current, name).all())))
            wanted = ", ".join(sorted(map(str, value)))
        else:
            now, wanted = in_words(current, name), in_words(type(current)(**{name: value}), name)
        if now != wanted:
            lines.append(ConflictLine(str(form.fields[name].label), now or "—", wanted or "—"))
    return lines
