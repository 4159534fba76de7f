"""The product's own settings, pointed at a folder of this run: tests write nothing into the checkout."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VMESTE_VAR", tempfile.mkdtemp(prefix="vmeste-tests-"))
os.environ.setdefault("VMESTE_HTTPS", "0")
os.environ.setdefault("VMESTE_TASKS", "django_tasks.backends.immediate.ImmediateBackend")
os.environ.setdefault("VMESTE_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")

from vmeste.config.settings import *  # noqa: F403
from vmeste.config.settings import VAR

Path(VAR, "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Counters of calls stay in their process: parallel runs of the tests share the folder of the file cache.
CACHES = {**CACHES, "calls": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # noqa: F405

# Closing an answer closes a connection older than its age, even inside a test's transaction.
DATABASES["default"]["CONN_MAX_AGE"] = None  # noqa: F405
