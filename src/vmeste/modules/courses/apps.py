from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "vmeste.modules.courses"
    label = "courses"
