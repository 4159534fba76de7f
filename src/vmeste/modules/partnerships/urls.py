from django.urls import path

from . import views

_ONE = "partnerships/<int:pk>"

urlpatterns = [
    *views.PartnershipScreens.urls(),
    path(f"{_ONE}/stage/", views.advance, name="partnership-stage"),
    path(f"{_ONE}/stage/removal/", views.take_back, name="partnership-stage-removal"),
    path(f"{_ONE}/end/", views.end, name="partnership-end"),
    path(f"{_ONE}/resumption/", views.resume, name="partnership-resumption"),
    path("partnerships/by-direction/", views.show_direction_map, name="direction-map"),
    path("partnerships/by-direction/<str:kind>/", views.download_direction_map, name="direction-map-file"),
    path("partnerships/ties/", views.show_tie_map, name="tie-map"),
    path("partnerships/ties/data/", views.tie_map_data, name="tie-map-data"),
]
