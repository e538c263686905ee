from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from realestate.listings.models import Listing
from realestate.salespeople.models import User
from realestate.tests.factories import ListingFactory, ListingTextFactory, OperationFactory, PhotoFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MODELS = ("listing", "operation", "pricechange", "photo", "listingtext", "listingsource")


@pytest.mark.parametrize("model", MODELS)
def test_a_manager_finds_each_model(model: str, as_user: SignIn, manager: User) -> None:
    OperationFactory()
    response = as_user(manager).get(reverse(f"admin:listings_{model}_changelist"), {"q": "mur"})
    assert response.status_code == 200


def test_a_salesperson_does_not(as_user: SignIn, salesperson: User) -> None:
    assert as_user(salesperson).get(reverse("admin:listings_listing_changelist")).status_code in {302, 403}


def test_a_listing_opens_with_its_parts(as_user: SignIn, manager: User) -> None:
    listing = OperationFactory().listing
    PhotoFactory(listing=listing)
    ListingTextFactory(listing=listing)
    assert as_user(manager).get(reverse("admin:listings_listing_change", args=[listing.pk])).status_code == 200


def test_a_status_cannot_be_set_here(as_user: SignIn, manager: User) -> None:
    operation = OperationFactory()
    url = reverse("admin:listings_operation_change", args=[operation.pk])
    assert as_user(manager).get(url).status_code == 200
    assert as_user(manager).post(url, {"status": "sold"}).status_code == 403


def test_selected_listings_are_given_to_somebody_else(as_user: SignIn, manager: User, colleague: User) -> None:
    listings = [ListingFactory() for _ in range(2)]
    data = {"action": "reassign", "to": colleague.pk, "_selected_action": [listing.pk for listing in listings]}
    as_user(manager).post(reverse("admin:listings_listing_changelist"), data)
    assert set(Listing.objects.values_list("salesperson", flat=True)) == {colleague.pk}


def test_a_listing_made_here_gets_its_reference(as_user: SignIn, manager: User) -> None:
    client = as_user(manager)
    url = reverse("admin:listings_listing_add")
    form = client.get(url).context["adminform"].form
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    data |= {"office": manager.office_id, "town": "Lorca", "property_type": "flat", "features": "[]"}
    data["free_features"] = "[]"
    for prefix in ("operations", "texts", "photos", "sources"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    client.post(url, data)
    assert Listing.objects.get().reference == "MUR-0001"
