"""Settings of the one process type there is; the environment decides the rest (docs/how-to/install.md)."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]

env = environ.Env()
VAR = Path(env.str("VMESTE_VAR", default=str(CHECKOUT / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def _own_secret() -> str:
    """A secret made at the first start and kept beside the data, so that an installation has one without asking."""
    from django.core.management.utils import get_random_secret_key  # late: settings must load first

    path = VAR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key())
    return path.read_text()


DEBUG = env.bool("VMESTE_DEBUG", default=False)
SECRET_KEY = env.str("VMESTE_SECRET_KEY", default="") or _own_secret()
ALLOWED_HOSTS = env.list("VMESTE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# Behind https in production; plain http only where people try it on their own machine.
IS_HTTPS = env.bool("VMESTE_HTTPS", default=True)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "ninja",
    "vmeste.foundation.tenancy",
    "vmeste.foundation.access",
    "vmeste.foundation.allocation",
    "vmeste.foundation.activity",
    "vmeste.foundation.editing",
    "vmeste.foundation.files",
    "vmeste.foundation.jobs",
    "vmeste.foundation.search",
    "vmeste.foundation.text",
    "vmeste.foundation.exchange",
    "vmeste.foundation.screens",
    "vmeste.foundation.endpoints",
    "vmeste.modules.accounts",
    "vmeste.modules.networks",
    "vmeste.modules.reference",
    "vmeste.modules.documents",
    "vmeste.modules.organisations",
    "vmeste.modules.people",
    "vmeste.modules.partnerships",
    "vmeste.modules.agreements",
    "vmeste.modules.projects",
    "vmeste.modules.courses",
    "vmeste.modules.enrolment",
    "vmeste.sites.workspace",
    "vmeste.sites.portal",
    "vmeste.sites.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # outermost: the way to https says it too
    "django.middleware.security.SecurityMiddleware",
    "vmeste.sites.workspace.middleware.RequestLimit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vmeste.sites.workspace.middleware.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "vmeste.sites.workspace.middleware.EntryWall",
]

ROOT_URLCONF = "vmeste.config.urls"
WSGI_APPLICATION = "vmeste.config.wsgi.application"

_LOADERS: list[Any] = [
    (
        "template_partials.loader.Loader",
        [
            (
                "django.template.loaders.cached.Loader",
                ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            )
        ],
    )
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": _LOADERS,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vmeste.sites.workspace.shell.shell",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "vmeste.foundation.screens.templatetags.ui",
                "vmeste.foundation.screens.templatetags.links",
            ],
        },
    }
]
FORM_RENDERER = "vmeste.foundation.screens.renderer.FormRenderer"

# SQLite by default: no other service needed. FULL: an acknowledged write survives a power cut.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'vmeste.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": _SQLITE_PRAGMAS,
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # A plan cached for one network's size makes another network's page tens of times slower.
    DATABASES["default"]["OPTIONS"]["options"] = "-c plan_cache_mode=force_custom_plan"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counts tries of passwords and codes. `add` of the file cache is not atomic; the database's is, for all
    # processes and machines (made by a migration of accounts).
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_tries",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Calls of the API, counted token by token: lossy and cheap on purpose, a database write per call would cost more
    # than the call. Another backend here counts for several machines together.
    "calls": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR / "calls"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Beats of background jobs, seen while the job's own transaction is still open.
    "beats": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(VAR / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
TASKS = {"default": {"BACKEND": env.str("VMESTE_TASKS", default="django_tasks_db.DatabaseBackend")}}

FILES_ROOT = VAR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Beside every file its gzip and brotli twin, written once at start and not for every answer.
    "staticfiles": {"BACKEND": "vmeste.config.static.TwinsStorage"},
}
# The bundler puts a hash of the content into these names; others may change behind theirs.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/dist/assets/.+-[\w-]{8}\.\w+$"
# No other site has business with our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The whole request; uploads above it are refused before their bytes are read.
MAX_REQUEST_BYTES = 32 << 20

# The API: how fast one token may call, how many rows it may carry away, what it may send, how long answers are kept
API_REQUESTS_PER_MINUTE = env.int("VMESTE_API_REQUESTS_PER_MINUTE", default=600)
API_ROWS_PER_HOUR = env.int("VMESTE_API_ROWS_PER_HOUR", default=100_000)
API_MAX_BODY_BYTES = 1 << 20
API_ANSWERS_KEPT_HOURS = 24

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "vmeste.modules.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Django's own: the e-mail is in its hash, and it keeps no second table of addresses.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
# `password` is ours (accounts.adapters); allauth counts codes of second factors as `login_failed`.
ACCOUNT_RATE_LIMITS = {
    "password": "30/10m/ip,10/15m/key",
    "login_failed": "5/15m/key",
    "login": "60/m/ip",
    "reauthenticate": "10/m/user",
    "reset_password": "20/10m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "claim_code": "20/10m/ip",
}
# Forwarded addresses count only where an operator says that a proxy writes them.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("VMESTE_BEHIND_PROXY", default=False) else 0
_FORMS = "vmeste.modules.accounts.forms."
ACCOUNT_FORMS = {
    "login": _FORMS + "SignInForm",
    "reset_password": _FORMS + "AskForPasswordForm",
    "reset_password_from_key": _FORMS + "NewPasswordForm",
    "change_password": _FORMS + "ChangePasswordForm",
    "set_password": _FORMS + "SetPasswordForm",
    "reauthenticate": _FORMS + "ConfirmPasswordForm",
}
MFA_ADAPTER = "vmeste.modules.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": _FORMS + "CodeForm",
    "reauthenticate": _FORMS + "ConfirmCodeForm",
    "activate_totp": _FORMS + "ActivateAppForm",
    "login_webauthn": _FORMS + "SignInWithKeyForm",
    "authenticate_webauthn": _FORMS + "KeyForm",
    "reauthenticate_webauthn": _FORMS + "ConfirmKeyForm",
    "add_webauthn": _FORMS + "AddKeyForm",
    "edit_webauthn": _FORMS + "RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = "Vmeste"
# A code that changes while it is typed still counts (RFC 6238, 5.2: one step for the way there, no more).
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_TRACK_ACTIVITY = False

# Sessions, cookies, headers
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "vmeste.sites.workspace.refusals.csrf_failure"
SECURE_SSL_REDIRECT = env.bool("VMESTE_SSL_REDIRECT", default=IS_HTTPS)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("VMESTE_BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# What an empty choice of a filter says; other filters name theirs.
FILTERS_EMPTY_CHOICE_LABEL = _("all")

# Languages
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("VMESTE_TIME_ZONE", default="Europe/Moscow")
FORMAT_MODULE_PATH = ["vmeste.config.formats"]

# Mail
EMAIL_BACKEND = env.str("VMESTE_EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(VAR / "mail")
if "EMAIL_URL" in env.ENVIRON:
    globals().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("VMESTE_MAIL_FROM", default="vmeste@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "vmeste.config.logging.line_formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("VMESTE_LOG_LEVEL", default="WARNING")},
    "loggers": {"vmeste": {"level": "INFO"}},
}
