"""Addresses of the leads room."""

from django.urls import path

from realestate.leads.matching_urls import urlpatterns as matching_urls
from realestate.leads.routing_urls import urlpatterns as routing_urls
from realestate.leads.views import lists, page, verbs

app_name = "leads"

urlpatterns = [
    path("", lists.LeadListView.as_view(), name="list"),
    path("new/", lists.LeadCreateView.as_view(), name="create"),
    path("export/", lists.export, name="export"),
    path("of-listing/<slug:reference>/", lists.of_listing, name="of_listing"),
    *matching_urls,
    *routing_urls,
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/claim/", verbs.claim, name="claim"),
    path("<int:pk>/assign/", verbs.assign, name="assign"),
    path("<int:pk>/release/", verbs.release, name="release"),
    path("<int:pk>/log/<slug:kind>/", verbs.log, name="log"),
    path("<int:pk>/email/", verbs.email, name="email"),
    path("<int:pk>/actions/new/", verbs.add_action, name="add_action"),
    path("<int:pk>/actions/<int:action>/complete/", verbs.complete_action, name="complete_action"),
    path("<int:pk>/actions/<int:action>/cancel/", verbs.cancel_action, name="cancel_action"),
    path("<int:pk>/actions/<int:action>/postpone/", verbs.postpone_action, name="postpone_action"),
    path("<int:pk>/stage/", verbs.change_stage, name="change_stage"),
    path("<int:pk>/offer/", verbs.offer, name="offer"),
    path("<int:pk>/win/", verbs.win, name="win"),
    path("<int:pk>/lose/", verbs.lose, name="lose"),
    path("<int:pk>/reopen/", verbs.reopen, name="reopen"),
]
