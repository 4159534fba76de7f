from django.urls import path

from . import views

_ONE = "agreements/<int:pk>"
_PARTY = f"{_ONE}/parties/<int:party_pk>"
_OBLIGATION = f"{_ONE}/obligations/<int:obligation_pk>"

urlpatterns = [
    *views.AgreementScreens.urls(),
    path("agreements/calendar/", views.show_calendar, name="agreement-calendar"),
    path(f"{_ONE}/sending/", views.send_for_signature, name="agreement-sending"),
    path(f"{_ONE}/withdrawal/", views.return_to_draft, name="agreement-withdrawal"),
    path(f"{_ONE}/force/", views.bring_into_force, name="agreement-force"),
    path(f"{_ONE}/renewal/", views.renew, name="agreement-renewal"),
    path(f"{_ONE}/termination/", views.terminate, name="agreement-termination"),
    path(f"{_ONE}/amendments/new/", views.amend, name="amendment-new"),
    path(f"{_ONE}/parties/new/", views.add_party, name="party-new"),
    path(f"{_PARTY}/", views.edit_party, name="party-edit"),
    path(f"{_PARTY}/signature/", views.sign, name="party-signature"),
    path(f"{_PARTY}/removal/", views.remove_party, name="party-removal"),
    path(f"{_ONE}/obligations/new/", views.add_obligation, name="obligation-new"),
    path(f"{_OBLIGATION}/", views.edit_obligation, name="obligation-edit"),
    path(f"{_OBLIGATION}/fulfilment/", views.fulfil, name="obligation-fulfilment"),
    path(f"{_OBLIGATION}/reopening/", views.reopen, name="obligation-reopening"),
    path(f"{_OBLIGATION}/removal/", views.remove_obligation, name="obligation-removal"),
    path(f"{_ONE}/document/", views.make_document, name="agreement-document"),
    path(f"{_ONE}/files/new/", views.attach_file, name="agreement-file-new"),
    path(f"{_ONE}/files/<int:file_pk>/", views.open_file, name="agreement-file"),
]
