from django.urls import path

from . import views

_FORM = "documents/templates/<slug:key>"

urlpatterns = [
    *views.IssuedDocumentScreens.urls(),
    path("documents/issued/<int:pk>/file/<str:kind>/", views.open_issued, name="issued-file"),
    path("documents/templates/", views.list_templates, name="template-list"),
    path(f"{_FORM}/", views.show_template, name="template-detail"),
    path(f"{_FORM}/file/", views.download_template, name="template-file"),
    path(f"{_FORM}/preview/", views.preview_template, name="template-preview"),
    path(f"{_FORM}/new/", views.upload_template, name="template-new"),
    path(f"{_FORM}/retirement/", views.retire_template, name="template-retirement"),
]
