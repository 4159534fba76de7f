"""Forms of signing in and of the account; allauth's do the work, the words are ours."""

import struct
from collections.abc import Callable
from typing import Any

from allauth.account import forms as sign_in
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as apps
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from .choices import Lifetime, networks_for, scopes
from .models import User
from .selectors import account_for

_password_rules: Callable[[], Any] = lazy(lambda: " ".join(password_validators_help_texts()), str)


class _Plain:
    """Labels above the fields instead of words inside them."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")


class SignInForm(_Plain, sign_in.LoginForm):
    labels = {"login": _("E-mail"), "password": _("Password"), "remember": _("Keep me signed in on this device")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", autofocus=True)


class AskForPasswordForm(_Plain, sign_in.ResetPasswordForm):
    labels = {"email": _("E-mail")}

    def clean_email(self) -> str:
        email: str = get_adapter().clean_email(self.cleaned_data["email"])
        self.user = account_for(email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        get_adapter().offer_new_password(self.user)
        return str(self.cleaned_data["email"])


class NewPasswordForm(_Plain, sign_in.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password once more")}
    helps = {"password1": _password_rules()}


class ChangePasswordForm(_Plain, sign_in.ChangePasswordForm):
    labels = {"oldpassword": _("Present password"), **NewPasswordForm.labels}
    helps = NewPasswordForm.helps


class SetPasswordForm(_Plain, sign_in.SetPasswordForm):
    labels = NewPasswordForm.labels
    helps = NewPasswordForm.helps


class ConfirmPasswordForm(_Plain, sign_in.ReauthenticateForm):
    labels = {"password": _("Password")}


_CODE = {"code": _("Code")}


def _ask_for_digits(form: Any) -> None:
    form.fields["code"].widget.attrs.update(autocomplete="one-time-code", autofocus=True)


class CodeForm(_Plain, factors.AuthenticateForm):
    labels = _CODE
    helps = {"code": _("Six digits from the app, or one of your recovery codes.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self)


class ConfirmCodeForm(_Plain, factors.ReauthenticateForm):
    labels = _CODE
    helps = CodeForm.helps

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_digits(self)


class ActivateAppForm(_Plain, apps.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
    helps = {"code": _("Six digits; they change every half a minute.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(autocomplete="one-time-code", inputmode="numeric")


class _OddKeys:
    """Whatever a browser, or somebody instead of it, sends as a key is wrong at worst, never a server error."""

    def clean(self) -> Any:
        return self._refuse_odd(super().clean)  # type: ignore[misc]

    def _refuse_odd(self, check: Callable[[], Any]) -> Any:
        try:
            return check()
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, struct.error) as odd:
            raise get_adapter().validation_error("incorrect_code") from odd


class _OddCredentials(_OddKeys):
    def clean_credential(self) -> Any:
        return self._refuse_odd(super().clean_credential)  # type: ignore[misc]


class SignInWithKeyForm(_OddCredentials, keys.LoginWebAuthnForm):
    pass


class KeyForm(_OddCredentials, keys.AuthenticateWebAuthnForm):
    pass


class ConfirmKeyForm(_OddCredentials, keys.ReauthenticateWebAuthnForm):
    pass


class AddKeyForm(_Plain, _OddKeys, keys.AddWebAuthnForm):
    labels = {"name": _("Name of the key"), "passwordless": _("Sign in with this key alone, without a password")}
    helps = {
        "name": _("So that you recognise it: «phone», «work computer»."),
        "passwordless": _("The device will ask for a finger, a face or its PIN."),
    }


class RenameKeyForm(_Plain, keys.EditWebAuthnForm):
    labels = {"name": _("Name of the key")}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("full_name", "language")

    def _post_clean(self) -> None:
        """Leave the account as it was read; the command writes."""


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail"),
        max_length=254,
        help_text=_("A letter will go there; the address changes when you open its link."),
    )


class TokenForm(forms.Form):
    """What a new token is for."""

    label = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it, for example «export to the ministry».")
    )
    network = forms.TypedChoiceField(label=_("Network"), coerce=int)
    lifetime = forms.TypedChoiceField(
        label=_("Valid for"), choices=Lifetime, coerce=lambda days: Lifetime(int(days)), initial=Lifetime.QUARTER
    )
    scopes = forms.MultipleChoiceField(label=_("What the program may do"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = networks_for(user_id)  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [  # type: ignore[attr-defined]
            (scope, f"{', '.join(labels)} ({scope})") for scope, labels in scopes().items()
        ]
