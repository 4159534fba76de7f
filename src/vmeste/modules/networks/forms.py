"""Forms of members, invitations and the network."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor, Role

from .choices import PlaceKind, TimeZone
from .models import Network
from .permissions import places_for, roles_to_give

_password_rules: Callable[[], Any] = lazy(lambda: " ".join(password_validators_help_texts()), str)
_NONE = ("", "—")


class RoleForm(forms.Form):
    """A role and where it holds, from what the actor may give."""

    role = forms.TypedChoiceField(label=_("Role"), coerce=Role)
    organisation = forms.TypedChoiceField(
        label=_("Organisation"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For coordinators, heads, partners' representatives and teachers."),
    )
    territory = forms.TypedChoiceField(
        label=_("Territory"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Only for a curator of one territory; empty means the whole network."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_to_give(actor)
        self._offer("role", [(role.value, role.label) for role in roles])
        self._offer_places("organisation", PlaceKind.ORGANISATION, actor)
        if Role.CURATOR in roles:
            self._offer_places("territory", PlaceKind.TERRITORY, actor)
        else:
            del self.fields["territory"]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _offer_places(self, name: str, kind: PlaceKind, actor: Actor) -> None:
        places = places_for(kind, actor)
        self._offer(name, [_NONE, *([] if places is None else places.values_list("pk", "place_label"))])

    @property
    def values(self) -> dict[str, Any]:
        """Keyword arguments of the commands."""
        values = dict(self.cleaned_data)
        for name in ("organisation", "territory"):
            values[f"{name}_id"] = values.pop(name, None)
        return values


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        required=False,
        help_text=_("As far as you know it; the person may correct it."),
    )

    field_order = ("email", "full_name", "role", "organisation", "territory")


class NetworkForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Network
        fields = ("name", "territory", "time_zone", "is_open")
        help_texts = {
            "territory": _("In words, for people outside: «Rostov Region, Volgodonsk»."),
            "is_open": _("Visitors without an account see what organisations publish."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = list(TimeZone.choices)
        if self.instance.time_zone not in TimeZone.values:
            zones.append((self.instance.time_zone, self.instance.time_zone))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave the network as it was read; the command compares and writes."""


class NewAccountForm(forms.Form):
    """What somebody without an account says when accepting an invitation."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        help_text=_password_rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
