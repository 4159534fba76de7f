"""Addresses of the public part."""

from django.urls import path

from . import views

urlpatterns = [
    path("alive/", views.alive, name="alive"),
    path("verify/<slug:network>/<slug:code>/", views.verify_certificate, name="certificate-verification"),
]
