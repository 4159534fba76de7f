"""Addresses of choice rounds, seats and lessons inside a network."""

from django.urls import path

from .views import attendance, certificates, choosing, family, orders, rounds, routes, runs

_CHOICE = "pupils/<int:pk>/choice/<int:round_pk>"
_SEAT = "family/seats/<int:pk>"
_ROUND = "rounds/<int:pk>"
_RUN = f"{_ROUND}/runs/<int:run_pk>"
_LINE = "family/<int:pk>/lines/<int:group_pk>"

urlpatterns = [
    *rounds.RoundScreens.urls(),
    path(f"{_ROUND}/opening/", rounds.open_round, name="round-opening"),
    path(f"{_ROUND}/closing/", rounds.close_round, name="round-closing"),
    path(f"{_ROUND}/finishing/", rounds.finish_round, name="round-finishing"),
    path(f"{_ROUND}/published/", rounds.show_published, name="round-published"),
    path(f"{_ROUND}/published/<str:file>/", rounds.download_published, name="round-published-file"),
    path(f"{_ROUND}/runs/new/", runs.start, name="round-run-new"),
    path(f"{_RUN}/", runs.show, name="round-run"),
    path(f"{_RUN}/stop/", runs.stop, name="round-run-stop"),
    path(f"{_RUN}/unplaced/", runs.list_unplaced, name="round-unplaced"),
    path(f"{_RUN}/unplaced/export/", runs.export_unplaced, name="round-unplaced-table"),
    path(f"{_RUN}/files/<str:file>/", runs.download_file, name="round-run-file"),
    path(f"{_RUN}/what-ifs/new/", runs.try_change, name="round-what-if-new"),
    path(f"{_RUN}/publication/", runs.publish, name="round-publication"),
    path("family/", family.show_home, name="family-home"),
    path(f"{_CHOICE}/", choosing.choose, name="choice"),
    path(f"{_CHOICE}/summary/", choosing.show_summary, name="choice-summary"),
    path("family/<int:pk>/results/<int:round_pk>/", family.show_result, name="family-result"),
    path(f"{_SEAT}/confirmation/", family.confirm, name="family-seat-confirmation"),
    path(f"{_SEAT}/leaving/", family.leave, name="family-seat-leaving"),
    path(f"{_LINE}/", family.join, name="family-line"),
    path(f"{_LINE}/leaving/", family.leave_queue, name="family-line-leaving"),
    path("family/<int:pk>/route/", routes.show_own, name="family-route"),
    path("family/<int:pk>/route/<str:kind>/", routes.show_own_paper, name="family-route-paper"),
    path(
        "family/<int:pk>/certificates/<int:certificate_pk>/<str:kind>/",
        routes.show_own_certificate,
        name="family-certificate",
    ),
    path("pupils/<int:pk>/route/", routes.show, name="pupil-route"),
    path("pupils/<int:pk>/route/<str:kind>/", routes.show_paper, name="pupil-route-paper"),
    path("orders/", orders.list_orders, name="order-list"),
    path("orders/<int:pk>/", orders.show_orders, name="group-orders"),
    path("orders/<int:pk>/results/", orders.show_results, name="group-results"),
    path("orders/<int:pk>/certificates/", orders.issue, name="group-certificates"),
    *certificates.CertificateScreens.urls(),
    path("certificates/<int:pk>/paper/<str:kind>/", certificates.show_paper, name="certificate-paper"),
    path("certificates/<int:pk>/revocation/", certificates.revoke, name="certificate-revocation"),
    path("lessons/", attendance.list_lessons, name="lesson-list"),
    path("lessons/<int:pk>/<str:day>/<int:meeting_pk>/", attendance.show_lesson, name="lesson"),
    path("lessons/<int:pk>/<str:day>/<int:meeting_pk>/marks/", attendance.mark, name="lesson-marks"),
    path("journals/<int:pk>/", attendance.show_journal, name="journal"),
    path("journals/<int:pk>/table/", attendance.journal_table, name="journal-table"),
]
