"""Every address of the site; each room keeps its own list."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("realestate.reports.urls")),
    path("", include("realestate.core.urls")),
    path("", include("realestate.salespeople.urls")),
    path("", include("realestate.portals.urls")),
    path("", include("realestate.documents.urls")),
    path("", include("realestate.intake.urls")),
    path("", include("realestate.ownerroom.urls")),
    path("listings/", include("realestate.listings.urls")),
    path("leads/", include("realestate.leads.urls")),
    path("agenda/", include("realestate.agenda.urls")),
    path("contacts/", include("realestate.contacts.urls")),
    path("", include("realestate.contacts.public_urls")),
    path("search/", include("realestate.search.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "realestate.core.views.bad_request"
handler403 = "realestate.core.views.permission_denied"
handler404 = "realestate.core.views.page_not_found"
handler500 = "realestate.core.views.server_error"
