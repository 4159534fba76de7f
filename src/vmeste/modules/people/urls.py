"""Inside a network, and (`personal_urlpatterns`, under /account/) where a code is typed in."""

from django.urls import path

from .views import claims, classes, consents, disclosures, keeping, pupils, rosters, staff

_CLASS = "classes/<int:pk>"
_PUPIL = "pupils/<int:pk>"
_ROSTERS = rosters.RosterScreens()

urlpatterns = [
    *classes.ClassScreens.urls(),
    path("classes/names/closing/", classes.close_names, name="names-closing"),
    path("classes/roll-over/", classes.show_roll_over, name="class-roll-over"),
    path("classes/roll-over/confirmation/", classes.carry_over, name="class-roll-over-confirmation"),
    path("classes/roll-over/undoing/", classes.undo_carrying_over, name="class-roll-over-undoing"),
    path(f"{_CLASS}/names/", classes.open_names, name="class-names"),
    path(f"{_CLASS}/pupils/new/", classes.add_pupil, name="class-pupil-new"),
    path(f"{_CLASS}/pupils/joining/", classes.join_pupil, name="class-pupil-joining"),
    path(f"{_CLASS}/consents/", consents.show_class, name="class-consents"),
    path(f"{_CLASS}/consents/<str:purpose>/", consents.record_of_class, name="class-consents-new"),
    path(f"{_CLASS}/codes/", claims.print_codes_of_class, name="class-codes"),
    *pupils.PupilScreens.urls(),
    path(f"{_PUPIL}/file/", pupils.open_file, name="pupil-file"),
    path(f"{_PUPIL}/data/", pupils.edit_data, name="pupil-data"),
    path(f"{_PUPIL}/transfer/", pupils.transfer, name="pupil-transfer"),
    path(f"{_PUPIL}/attachments/new/", pupils.attach_also, name="pupil-attachment-new"),
    path(f"{_PUPIL}/attachments/<int:attachment_pk>/end/", pupils.end_attachment, name="pupil-attachment-end"),
    path(f"{_PUPIL}/guardians/new/", pupils.add_guardian, name="guardian-new"),
    path(f"{_PUPIL}/guardians/<int:tie_pk>/", pupils.edit_guardian, name="guardian-edit"),
    path(f"{_PUPIL}/guardians/<int:tie_pk>/removal/", pupils.remove_guardian, name="guardian-removal"),
    path(f"{_PUPIL}/guardians/<int:tie_pk>/restoration/", pupils.restore_guardian, name="guardian-restoration"),
    path(f"{_PUPIL}/consents/new/", pupils.add_consent, name="consent-new"),
    path(f"{_PUPIL}/consents/paper/", consents.print_consent, name="pupil-consent-paper"),
    path(f"{_PUPIL}/consents/<int:consent_pk>/withdrawal/", pupils.withdraw_consent, name="consent-withdrawal"),
    path(f"{_PUPIL}/codes/", claims.print_codes_of_pupil, name="pupil-codes"),
    path(f"{_PUPIL}/copy/", keeping.copy_data, name="pupil-copy"),
    path(f"{_PUPIL}/erasure/", keeping.destroy_pupil, name="pupil-erasure"),
    path("consents/", consents.show_overview, name="consent-overview"),
    *disclosures.DisclosureScreens.urls(),
    path("disclosures/new/", disclosures.disclose, name="disclosure-new"),
    path("disclosures/<int:pk>/names/", disclosures.open_names, name="disclosure-names"),
    path("disclosures/<int:pk>/withdrawal/", disclosures.withdraw, name="disclosure-withdrawal"),
    path("disclosures/<int:pk>/act/", disclosures.print_act, name="disclosure-act"),
    *disclosures.OpeningScreens.urls(),
    *staff.StaffScreens.urls(),
    *staff.PostParts.urls(),
    path("staff/new/", staff.add_member, name="staff-new"),
    path("staff/<int:pk>/code/", claims.show_code_of_staff, name="staff-code"),
    path("staff/<int:pk>/erasure/", keeping.destroy_staff, name="staff-erasure"),
    *keeping.RetentionScreens.urls(),
    path("settings/retention/overdue/", keeping.show_overdue, name="retention-overdue"),
    *keeping.DestructionScreens.urls(),
    path("destructions/<int:pk>/paper/<str:kind>/", keeping.print_destruction, name="destruction-paper"),
    path("rosters/", _ROSTERS.show_list, name="roster-list"),
    path("rosters/export/<str:kind>/", _ROSTERS.export, name="roster-export"),
    path("rosters/new/", rosters.bring, name="roster-new"),
    path("rosters/template/", rosters.template, name="roster-template"),
    path("rosters/<int:pk>/", rosters.show, name="roster-detail"),
    path("rosters/<int:pk>/confirmation/", rosters.confirm, name="roster-confirmation"),
    path("rosters/<int:pk>/undoing/", rosters.undo, name="roster-undoing"),
    path("rosters/<int:pk>/recheck/", rosters.again, name="roster-recheck"),
    path("rosters/<int:pk>/history/", _ROSTERS.show_history, name="roster-history"),
    path("organisations/<int:pk>/roster/", rosters.take_organisation, name="organisation-roster"),
    path(f"{_CLASS}/roster/", rosters.take_class, name="class-roster"),
]

personal_urlpatterns = [
    path("claim/", claims.claim, name="claim"),
    path("claim/account/", claims.open_account, name="claim-account"),
]
