"""Three small receivers over real models, and documents of one line for each thing.

    Регион: Заречный край
    Город: Бор | 12345678 | Заречный край
    Направление: Робототехника | примечание

They are known to the house only inside the fixture `receivers`, so other tests never meet them.
"""

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.choices.receiving import (
    RECEIVERS,
    ROW,
    Input,
    InputKind,
    Likeness,
    Proposal,
    Receiver,
)
from vmeste.modules.reference import permissions
from vmeste.modules.reference.choices import TerritoryKind
from vmeste.modules.reference.models import Direction, Territory
from vmeste.modules.reference.services import DIRECTIONS, TERRITORIES
from vmeste.pure.reading import Place


def text(*lines):
    return "\n\n".join(lines).encode()


class OfLines(Receiver):
    """What is common: a word before the colon names the kind, parts are divided by bars."""

    word = ""
    view = None
    edits = None
    proposed_by = []
    """The keys of instances, to count them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        OfLines.proposed_by.append(self.key)

    def propose(self, source):
        for passage in source.document.passages():
            if passage.text.startswith(f"{self.word}:"):
                parts = [part.strip() for part in passage.text.partition(":")[2].split("|")]
                place = Place(passage.number, len(self.word) + 2, len(passage.text))
                confidence = 0.5 if parts[0].endswith("?") else 0.9
                yield Proposal(
                    f"{self.key}:{passage.number}", self.read(parts, source), (place,), confidence, names=(parts[0],)
                )

    def title_of(self, values):
        return values["name"]

    def rows(self):
        return rows_for(self.actor, self.view, self.model)

    def likely(self, values):
        same = self.rows().filter(name=values["name"]).first()
        if same:
            return [Likeness(same, "the same name", 1.0, is_certain=True)]
        near = self.rows().filter(name__startswith=values["name"][:3])
        return [Likeness(row, "it begins alike", 0.5) for row in near]

    def look_up(self, pk):
        return self.rows().filter(pk=pk).first()

    def add(self, values):
        return self.edits.add(self.network, actor=self.actor, **self.fixed, **values)

    fixed = {}

    def change(self, row, values, *, version=None):
        return self.edits.change(row, actor=self.actor, version=version, **values)

    def remove(self, row, *, at):
        self.edits.remove(row, actor=self.actor, at=at)


_KNOWN = set(RECEIVERS)


class Regions(OfLines):
    key, label, label_plural, order, word = "test-region", "region", "regions", 1, "Регион"
    model, may, view, edits = Territory, permissions.EDIT_TERRITORIES, permissions.VIEW_TERRITORIES, TERRITORIES
    fixed = {"kind": TerritoryKind.REGION}
    inputs = (Input("name", "name", is_required=True),)

    def read(self, parts, source):
        return {"name": parts[0]}

    def values_of(self, row):
        return {"name": row.name}

    def url(self, row):
        return link("territory-detail", row.pk)


class Towns(OfLines):
    key, label, label_plural, order, word = "test-town", "town", "towns", 2, "Город"
    model, may, view, edits = Territory, permissions.EDIT_TERRITORIES, permissions.VIEW_TERRITORIES, TERRITORIES
    inputs = (
        Input("name", "name", is_required=True),
        Input("oktmo", "OKTMO"),
        Input("region", "region", InputKind.LINK, to="test-region"),
    )

    def read(self, parts, source):
        _name, oktmo, region = [*parts, "", ""][:3]
        return {"name": parts[0], "oktmo": oktmo, "region": source.key_of("test-region", region)}

    def values_of(self, row):
        return {"name": row.name, "oktmo": row.oktmo, "region": f"{ROW}{row.region_id}" if row.region_id else ""}

    def url(self, row):
        return link("territory-detail", row.pk)


class Directions(OfLines):
    key, label, label_plural, order, word = "test-direction", "direction", "directions", 3, "Направление"
    model, may, view, edits = Direction, permissions.EDIT_DIRECTIONS, permissions.VIEW_DIRECTIONS, DIRECTIONS
    inputs = (Input("name", "name", is_required=True), Input("note", "note", InputKind.TEXT))

    def read(self, parts, source):
        return {"name": parts[0], "note": [*parts, ""][1]}

    def values_of(self, row):
        return {"name": row.name, "note": row.note}

    def url(self, row):
        return link("direction-detail", row.pk)


KINDS = {key: RECEIVERS.pop(key) for key in set(RECEIVERS) - _KNOWN}
