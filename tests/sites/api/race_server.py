"""The application as it is served; with RACE_UNGUARDED the keys are not looked at, to show that the race is real."""

import os

from vmeste.config.wsgi import application  # noqa: F401 - served from here

if os.environ.get("RACE_UNGUARDED"):
    from vmeste.foundation.endpoints import endpoints

    endpoints.once = lambda request, perform: perform()
