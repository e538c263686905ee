"""Addresses of the contacts room."""

from django.urls import path

from realestate.contacts import merge_views, review_views, tie_views, views

app_name = "contacts"

urlpatterns = [
    path("", views.ContactListView.as_view(), name="list"),
    path("new/", views.ContactCreateView.as_view(), name="create"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("merge/", merge_views.merge, name="merge"),
    path("merge/confirm/", merge_views.merge_confirm, name="merge_confirm"),
    path("merges/<int:pk>/", merge_views.merge_record, name="merge_record"),
    path("merges/<int:pk>/undo/", merge_views.merge_undo, name="merge_undo"),
    path("review/", review_views.LikenessListView.as_view(), name="review"),
    path("review/<int:pk>/not-the-same/", review_views.not_same, name="not_same"),
    path("review/<int:pk>/look-again/", review_views.look_again, name="look_again"),
    path("suggestions/", tie_views.suggestions, name="suggestions"),
    path("relations/<int:pk>/delete/", tie_views.relation_delete, name="relation_delete"),
    path("<int:pk>/relations/new/", tie_views.RelationCreateView.as_view(), name="relation_create"),
    path("<int:pk>/consents/new/", tie_views.ConsentCreateView.as_view(), name="consent_create"),
    path("<int:pk>/offer/", tie_views.CommercialEmailView.as_view(), name="send_offer"),
    path("<int:pk>/", views.ContactDetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", views.ContactUpdateView.as_view(), name="update"),
]
