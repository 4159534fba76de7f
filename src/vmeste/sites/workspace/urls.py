"""Everything inside one network, `/n/<network>/…`."""

from django.urls import include, path

from vmeste.foundation.screens import choosers, saved

from . import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("search/", views.search, name="search"),
    path("jobs/", views.list_jobs, name="job-list"),
    path("jobs/<int:pk>/", views.show_job, name="job-detail"),
    path("choices/<str:chooser>/", choosers.show_choices, name="row-choices"),
    path("filters/<str:screen>/new/", saved.save_filter, name="saved-filter-new"),
    path("filters/<str:screen>/<int:pk>/removal/", saved.forget_filter, name="saved-filter-removal"),
    path("", include("vmeste.foundation.exchange.urls")),
    path("", include("vmeste.modules.networks.urls")),
    path("", include("vmeste.modules.reference.urls")),
    path("", include("vmeste.modules.documents.urls")),
    path("", include("vmeste.modules.organisations.urls")),
    path("", include("vmeste.modules.people.urls")),
    path("", include("vmeste.modules.partnerships.urls")),
    path("", include("vmeste.modules.agreements.urls")),
    path("", include("vmeste.modules.projects.urls")),
    path("", include("vmeste.modules.enrolment.urls")),
    path("", include("vmeste.modules.courses.urls")),
]
