from django.urls import path

from .views import deciding, issued, reviewing

_FORM = "documents/templates/<slug:key>"
_READ = "documents/read/<int:pk>"
_FINDING = f"{_READ}/findings/<int:finding_pk>"
_screen = reviewing.ReadDocumentScreens()

urlpatterns = [
    *issued.IssuedDocumentScreens.urls(),
    path("documents/issued/<int:pk>/file/<str:kind>/", issued.open_issued, name="issued-file"),
    path("documents/templates/", issued.list_templates, name="template-list"),
    path(f"{_FORM}/", issued.show_template, name="template-detail"),
    path(f"{_FORM}/file/", issued.download_template, name="template-file"),
    path(f"{_FORM}/preview/", issued.preview_template, name="template-preview"),
    path(f"{_FORM}/new/", issued.upload_template, name="template-new"),
    path(f"{_FORM}/retirement/", issued.retire_template, name="template-retirement"),
    path("documents/read/", _screen.show_list, name="reading-list"),
    path("documents/read/export/<str:kind>/", _screen.export, name="reading-export"),
    path("documents/read/new/", reviewing.bring, name="reading-new"),
    path(f"{_READ}/", reviewing.show, name="reading-detail"),
    path(f"{_READ}/history/", _screen.show_history, name="reading-history"),
    path(f"{_READ}/file/", reviewing.source, name="reading-file"),
    path(f"{_READ}/findings/file/<str:kind>/", reviewing.export, name="reading-findings-file"),
    path(f"{_READ}/reading/", deciding.read_again, name="reading-again"),
    path(f"{_READ}/acceptance/", deciding.accept, name="reading-acceptance"),
    path(f"{_READ}/dropping/", deciding.drop, name="reading-dropping"),
    path(f"{_READ}/reconsideration/", deciding.reconsider, name="reading-reconsideration"),
    path(f"{_READ}/closing/", deciding.close, name="reading-closing"),
    path(f"{_READ}/reopening/", deciding.reopen, name="reading-reopening"),
    path(f"{_READ}/undoing/", deciding.undo, name="reading-undoing"),
    path(f"{_READ}/targets/<str:kind>/", deciding.show_targets, name="finding-targets"),
    path(f"{_FINDING}/correction/", deciding.correct, name="finding-correction"),
    path(f"{_FINDING}/match/", deciding.match, name="finding-match"),
    path(f"{_FINDING}/row/", reviewing.show_row, name="finding-row"),
]
