"""Two people edited the same row: what each of them wants."""

from typing import Any

from django.utils.text import capfirst

from vmeste.foundation.activity.events import shown
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.editing.edits import in_words


def conflict_context(form: Any, current: Any, *, their_url: str = "") -> dict[str, Any]:
    """What the form page shows: who saved meanwhile, and each field that saving once more would overwrite.

    Moves the form's hidden version on, so that the second saving is a decision and not an accident.
    """
    form.data = form.data.copy()
    form.data["version"] = str(current.version)
    latest = history_of(current).first()
    return {
        "who": latest.actor_label if latest else "",
        "when": latest.happened_at if latest else None,
        "changes": list(_differences(form, current)),
        "their_url": their_url,
    }


def _differences(form: Any, current: Any) -> Any:
    """(field label, saved now, wanted) of every field in which the two differ."""
    fields = {field.name: field for field in current._meta.get_fields()}
    for name, value in form.values.items():
        if name not in fields:
            continue
        if fields[name].many_to_many:
            now = ", ".join(sorted(map(str, getattr(current, name).all())))
            wanted = ", ".join(sorted(map(str, value)))
        else:
            now, wanted = in_words(current, name), in_words(type(current)(**{name: value}), name)
        if now != wanted:
            # A form may put one value together from several controls, none of which bears its name.
            label = form.fields[name].label if name in form.fields else capfirst(str(fields[name].verbose_name))
            yield str(label), shown(now), shown(wanted)
