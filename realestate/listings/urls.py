"""Addresses of the stock."""

from django.urls import path, re_path

from realestate.listings.views import listings, operations, photos, stock_list

app_name = "listings"

urlpatterns = [
    path("", stock_list.OperationListView.as_view(), name="list"),
    path("new/", listings.ListingCreateView.as_view(), name="create"),
    path("export/", stock_list.export, name="export"),
    path("owners/", listings.owner_suggestions, name="owner_suggestions"),
    re_path(
        r"^photos/(?P<token>[0-9a-f]{64})-(?P<width>320|640|1280)\.(?P<extension>webp|jpg)$", photos.photo, name="photo"
    ),
    path("<str:reference>/", listings.ListingDetailView.as_view(), name="detail"),
    path("<str:reference>/edit/", listings.ListingUpdateView.as_view(), name="update"),
    path("<str:reference>/owner/", listings.OwnerView.as_view(), name="owner"),
    path("<str:reference>/operations/new/", operations.OperationAddView.as_view(), name="operation_add"),
    path("<str:reference>/operations/<int:pk>/price/", operations.PriceView.as_view(), name="set_price"),
    path("<str:reference>/operations/<int:pk>/publish/", operations.publish, name="publish"),
    path("<str:reference>/operations/<int:pk>/reserve/", operations.reserve, name="reserve"),
    path(
        "<str:reference>/operations/<int:pk>/put-under-contract/",
        operations.put_under_contract,
        name="put_under_contract",
    ),
    path("<str:reference>/operations/<int:pk>/mark-sold/", operations.mark_sold, name="mark_sold"),
    path("<str:reference>/operations/<int:pk>/mark-rented/", operations.mark_rented, name="mark_rented"),
    path("<str:reference>/operations/<int:pk>/withdraw/", operations.withdraw, name="withdraw"),
    path("<str:reference>/operations/<int:pk>/reactivate/", operations.reactivate, name="reactivate"),
    path("<str:reference>/photos/", photos.PhotosView.as_view(), name="photos"),
    path("<str:reference>/photos/upload/", photos.upload, name="photo_upload"),
    path("<str:reference>/photos/order/", photos.reorder, name="photo_order"),
    path("<str:reference>/photos/<str:token>/up/", photos.move_up, name="photo_up"),
    path("<str:reference>/photos/<str:token>/down/", photos.move_down, name="photo_down"),
    path("<str:reference>/photos/<str:token>/cover/", photos.cover, name="photo_cover"),
    path("<str:reference>/photos/<str:token>/describe/", photos.describe, name="photo_describe"),
    path("<str:reference>/photos/<str:token>/delete/", photos.delete, name="photo_delete"),
]
