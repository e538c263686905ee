"""Addresses of the feeds and of their pages."""

from django.urls import path

from realestate.portals.views import accounts, on_portals, serving

urlpatterns = [
    path("feeds/<slug:code>/<slug:token>.<slug:extension>", serving.feed, name="feed"),
    path("portals/", accounts.AccountListView.as_view(), name="accounts"),
    path("portals/new/", accounts.AccountCreateView.as_view(), name="account_create"),
    path("portals/<int:pk>/", accounts.account, name="account"),
    path("portals/<int:pk>/edit/", accounts.AccountUpdateView.as_view(), name="account_update"),
    path("portals/<int:pk>/listings/", accounts.excluded, name="account_listings"),
    path("portals/<int:pk>/history/", accounts.account_history, name="account_history"),
    path("portals/<int:pk>/address/", accounts.reissue, name="account_reissue"),
    path("portals/<int:pk>/build/", accounts.build_now, name="account_build"),
    path("portals/<int:pk>/builds/<int:build>/serve/", accounts.serve_anyway, name="account_serve"),
    path("portals/of-listing/<slug:reference>/", on_portals.listing_on_portals, name="listing_on_portals"),
    path(
        "portals/of-listing/<slug:reference>/<int:account>/<int:operation>/want/", on_portals.want, name="portal_want"
    ),
    path(
        "portals/of-listing/<slug:reference>/<int:account>/<int:operation>/leave/",
        on_portals.unwant,
        name="portal_leave",
    ),
]
