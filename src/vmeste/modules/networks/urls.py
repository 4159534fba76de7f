"""Inside a network, and (`personal_urlpatterns`, under /account/) what belongs to a person."""

from django.urls import path

from . import views

urlpatterns = [
    *views.MemberScreens.urls(),
    path("settings/members/<int:pk>/role/", views.change_role, name="member-role"),
    path("settings/members/<int:pk>/end/", views.end_membership, name="member-end"),
    path("settings/invitations/", views.list_invitations, name="invitation-list"),
    path("settings/invitations/new/", views.invite, name="invitation-new"),
    path("settings/invitations/<int:pk>/letter/", views.resend, name="invitation-letter"),
    path("settings/invitations/<int:pk>/withdrawal/", views.withdraw, name="invitation-withdrawal"),
    path("settings/network/", views.change_network, name="network-settings"),
]

personal_urlpatterns = [
    path("networks/", views.list_own, name="my-networks"),
    path("networks/<int:pk>/departure/", views.leave, name="my-network-departure"),
    path("invitation/", views.show_invitation, name="invitation"),
    path("invitation/new-account/", views.accept_with_new_account, name="invitation-new-account"),
    path("invitation/acceptance/", views.accept, name="invitation-acceptance"),
    path("invitation/<str:secret>/", views.open_invitation, name="invitation-open"),
]
