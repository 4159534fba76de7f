"""Addresses of people inside a network."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
