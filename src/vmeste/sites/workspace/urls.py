"""Everything inside one network, `/n/<network>/…`."""

import re
from importlib import import_module

from django.urls import URLResolver, include, path, re_path

from vmeste.foundation.screens import choosers, saved

from . import views


def _by_first_word(urlconf: str) -> URLResolver:
    """The addresses of a module, tried only where the first word is one of theirs: of all there are hundreds."""
    words = {str(entry.pattern).partition("/")[0] for entry in import_module(urlconf).urlpatterns}
    return re_path(rf"(?=(?:{'|'.join(map(re.escape, sorted(words)))})/)", include(urlconf))


urlpatterns = [
    path("", views.overview, name="overview"),
    path("search/", views.search, name="search"),
    path("jobs/", views.list_jobs, name="job-list"),
    path("jobs/<int:pk>/", views.show_job, name="job-detail"),
    path("choices/<str:chooser>/", choosers.show_choices, name="row-choices"),
    path("filters/<str:screen>/new/", saved.save_filter, name="saved-filter-new"),
    path("filters/<str:screen>/<int:pk>/removal/", saved.forget_filter, name="saved-filter-removal"),
    _by_first_word("vmeste.foundation.exchange.urls"),
    _by_first_word("vmeste.modules.networks.urls"),
    _by_first_word("vmeste.modules.reference.urls"),
    _by_first_word("vmeste.modules.documents.urls"),
    _by_first_word("vmeste.modules.organisations.urls"),
    _by_first_word("vmeste.modules.people.urls"),
    _by_first_word("vmeste.modules.partnerships.urls"),
    _by_first_word("vmeste.modules.agreements.urls"),
    _by_first_word("vmeste.modules.projects.urls"),
    _by_first_word("vmeste.modules.enrolment.urls"),
    _by_first_word("vmeste.modules.courses.urls"),
]
