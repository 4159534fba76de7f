"""The root of all addresses."""

from django.urls import include, path

from vmeste.foundation.screens.gallery import gallery
from vmeste.modules.accounts import views as accounts
from vmeste.modules.networks.urls import personal_urlpatterns
from vmeste.modules.people.urls import personal_urlpatterns as people_urlpatterns
from vmeste.sites.workspace import views as workspace

handler400 = "vmeste.sites.workspace.refusals.bad_request"
handler403 = "vmeste.sites.workspace.refusals.forbidden"
handler404 = "vmeste.sites.workspace.refusals.not_found"
handler500 = "vmeste.sites.workspace.refusals.server_error"

urlpatterns = [
    path("", workspace.home, name="home"),
    path("n/<slug:network>/", include("vmeste.sites.workspace.urls")),
    path("account/", include("vmeste.modules.accounts.urls")),
    path("account/", include(personal_urlpatterns)),
    path("account/", include(people_urlpatterns)),
    path("api/", include("vmeste.sites.api.urls")),
    path("language/", accounts.choose_language, name="set_language"),
    path("gallery/", gallery, name="gallery"),
    path("", include("vmeste.sites.portal.urls")),
]
