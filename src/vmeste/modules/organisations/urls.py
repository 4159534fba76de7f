"""Addresses of organisations inside a network."""

from django.urls import path

from . import views

urlpatterns = [
    path("organisations/duplicates/", views.list_duplicates, name="duplicate-list"),
    path("organisations/duplicates/comparison/", views.compare_register, name="duplicate-comparison"),
    path("organisations/<int:pk>/differences/<int:other_pk>/", views.tell_apart, name="organisation-difference"),
    path("organisations/<int:pk>/merge/", views.choose_duplicate, name="organisation-merge"),
    path("organisations/<int:pk>/merge/<int:drop_pk>/", views.merge, name="organisation-merger"),
    path("organisations/<int:pk>/merge/undo/", views.undo_merge, name="organisation-merge-undo"),
    path("organisations/<int:pk>/dissolution/", views.dissolve, name="organisation-dissolution"),
    path("organisations/<int:pk>/reorganisation/", views.reorganise, name="organisation-reorganisation"),
    path("organisations/<int:pk>/reactivation/", views.reactivate, name="organisation-reactivation"),
    path("organisations/<int:pk>/names/new/", views.add_alias, name="alias-new"),
    path("organisations/names/<int:pk>/edit/", views.edit_alias, name="alias-edit"),
    path("organisations/names/<int:pk>/removal/", views.remove_alias, name="alias-removal"),
    path("organisations/<int:pk>/contacts/new/", views.add_contact, name="contact-new"),
    path("organisations/contacts/<int:pk>/", views.show_contact, name="contact-detail"),
    path("organisations/contacts/<int:pk>/edit/", views.edit_contact, name="contact-edit"),
    path("organisations/contacts/<int:pk>/removal/", views.remove_contact, name="contact-removal"),
    path("organisations/<int:pk>/files/new/", views.add_file, name="organisation-file-new"),
    path("organisations/<int:pk>/files/<int:file_pk>/", views.open_file, name="organisation-file"),
    *views.OrganisationScreens.urls(),
]
