"""Addresses under /account/: of allauth only what we want, then our own."""

from allauth.account import views as sign_in
from django.urls import include, path, re_path

from . import views

urlpatterns = [
    path("login/", sign_in.login, name="account_login"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("inactive/", sign_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("password/change/", sign_in.password_change, name="account_change_password"),
    path("password/set/", sign_in.password_set, name="account_set_password"),
    path("password/reset/", sign_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", sign_in.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", sign_in.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        sign_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("factors/", include("allauth.mfa.urls")),
    path("devices/", include("allauth.usersessions.urls")),
    path("profile/", views.profile, name="account-profile"),
    path("email/", views.change_email, name="account-email"),
    path("email/<slug:key>/", views.confirm_email, name="account-email-confirm"),
    path("tokens/", views.list_tokens, name="account-tokens"),
    path("tokens/new/", views.new_token, name="account-token-new"),
    path("tokens/<int:pk>/revocation/", views.revoke_token, name="account-token-revocation"),
]
