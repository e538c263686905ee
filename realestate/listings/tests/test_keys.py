from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.listings import services
from realestate.listings.models import KeyMovement, KeySet, Listing
from realestate.salespeople.models import User
from realestate.tests.factories import KeySetFactory, ListingFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def soon(hours: int = 3) -> str:
    return timezone.localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def listing(salesperson: User) -> Listing:
    return ListingFactory(office=salesperson.office, salesperson=salesperson)


@pytest.fixture
def key_set(listing: Listing, salesperson: User) -> KeySet:
    return services.add_key_set(actor=salesperson, listing=listing, label="L-7")


def out(key_set: KeySet, actor: User, hours: int = 3, **values: object) -> KeySet:
    due = timezone.now() + timedelta(hours=hours)
    holding = values or {"holder": actor}
    return services.take_out_keys(actor=actor, key_set=key_set, due_back_at=due, **holding)  # type: ignore[arg-type]


def test_a_set_goes_out_and_comes_back_and_each_move_stays(key_set: KeySet, colleague: User) -> None:
    taken = out(key_set, colleague)
    assert (taken.place, taken.with_whom) == ("out", str(colleague))
    back = services.bring_back_keys(actor=colleague, key_set=taken)
    assert (back.place, back.with_whom, back.due_back_at) == ("office", "", None)
    assert list(KeyMovement.objects.order_by("id").values_list("place", flat=True)) == ["office", "out", "office"]


def test_somebody_from_outside_takes_a_set_by_name(key_set: KeySet, colleague: User) -> None:
    assert out(key_set, colleague, holder_name="  Tasadora   Sanz ").with_whom == "Tasadora Sanz"


def test_who_comes_second_reads_who_was_first(key_set: KeySet, salesperson: User, colleague: User) -> None:
    out(key_set, salesperson)
    with pytest.raises(BusinessRuleError, match=str(salesperson)):
        out(key_set, colleague)
    assert KeySet.objects.get().holder == salesperson


@pytest.mark.parametrize("both", [True, False])
def test_exactly_one_holder_is_named(key_set: KeySet, colleague: User, both: bool) -> None:
    due = timezone.now() + timedelta(hours=1)
    with pytest.raises(BusinessRuleError):
        services.take_out_keys(
            actor=colleague,
            key_set=key_set,
            holder=colleague if both else None,
            holder_name="Sanz" if both else "",
            due_back_at=due,
        )


def test_keys_are_due_back_in_the_future(key_set: KeySet, colleague: User) -> None:
    with pytest.raises(BusinessRuleError):
        out(key_set, colleague, hours=-1)


def test_what_the_owner_has_back_is_not_lost_by_the_agency(key_set: KeySet, salesperson: User) -> None:
    services.give_keys_to_owner(actor=salesperson, key_set=key_set)
    with pytest.raises(BusinessRuleError):
        services.lose_keys(actor=salesperson, key_set=key_set)


def test_a_label_is_given_once_in_a_listing(key_set: KeySet, listing: Listing, salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.add_key_set(actor=salesperson, listing=listing, label="L-7")


def test_who_only_reads_moves_no_keys(key_set: KeySet, auditor: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.bring_back_keys(actor=auditor, key_set=key_set)


def test_the_form_hands_a_set_to_a_colleague(key_set: KeySet, colleague: User, as_user: SignIn) -> None:
    client = as_user(colleague)
    url = f"/listings/{key_set.listing.reference}/keys/{key_set.pk}/take-out/"
    assert client.get(url).status_code == 200
    data = {"holder": colleague.pk, "holder_name": "", "due_back_at": soon()}
    assert client.post(url, data).status_code == 302
    assert KeySet.objects.get().holder == colleague
    page = client.get(f"/listings/{key_set.listing.reference}/keys/").content.decode()
    assert str(colleague) in page


def test_a_name_that_was_typed_wins_over_the_colleague_that_stood_there(
    key_set: KeySet, colleague: User, as_user: SignIn
) -> None:
    url = f"/listings/{key_set.listing.reference}/keys/{key_set.pk}/take-out/"
    as_user(colleague).post(url, {"holder": colleague.pk, "holder_name": "Sanz", "due_back_at": soon()})
    assert KeySet.objects.get().with_whom == "Sanz"


def test_overdue_keys_are_listed_with_who_has_them(key_set: KeySet, colleague: User, as_user: SignIn) -> None:
    out(key_set, colleague)
    client = as_user(colleague)
    assert list(client.get("/listings/keys/?only=overdue").context["rows"]) == []
    KeySet.objects.update(due_back_at=timezone.now() - timedelta(hours=1))
    assert list(client.get("/listings/keys/?only=overdue").context["rows"]) == [key_set]
    assert str(colleague) in client.get("/listings/keys/").content.decode()


def test_the_list_costs_the_same_however_long_it_is(colleague: User, as_user: SignIn) -> None:
    client = as_user(colleague)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/listings/keys/").status_code == 200
        return len(caught)

    due = timezone.now()
    KeySetFactory(place="out", holder=colleague, due_back_at=due)
    few = queries()
    for _number in range(10):
        KeySetFactory(place="out", holder=colleague, due_back_at=due)
    assert queries() == few <= 12


def test_a_reminder_goes_out_once_a_day_to_who_has_them(key_set: KeySet, colleague: User) -> None:
    out(key_set, colleague)
    KeySet.objects.update(due_back_at=timezone.now() - timedelta(hours=1))
    with translation.override("en"):
        call_command("remind_keys", verbosity=0)
        call_command("remind_keys", verbosity=0)
    mail = OutgoingEmail.objects.get()
    assert mail.recipient == colleague.email
    assert key_set.listing.reference in mail.body_text
    KeySet.objects.update(reminded_at=timezone.now() - timedelta(hours=25))
    assert services.remind_overdue_keys() == 1


def test_keys_with_somebody_from_outside_are_the_business_of_the_salesperson(
    key_set: KeySet, salesperson: User, colleague: User
) -> None:
    out(key_set, colleague, holder_name="Sanz")
    KeySet.objects.update(due_back_at=timezone.now() - timedelta(hours=1))
    services.remind_overdue_keys()
    assert OutgoingEmail.objects.get().recipient == salesperson.email
