"""Taking a written list back, as a whole: what it made goes, what it changed is as before.

A row to which something has happened since, or on which another row stands by now, stays as it is and is told.
Made rows that nobody has touched are deleted for good: nothing remembers them, and data of children brought in by
mistake have no reason to stay.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.editing.uses import foreign_keys_to
from vmeste.foundation.search.finding import SOURCES, index_again
from vmeste.foundation.tenancy.models import EditableModel
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment, RosterPart, RosterState
from vmeste.modules.people.events import RosterTakenBack
from vmeste.modules.people.models import Guardian, Guardianship, Pupil, PupilAttachment, RosterRun, SchoolClass
from vmeste.modules.people.selectors.rosters import in_chunks, lines_of

from .roster_writing import CHANGED, ELSEWHERE, rewrite
from .rosters import Finish, Tell, keep_pages, moved_on

USED = "used"
_AT_ONCE = 500
_PEOPLE: tuple[type[EditableModel], ...] = (PupilAttachment, Guardianship, Guardian, Pupil)
"""Made rows go in this order: whatever stands on another one goes before it."""


@command(may=permissions.KEEP_ROSTERS)
def take_back(run: RosterRun, *, actor: Actor, at: datetime, tell: Tell, finish: Finish) -> None:
    """Take back everything a list has written, in one transaction; done once."""
    if not moved_on(run, RosterState.UNDOING, RosterState.UNDONE, undone_at=at):
        return
    run.refresh_from_db()
    written = [page for _part, page in lines_of(run, RosterPart.WRITTEN)]
    undoing = _Undoing(written)
    tell(_("Looking what has happened since"), 5)
    for model in _PEOPLE:
        undoing.spare_what_is_used(model)
    undoing.spare_parts_of_spared_pupils()
    undoing.delete(PupilAttachment)
    tell(_("Taking back"), 10)
    for place, page in enumerate(reversed(written)):
        for label, rows in page["before"].items():
            undoing.restore(apps.get_model(label), rows)
        tell(_("Taking back"), 10 + 40 * place // max(len(written), 1))
    for place, model in enumerate(_PEOPLE[1:]):
        undoing.delete(model)
        tell(_("Taking back"), 50 + 10 * place)
    # Only now: attachments that went into a new class are back in the old one.
    undoing.spare_what_is_used(SchoolClass)
    undoing.delete(SchoolClass)
    run.pages.filter(part__in=(RosterPart.KEPT, RosterPart.WRITTEN)).delete()
    keep_pages(run, RosterPart.KEPT, undoing.kept)
    counts = {"undone": undoing.undone, "stayed": len(undoing.kept)}
    run.counts = {**run.counts, **counts, RosterPart.KEPT.value: len(undoing.kept)}
    run.save(update_fields=["counts"])
    announce(RosterTakenBack(organisation_id=run.organisation_id, **counts), actor=actor, subject=run)
    finish()


class _Undoing:
    def __init__(self, written: list[dict[str, Any]]) -> None:
        self.made: dict[str, set[int]] = defaultdict(set)
        for page in written:
            for label, pks in page["made"].items():
                self.made[label] |= set(pks)
        self.spared: dict[str, dict[int, str]] = defaultdict(dict)
        self.kept: list[list[Any]] = []
        self.undone = 0

    def spare_what_is_used(self, model: type[EditableModel]) -> None:
        """Find the made rows that were changed since, and those on which something stands that the list did not make.

        The pupil of a spared attachment is spared with it, when models are asked in the order of `_PEOPLE`.
        """
        label = model._meta.label
        for some in in_chunks(sorted(self.made[label]), _AT_ONCE):
            rows: Any = model.with_removed.filter(pk__in=some).order_by("pk").select_for_update(of=("self",))
            versions = dict(rows.values_list("pk", "version"))
            for pk in some:
                if pk not in versions:
                    self.made[label].discard(pk)
                elif versions[pk] != 1:
                    self.spared[label].setdefault(pk, CHANGED)
            for pk in self._stood_on(model, [pk for pk in some if pk in versions]):
                self.spared[label].setdefault(pk, USED)

    def _stood_on(self, model: type[EditableModel], pks: Collection[int]) -> set[int]:
        """Those of `pks` to which a row points that is to stay."""
        used: set[int] = set()
        for key in foreign_keys_to(model):
            going = self.made.get(key.model._meta.label, set()) - self.spared[key.model._meta.label].keys()
            manager: Any = getattr(key.model, "with_removed", key.model._default_manager)
            pointing = manager.filter(**{f"{key.name}__in": list(pks)}).order_by().values_list("pk", key.attname)
            used |= {target for pk, target in pointing if pk not in going}
        return used

    def spare_parts_of_spared_pupils(self) -> None:
        """A pupil who stays keeps class and guardians: a row without them would be worth little to whoever used it."""
        pupils = self.spared[Pupil._meta.label]
        for model in _PEOPLE[:2]:
            label = model._meta.label
            for some in in_chunks(sorted(pupils), _AT_ONCE):
                manager: Any = model.objects
                for row in manager.filter(pupil__in=some).order_by("pk"):
                    if row.pk in self.made[label]:
                        self.spared[label].setdefault(row.pk, USED)
                    if model is Guardianship and row.guardian_id in self.made[Guardian._meta.label]:
                        self.spared[Guardian._meta.label].setdefault(row.guardian_id, USED)

    def delete(self, model: type[EditableModel]) -> None:
        label = model._meta.label
        going = sorted(self.made[label] - self.spared[label].keys())
        for some in in_chunks(going, _AT_ONCE):
            rows: Any = model.with_removed.filter(pk__in=some)
            # What stands on them was looked for above; Django would read all of it again, row by row.
            rows._raw_delete(rows.db)  # noqa: SLF001 - as above
            if (source := SOURCES.get(label)) is not None:
                for pk in some:
                    index_again(source, pk)
        self.undone += len(going)
        self.kept += [[label, pk, reason] for pk, reason in sorted(self.spared[label].items())]

    def restore(self, model: type[EditableModel], rows: list[list[Any]]) -> None:
        """Put back what was there before, where nobody has changed the row since."""
        before = {pk: (version, values) for pk, version, values in rows}
        found: Any = model.with_removed.filter(pk__in=list(before)).order_by("pk").select_for_update(of=("self",))
        present = {row.pk: row for row in found}
        blocked = self._blocked(model, before, present)
        restored = []
        for pk, (version, values) in before.items():
            row = present.get(pk)
            if row is None or row.version != version:
                self.kept.append([model._meta.label, pk, CHANGED])
            elif pk in blocked:
                self.kept.append([model._meta.label, pk, ELSEWHERE])
            else:
                for name, value in values.items():
                    column: Any = model._meta.get_field(name)
                    setattr(row, name, column.to_python(value))
                row.version += 1
                restored.append(row)
        if restored:
            rewrite(model, restored)
        self.undone += len(restored)

    def _blocked(
        self, model: type[EditableModel], before: dict[int, tuple[int, dict[str, Any]]], present: dict[int, Any]
    ) -> set[int]:
        """Base attachments that cannot be opened again: the pupil has begun at another organisation since."""
        if model is not PupilAttachment:
            return set()
        opening = {
            row.pupil_id: pk
            for pk, row in present.items()
            if row.kind == Attachment.BASE
            and before[pk][1].keys() & {"ends_on", "removed_at"}
            and before[pk][1].get("ends_on") is None
        }
        taken = PupilAttachment.objects.filter(pupil__in=list(opening), kind=Attachment.BASE, ends_on=None).exclude(
            pk__in=list(before)
        )
        return {opening[pupil] for pupil in taken.values_list("pupil_id", flat=True)}
