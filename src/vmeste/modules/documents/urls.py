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
    path("documents/read/", _screen.show_list, name="review-list"),
    path("documents/read/export/<str:kind>/", _screen.export, name="review-export"),
    path("documents/read/new/", reviewing.bring, name="review-new"),
    path(f"{_READ}/", reviewing.show, name="review-detail"),
    path(f"{_READ}/history/", _screen.show_history, name="review-history"),
    path(f"{_READ}/file/", reviewing.source, name="review-file"),
    path(f"{_READ}/findings/file/<str:kind>/", reviewing.export, name="review-findings-file"),
    path(f"{_READ}/reading/", deciding.read_again, name="review-reading"),
    path(f"{_READ}/acceptance/", deciding.accept, name="review-acceptance"),
    path(f"{_READ}/dropping/", deciding.drop, name="review-dropping"),
    path(f"{_READ}/reconsideration/", deciding.reconsider, name="review-reconsideration"),
    path(f"{_READ}/closing/", deciding.close, name="review-closing"),
    path(f"{_READ}/reopening/", deciding.reopen, name="review-reopening"),
    path(f"{_READ}/undoing/", deciding.undo, name="review-undoing"),
    path(f"{_READ}/targets/<str:kind>/", deciding.show_targets, name="finding-targets"),
    path(f"{_FINDING}/correction/", deciding.correct, name="finding-correction"),
    path(f"{_FINDING}/match/", deciding.match, name="finding-match"),
    path(f"{_FINDING}/row/", reviewing.show_row, name="finding-row"),
]
