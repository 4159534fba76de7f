"""Addresses of courses inside a network."""

from django.urls import path

from .views import groups, network_forms, plans, programmes, timetable

_GROUP = "groups/<int:pk>"
_FORM = "network-forms/<int:pk>"
_CLASS = "extracurricular-plans/<int:pk>"
_PLAN = "organisations/<int:pk>/extracurricular-plan"

urlpatterns = [
    *programmes.ProgrammeScreens.urls(),
    *programmes.VenueScreens.urls(),
    *programmes.BreakScreens.urls(),
    *programmes.FundingParts.urls(),
    path("programmes/<int:pk>/network-form/", programmes.switch_to_network_form, name="programme-network-form"),
    path("catalogue/", programmes.show_catalogue, name="catalogue"),
    path("catalogue/<int:pk>/", programmes.show_in_catalogue, name="catalogue-programme"),
    *groups.GroupScreens.urls(),
    *groups.ReservedParts.urls(),
    path(f"{_GROUP}/stage/<str:stage>/", groups.change_stage, name="study-group-stage"),
    path(f"{_GROUP}/cancellation/", groups.cancel, name="study-group-cancellation"),
    path(f"{_GROUP}/calendar/", groups.show_calendar, name="study-group-calendar"),
    path("timetable/", timetable.show_week, name="timetable"),
    path("timetable/file/<str:kind>/", timetable.download_week, name="timetable-file"),
    path("timetable/conflicts/", timetable.show_conflicts, name="timetable-conflicts"),
    path("travel-times/", timetable.show_ways, name="travel-times"),
    path("travel-times/<int:pk>/", timetable.edit_ways, name="travel-times-edit"),
    *plans.PlanScreens.urls(),
    *plans.PlanLineParts.urls(),
    path(f"{_CLASS}/copy/", plans.take_over, name="class-plan-copy"),
    path(f"{_CLASS}/document/", plans.make_class_plan, name="class-plan-document"),
    path(f"{_CLASS}/file/<str:kind>/", plans.download_class_plan, name="class-plan-file"),
    path(f"{_CLASS}/papers/<int:file_pk>/", plans.open_paper, name="class-plan-paper"),
    path(f"{_PLAN}/", plans.show_plan, name="organisation-plan"),
    path(f"{_PLAN}/file/<str:kind>/", plans.download_plan, name="organisation-plan-file"),
    path(f"{_PLAN}/document/", plans.make_plan, name="organisation-plan-document"),
    *network_forms.NetworkFormScreens.urls(),
    *network_forms.NetworkPartParts.urls(),
    path("network-forms/places/", network_forms.download_places, name="network-form-places"),
    path(f"{_FORM}/contract/", network_forms.make_contract, name="network-form-contract"),
    path(f"{_FORM}/files/new/", network_forms.attach_file, name="network-form-file-new"),
    path(f"{_FORM}/files/<int:file_pk>/", network_forms.open_file, name="network-form-file"),
]
