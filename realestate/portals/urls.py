"""Addresses without sign-in, in both languages."""

from django.urls import path

from realestate.portals.views import ContactView, PublicListingView, ThanksView, public_in

app_name = "portals"

urlpatterns = [
    path("contacto/", public_in("es")(ContactView.as_view()), name="contact_es"),
    path("contacto/gracias/", public_in("es")(ThanksView.as_view()), name="thanks_es"),
    path("inmuebles/<slug:address>/", public_in("es")(PublicListingView.as_view()), name="listing_es"),
    path("en/contact/", public_in("en")(ContactView.as_view()), name="contact_en"),
    path("en/contact/thanks/", public_in("en")(ThanksView.as_view()), name="thanks_en"),
    path("en/properties/<slug:address>/", public_in("en")(PublicListingView.as_view()), name="listing_en"),
]
