"""Addresses of people inside a network."""

from django.urls import path

from .views import rosters

_rosters = rosters.RosterScreens()

urlpatterns = [
    path("rosters/", _rosters.show_list, name="roster-list"),
    path("rosters/export/<str:kind>/", _rosters.export, name="roster-export"),
    path("rosters/new/", rosters.bring, name="roster-new"),
    path("rosters/template/", rosters.template, name="roster-template"),
    path("rosters/<int:pk>/", rosters.show, name="roster-detail"),
    path("rosters/<int:pk>/confirmation/", rosters.confirm, name="roster-confirmation"),
    path("rosters/<int:pk>/undoing/", rosters.undo, name="roster-undoing"),
    path("rosters/<int:pk>/recheck/", rosters.again, name="roster-recheck"),
    path("rosters/<int:pk>/history/", _rosters.show_history, name="roster-history"),
    path("organisations/<int:pk>/roster/", rosters.take_organisation, name="organisation-roster"),
    path("classes/<int:pk>/roster/", rosters.take_class, name="school-class-roster"),
]
