"""Mandates: their life from draft to end, who may see them, and one exclusive at a time."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from realestate.contacts.models import ContactPoint
from realestate.core.dates import today
from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.documents.models import SignatureRequest
from realestate.documents.signals import document_signed
from realestate.listings import services
from realestate.listings.fees import fee_at
from realestate.listings.models import Listing, Mandate
from realestate.listings.shares import equal_shares
from realestate.salespeople.models import User
from realestate.tests.factories import ContactFactory, ListingFactory, MandateFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(salesperson=salesperson, office=salesperson.office)


def terms(**values: Any) -> dict[str, Any]:
    return {"kind": "exclusive", "operation_kinds": ["sale"], "starts_on": today(), **values}


def draft(actor: User, listing: Listing, **values: Any) -> Mandate:
    return services.create_mandate(actor=actor, listing=listing, values=terms(**values))


@given(count=st.integers(1, 50))
def test_equal_shares_are_the_whole(count: int) -> None:
    assert sum(equal_shares(count)) == 100


def test_three_owners_share_equally() -> None:
    assert equal_shares(3) == [Decimal("33.3334"), Decimal("33.3333"), Decimal("33.3333")]


@given(
    price=st.decimals(0, 10**9, places=2), rate=st.decimals(0, 10, places=4), vat=st.decimals(0, 25, places=2),
    least=st.decimals(0, 10**5, places=2),
)  # fmt: skip
def test_a_fee_is_never_below_its_minimum_and_adds_up(price: Any, rate: Any, vat: Any, least: Any) -> None:
    fee = fee_at(price, kind="percent", value=rate, minimum=least, vat_rate=vat, currency="EUR")
    assert fee is not None
    assert fee.net >= least
    assert fee.total == fee.net + fee.vat


@pytest.mark.django_db
def test_shares_must_add_up(salesperson: User, listing: Listing) -> None:
    owners = [services.OwnerShare(ContactFactory(), Decimal(50)), services.OwnerShare(ContactFactory(), Decimal(49))]
    with pytest.raises(BusinessRuleError):
        services.set_owners(actor=salesperson, listing=listing, owners=owners)


@pytest.mark.django_db
def test_owners_and_the_main_owner_are_in_step(salesperson: User, listing: Listing) -> None:
    one, two = ContactFactory(), ContactFactory()
    owners = [services.OwnerShare(one, Decimal(50)), services.OwnerShare(two, Decimal(50))]
    services.set_owners(actor=salesperson, listing=listing, owners=owners, main=two)
    listing.refresh_from_db()
    assert listing.owner == two
    assert listing.ownerships.count() == 2


@pytest.mark.django_db
def test_a_signed_consumer_mandate_waits_out_its_window(salesperson: User, listing: Listing) -> None:
    mandate = services.sign_on_paper(actor=salesperson, mandate=draft(salesperson, listing), signed_on=today())
    assert (mandate.status, mandate.revocable_until) == ("signed", today() + timedelta(days=14))
    services.advance_mandates(day=today() + timedelta(days=14))
    mandate.refresh_from_db()
    assert mandate.status == "signed"
    services.advance_mandates(day=today() + timedelta(days=15))
    mandate.refresh_from_db()
    assert mandate.status == "active"


@pytest.mark.django_db
def test_it_may_be_revoked_within_the_window_only(salesperson: User, listing: Listing) -> None:
    mandate = services.sign_on_paper(
        actor=salesperson, mandate=draft(salesperson, listing), signed_on=today() - timedelta(days=15)
    )
    assert mandate.status == "active"
    with pytest.raises(BusinessRuleError):
        services.revoke_mandate(actor=salesperson, mandate=mandate)


@pytest.mark.django_db
def test_a_second_exclusive_mandate_is_refused(salesperson: User, listing: Listing) -> None:
    services.sign_on_paper(actor=salesperson, mandate=draft(salesperson, listing), signed_on=today())
    with pytest.raises(BusinessRuleError):
        services.sign_on_paper(actor=salesperson, mandate=draft(salesperson, listing), signed_on=today())


@pytest.mark.django_db
def test_a_renewal_takes_the_place_of_the_one_before(salesperson: User, listing: Listing) -> None:
    old = MandateFactory(listing=listing, kind="exclusive", ends_on=today() - timedelta(days=1))
    new = services.renew_mandate(actor=salesperson, mandate=old)
    services.sign_on_paper(actor=salesperson, mandate=new, signed_on=today() - timedelta(days=15))
    services.advance_mandates()
    old.refresh_from_db()
    assert old.status in {"renewed", "expired"}


@pytest.mark.django_db
def test_it_renews_by_itself(listing: Listing) -> None:
    mandate = MandateFactory(listing=listing, ends_on=today() - timedelta(days=1), renews_months=6)
    call_command("advance_mandates")
    mandate.refresh_from_db()
    assert mandate.status == "active"
    assert mandate.ends_on > today()


@pytest.mark.django_db
def test_each_alert_is_written_once_though_a_day_was_missed(listing: Listing) -> None:
    MandateFactory(listing=listing, ends_on=today() + timedelta(days=40))
    counts = []
    for days_left in (31, 29, 29, 14, 14, 7, 6):
        services.advance_mandates(day=today() + timedelta(days=40 - days_left))
        counts.append(OutgoingEmail.objects.filter(recipient=listing.salesperson.email).count())
    assert counts == [0, 1, 1, 2, 2, 3, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["listings:mandates", "listings:owners", "listings:mandate_create"])
def test_pages_answer(as_user: SignIn, salesperson: User, listing: Listing, name: str) -> None:
    draft(salesperson, listing)
    with translation.override("en"):
        assert as_user(salesperson).get(reverse(name, args=[listing.reference])).status_code == 200


@pytest.mark.django_db
def test_the_terms_are_not_for_a_colleague(
    as_user: SignIn, salesperson: User, colleague: User, listing: Listing
) -> None:
    mandate = draft(salesperson, listing)
    url = reverse("listings:mandate", args=[listing.reference, mandate.pk])
    assert as_user(colleague).get(url).status_code == 403
    assert as_user(salesperson).get(url).status_code == 200
    assert as_user(salesperson).get(reverse("listings:mandate_list") + "?only=all").status_code == 200


@pytest.mark.django_db
def test_it_is_signed_once_every_owner_has_signed(salesperson: User, listing: Listing) -> None:
    people = []
    for number in (1, 2):
        person = ContactFactory(tax_id=f"1234567{number}Z")
        ContactPoint.objects.create(contact=person, kind="email", value=f"owner{number}@example.com")
        people.append(person)
    owners = [services.OwnerShare(person, Decimal(50)) for person in people]
    services.set_owners(actor=salesperson, listing=listing, owners=owners)
    Listing.objects.filter(pk=listing.pk).update(energy_status="in_progress", street="Calle Mayor")
    mandate = draft(salesperson, listing, price=Decimal(100_000), ends_on=today() + timedelta(days=90))
    sent = services.send_mandate(actor=salesperson, mandate=mandate)
    assert sent.status == "sent"
    assert sent.document is not None
    for expected, request in zip(("sent", "signed"), SignatureRequest.objects.order_by("pk"), strict=True):
        SignatureRequest.objects.filter(pk=request.pk).update(status="signed")
        document_signed.send(sender=SignatureRequest, request=request)
        mandate.refresh_from_db()
        assert mandate.status == expected
