"""Forms of choice rounds and what-ifs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.forms import CommandForm, DateField
from vmeste.modules.courses import permissions as course_permissions
from vmeste.modules.courses.choices import Weekday
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment.choices import ADMITTING, AIMS, Matters, RoundStage
from vmeste.modules.enrolment.models import ChoiceRound
from vmeste.modules.enrolment.services.rounds import CHANGEABLE_WHEN_OPEN
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass
from vmeste.pure.allocation.model import Group, Round

_MOMENT = "%Y-%m-%dT%H:%M"
_LONGEST_WAY = 240


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput(format=_MOMENT, attrs={"type": "datetime-local"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", [_MOMENT, "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.programme} · {obj.name} · {obj.programme.organisation} ({obj.seats})"


class RoundForm(CommandForm):
    """A round that is being prepared; of an open one what may still be put off."""

    matters = forms.ChoiceField(label=_("What matters most"), choices=Matters, widget=forms.RadioSelect)
    max_travel = forms.IntegerField(
        label=_("The longest way from school, minutes"),
        min_value=0,
        max_value=_LONGEST_WAY,
        help_text=_("0: any."),
    )
    schools = forms.ModelMultipleChoiceField(
        label=_("Schools"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    groups = GroupsField(
        label=_("Study groups"), queryset=StudyGroup.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ChoiceRound
        fields = (
            *("title", "year", "opens_at", "closes_at", "confirm_by", "first_grade", "last_grade", "schools", "groups"),
            *("most_wishes", "most_courses", "most_minutes", "places_everybody"),
        )
        field_classes = {"opens_at": MomentField, "closes_at": MomentField, "confirm_by": DateField}

    sections = (
        (_("When"), ("title", "year", "opens_at", "closes_at", "confirm_by")),
        (_("For whom"), ("first_grade", "last_grade", "schools")),
        (_("From what"), ("groups",)),
        (_("How much"), ("most_wishes", "most_courses", "most_minutes", "places_everybody")),
        (_("How it is decided"), ("matters", "max_travel")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.stage != RoundStage.DRAFT:
            self.fields = {
                name: self.fields[name] for name in self.fields if name in {*CHANGEABLE_WHEN_OPEN, "version"}
            }
            return
        schools: Any = self.fields["schools"]
        with_classes = SchoolClass.objects.filter(grade__isnull=False).values("organisation")
        own = Q() if self.actor.is_network_wide else Q(territory__in=self.actor.territory_ids)
        schools.queryset = Organisation.objects.filter(own, pk__in=with_classes).order_by("sort_key", "pk")
        groups: Any = self.fields["groups"]
        groups.queryset = (
            rows_for(self.actor, course_permissions.VIEW_GROUPS, StudyGroup)
            .filter(stage__in=ADMITTING)
            .select_related("programme__organisation")
            .order_by("programme__sort_key", "sort_key", "pk")
        )
        self.initial.setdefault("matters", self.instance.matters or Matters.PLACED)
        self.initial.setdefault("max_travel", self.instance.policy.get("max_travel", 0))

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        if "matters" not in values:
            return values
        matters, way = Matters(values.pop("matters")), values.pop("max_travel")
        return {**values, "policy": {"aims": [str(aim) for aim in AIMS[matters]], "max_travel": way}}


class WhatIf(TextChoices):
    """Changes a curator can try, the fields each of them needs beside the name."""

    SEATS = "seats", _("other seats in a group")
    OPEN = "open", _("one more group of the same programme")
    TIMES = "times", _("another time of a group")
    MINIMUM = "minimum", _("another least number of pupils")
    WAY = "way", _("another way between two places, such as by a bus")


_NEEDS: Mapping[str, tuple[str, ...]] = {
    WhatIf.SEATS: ("group", "number"),
    WhatIf.MINIMUM: ("group", "number"),
    WhatIf.OPEN: ("group",),
    WhatIf.TIMES: ("group", "day", "start"),
    WhatIf.WAY: ("one", "other", "minutes"),
}


class WhatIfForm(forms.Form):
    """One change; what it needs is asked at the field."""

    kind = forms.ChoiceField(label=_("What changes"), choices=WhatIf)
    group = forms.ChoiceField(label=_("Study group"), required=False)
    number = forms.IntegerField(label=_("Seats or pupils"), required=False, min_value=0, max_value=500)
    day = forms.TypedChoiceField(label=_("Day"), required=False, coerce=int, empty_value=None)
    start = forms.TimeField(label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    one = forms.ChoiceField(label=_("From"), required=False)
    other = forms.ChoiceField(label=_("To"), required=False)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=_LONGEST_WAY)

    sections = (
        (_("The change"), ("kind", "group", "number")),
        (_("Another time"), ("day", "start")),
        (_("Another way"), ("one", "other", "minutes")),
    )

    def __init__(
        self, *args: Any, round_: Round, groups: Mapping[str, str], places: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.round, self.names, self.places = round_, groups, places
        self.groups = {group.id: group for group in round_.groups}
        nothing = [("", _("not chosen"))]
        self.fields["group"].choices = [*nothing, *((key, groups.get(key, key)) for key in self.groups)]  # type: ignore[attr-defined]
        self.fields["day"].choices = [*nothing, *Weekday.choices]  # type: ignore[attr-defined]
        for name in ("one", "other"):
            self.fields[name].choices = [*nothing, *places.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needed = _NEEDS.get(cleaned.get("kind", ""), ())
        for name in needed:
            if cleaned.get(name) in {None, ""} and name not in self.errors:
                self.add_error(name, _now("This change needs it."))
        return cleaned

    @property
    def change(self) -> dict[str, Any]:
        """The change as the allocation reads it."""
        cleaned = self.cleaned_data
        kind = WhatIf(cleaned["kind"])
        if kind is WhatIf.WAY:
            return {"change": "way", **{name: cleaned[name] for name in ("one", "other", "minutes")}}
        group = self.groups[cleaned["group"]]
        if kind is WhatIf.TIMES:
            start = cleaned["start"].hour * 60 + cleaned["start"].minute
            return {"change": "times", "group": group.id, "meetings": _moved(group, cleaned["day"], start)}
        if kind is WhatIf.OPEN:
            return {"change": "open", "group": self._another(group, cleaned["number"] or group.seats)}
        return {"change": kind.value, "group": group.id, kind.value: cleaned["number"]}

    @property
    def title(self) -> str:
        """The change in words."""
        cleaned = self.cleaned_data
        facts = {
            "group": self.names.get(cleaned["group"], ""),
            "number": cleaned["number"],
            "one": self.places.get(cleaned["one"], ""),
            "other": self.places.get(cleaned["other"], ""),
            "minutes": cleaned["minutes"],
        }
        words = {
            WhatIf.SEATS: _now("%(number)s seats: %(group)s"),
            WhatIf.OPEN: _now("one more group: %(group)s"),
            WhatIf.TIMES: _now("another time: %(group)s"),
            WhatIf.MINIMUM: _now("from %(number)s pupils on: %(group)s"),
            WhatIf.WAY: _now("%(minutes)s min between %(one)s and %(other)s"),
        }
        return words[WhatIf(cleaned["kind"])] % facts

    def _another(self, group: Group, seats: int) -> dict[str, Any]:
        return {
            "id": f"{group.id}+",
            "course": group.course,
            "place": group.place,
            "meetings": [[one.day, one.start, one.minutes] for one in group.meetings],
            "seats": seats,
            "minimum": min(group.minimum, seats),
            "grades": [group.first_grade, group.last_grade],
        }


def _moved(group: Group, day: int, start: int) -> list[list[int]]:
    """All meetings of the group moved so that the first begins then, within the week and the day."""
    first = group.meetings[0] if group.meetings else None
    if first is None:
        return [[day, start, 45]]
    return [
        [
            (one.day - first.day + day - 1) % 7 + 1,
            max(0, min(one.start - first.start + start, 24 * 60 - one.minutes)),
            one.minutes,
        ]
        for one in group.meetings
    ]
