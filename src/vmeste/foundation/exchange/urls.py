from django.urls import path

from . import views

_screen = views.ImportScreens()

urlpatterns = [
    path("imports/", _screen.show_list, name="import-list"),
    path("imports/export/<str:kind>/", _screen.export, name="import-export"),
    path("imports/new/<slug:importer>/", views.upload, name="import-new"),
    path("imports/templates/<slug:importer>/<slug:kind>/", views.template, name="import-template"),
    path("imports/registers/<slug:importer>/<slug:kind>/", views.register, name="import-register"),
    path("imports/<int:pk>/", views.show, name="import-detail"),
    path("imports/<int:pk>/difference/", views.difference, name="import-difference"),
    path("imports/<int:pk>/confirmation/", views.confirm, name="import-confirmation"),
    path("imports/<int:pk>/undoing/", views.undo, name="import-undoing"),
    path("imports/<int:pk>/recheck/", views.recheck, name="import-recheck"),
    path("imports/<int:pk>/errors/", views.errors, name="import-errors"),
    path("imports/<int:pk>/file/", views.source, name="import-file"),
    path("imports/<int:pk>/history/", _screen.show_history, name="import-history"),
]
