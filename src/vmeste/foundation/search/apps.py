from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "vmeste.foundation.search"
    label = "search"
