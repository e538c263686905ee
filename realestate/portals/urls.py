"""Addresses without sign-in, in both languages."""

from django.urls import path

from realestate.portals.feed_urls import urlpatterns as feed_urls
from realestate.portals.views import (
    ContactView,
    PrivacyView,
    PublicListingView,
    SearchView,
    ThanksView,
    imports,
    machines,
    public_in,
    selection,
)

app_name = "portals"

urlpatterns = [
    path("contacto/", public_in("es")(ContactView.as_view()), name="contact_es"),
    path("contacto/gracias/", public_in("es")(ThanksView.as_view()), name="thanks_es"),
    path("privacidad/", public_in("es")(PrivacyView.as_view()), name="privacy_es"),
    path("inmuebles/", public_in("es")(SearchView.as_view()), name="search_es"),
    path("inmuebles/<slug:address>/", public_in("es")(PublicListingView.as_view()), name="listing_es"),
    path("en/contact/", public_in("en")(ContactView.as_view()), name="contact_en"),
    path("en/contact/thanks/", public_in("en")(ThanksView.as_view()), name="thanks_en"),
    path("en/privacy/", public_in("en")(PrivacyView.as_view()), name="privacy_en"),
    path("en/properties/", public_in("en")(SearchView.as_view()), name="search_en"),
    path("en/properties/<slug:address>/", public_in("en")(PublicListingView.as_view()), name="listing_en"),
    path("seleccion/<str:token>/", public_in("es")(selection.SelectionView.as_view()), name="selection_es"),
    path("seleccion/<str:token>/pdf/", public_in("es")(selection.PdfView.as_view()), name="selection_pdf_es"),
    path("en/selection/<str:token>/", public_in("en")(selection.SelectionView.as_view()), name="selection_en"),
    path("en/selection/<str:token>/pdf/", public_in("en")(selection.PdfView.as_view()), name="selection_pdf_en"),
    path("portals/imports/", imports.ImportListView.as_view(), name="imports"),
    path("portals/imports/new/", imports.ImportCreateView.as_view(), name="import_create"),
    path("portals/imports/<int:pk>/", imports.ImportView.as_view(), name="import"),
    path("portals/imports/<int:pk>/report/", imports.report, name="import_report"),
    path("portals/imports/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("portals/imports/<int:pk>/cancel/", imports.cancel, name="import_cancel"),
    path("portals/imports/<int:pk>/undo/", imports.undo_import, name="import_undo"),
    *feed_urls,
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", machines.sitemap_pages, name="sitemap_pages"),
    path("sitemap-<int:number>.xml", machines.sitemap_block, name="sitemap_block"),
]
