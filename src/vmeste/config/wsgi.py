import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vmeste.config.settings")
from vmeste.foundation.text.catalogues import join_catalogues

application = get_wsgi_application()
join_catalogues()
