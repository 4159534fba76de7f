from django.urls import path

from .views import acts, papers
from .views.parts import EVERY
from .views.screens import LegalActScreens, ProjectScreens

_ONE = "projects/<int:pk>"

urlpatterns = [
    *ProjectScreens.urls(),
    *LegalActScreens.urls(),
    path(f"{_ONE}/roadmap/works/<int:part_pk>/report/", acts.report_work, name="roadmap-row-report"),
    path(f"{_ONE}/indicators/rows/<int:part_pk>/value/", acts.record_value, name="indicator-value"),
    path(f"{_ONE}/sections/<str:section>/", acts.write_section, name="project-section"),
    path(f"{_ONE}/continuation/", acts.continue_project, name="project-continuation"),
    path(f"{_ONE}/passport/document/", papers.make_passport, name="project-passport-document"),
    path(f"{_ONE}/roadmap/document/", papers.make_roadmap, name="project-roadmap-document"),
    path(f"{_ONE}/roadmap/table/", papers.download_roadmap, name="project-roadmap-table"),
    path(f"{_ONE}/order/", papers.make_order, name="project-order"),
    path(f"{_ONE}/order/changes/", papers.choose_changed_order, name="project-order-change"),
    path("reports/partnership/", papers.show_report, name="partnership-report"),
    path("reports/partnership/file/<str:kind>/", papers.download_report, name="partnership-report-file"),
    path("reports/partnership/document/", papers.keep_report, name="partnership-report-document"),
    path(f"{_ONE}/files/new/", acts.attach_file, name="project-file-new"),
    path(f"{_ONE}/files/<int:file_pk>/", acts.open_file, name="project-file"),
    *(address for one in EVERY for address in one.urls()),
]
