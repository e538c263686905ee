from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from realestate.audit.models import AuditLine
from realestate.contacts.models import Consent, Contact
from realestate.contacts.services import (
    ConsentValues,
    create_contact,
    find_duplicates,
    record_consent,
    update_contact,
)
from realestate.core.errors import StaleVersionError
from realestate.leads.models import Activity
from realestate.salespeople.models import User
from realestate.tests.factories import (
    ContactFactory,
    ContactPointFactory,
    DemandFactory,
    LeadFactory,
    ListingFactory,
    OwnershipFactory,
)

pytestmark = pytest.mark.django_db
ROLES = ["salesperson", "colleague", "coordinator", "manager", "stranger", "dpo", "auditor"]


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    return {role: request.getfixturevalue(role) for role in ROLES}


def make(user: User, **values: Any) -> Contact:
    assert user.office
    return create_contact(
        actor=user,
        office=user.office,
        salesperson=user,
        values={"first_name": "José", "last_name": "Núñez", "town": "Lorca", **values},
        phones=["+34612345678"],
        emails=["Jose@Example.com"],
    )


def typed(contact: Contact | None = None, **values: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"kind": "person", "first_name": "José", "language": "es", "phones": "", "emails": ""}
    if contact is not None:
        fields |= {"office": contact.office_id, "salesperson": contact.salesperson_id, "version": contact.version}
    return {**fields, **values}


def test_a_new_contact_is_searchable_and_audited(salesperson: User) -> None:
    contact = make(salesperson)
    assert contact.search_text == "jose nunez lorca jose@example.com +34612345678"
    assert [(point.value, point.tail) for point in contact.points.all()] == [
        ("+34612345678", "612345678"),
        ("jose@example.com", ""),
    ]
    assert AuditLine.objects.get().action == "contact.created"


def test_points_keep_their_order_and_labels(salesperson: User) -> None:
    contact = make(salesperson)
    contact.points.filter(kind="phone").update(label="mobile")
    phones = ["+34911222333", "+34612345678"]
    update_contact(actor=salesperson, contact=contact, values={}, phones=phones, emails=[])
    stored = Contact.objects.get()
    assert [(point.value, point.label) for point in stored.phones] == [
        ("+34911222333", ""),
        ("+34612345678", "mobile"),
    ]
    assert stored.emails == []
    assert "911222333" in stored.search_text
    assert "jose@example.com" not in stored.search_text


def test_a_stale_contact_is_not_written(salesperson: User) -> None:
    contact = make(salesperson)
    Contact.objects.get().save()
    with pytest.raises(StaleVersionError):
        update_contact(actor=salesperson, contact=contact, values={"town": "X"}, phones=[], emails=[])


@pytest.mark.parametrize(
    ("phones", "emails", "hit"),
    [
        (["+34612345678"], [], True),
        (["+44612345678"], [], True),  # the same last nine digits
        (["+34612345679"], [], False),
        ([], ["JOSE@example.com"], True),
        ([], ["jose@example.org"], False),
        ([], [], False),
    ],
)
def test_who_is_known(phones: list[str], emails: list[str], hit: bool, salesperson: User) -> None:
    make(salesperson)
    found = find_duplicates(phones=phones, emails=emails)
    assert bool(found) is hit
    if found:
        assert (found[0].owner, found[0].office) == ("Ana Pérez", "Murcia Centro")
        assert found[0].values == tuple(value.lower() for value in phones + emails)


def test_a_blocked_contact_is_not_known(salesperson: User) -> None:
    contact = make(salesperson)
    Contact.objects.update(blocked_at=contact.created_at)
    assert find_duplicates(phones=["+34612345678"], emails=[]) == []


def test_the_ledger_of_consents_only_grows(salesperson: User) -> None:
    contact = make(salesperson)
    for is_given in (True, False):
        values = ConsentValues(text_version="1", language="es", channel="phone", source="call", is_given=is_given)
        record_consent(actor=salesperson, contact=contact, consent=values)
    assert [line.is_given for line in Consent.objects.order_by("pk")] == [True, False]


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_a_contact(role: str, cast: dict[str, User], as_user: Any) -> None:
    contact = make(cast["salesperson"])
    sees = role in {"salesperson", "coordinator", "manager", "dpo", "auditor"}
    client = as_user(cast[role])
    assert client.get(reverse("contacts:detail", args=[contact.pk])).status_code == (200 if sees else 404)
    assert (contact in client.get(reverse("contacts:list")).context["rows"]) is sees
    status = client.get(reverse("contacts:update", args=[contact.pk])).status_code
    assert status == (404 if not sees else 403 if role in {"dpo", "auditor"} else 200)
    status = client.get(reverse("contacts:create")).status_code
    assert status == (403 if role in {"dpo", "auditor"} else 200)
    status = client.get(reverse("contacts:duplicates"), {"value": "x"}).status_code
    assert status == (403 if role in {"dpo", "auditor"} else 200)


@pytest.mark.parametrize("name", ["list", "create", "duplicates"])
def test_strangers_sign_in_first(name: str, client: Any) -> None:
    assert client.get(reverse(f"contacts:{name}")).status_code == 302


def test_a_contact_behind_a_lead_of_mine_is_mine_to_see(cast: dict[str, User], as_user: Any) -> None:
    contact = make(cast["stranger"])
    LeadFactory(office=cast["salesperson"].office, salesperson=cast["salesperson"], contact=contact)
    assert as_user(cast["salesperson"]).get(reverse("contacts:detail", args=[contact.pk])).status_code == 200


def test_the_owner_of_a_colleagues_listing_is_not_told(cast: dict[str, User], as_user: Any) -> None:
    contact = make(cast["salesperson"])
    office = cast["salesperson"].office
    mine = ListingFactory(office=office, owner=contact, salesperson=cast["salesperson"])
    theirs = ListingFactory(office=office, owner=contact, salesperson=cast["colleague"])
    for listing in (mine, theirs):
        OwnershipFactory(listing=listing, contact=contact)
    client = as_user(cast["salesperson"])
    url = reverse("listings:of_contact", args=[contact.pk])
    assert url in client.get(reverse("contacts:detail", args=[contact.pk])).content.decode()
    shown = client.get(url).content.decode()
    assert mine.reference in shown
    assert theirs.reference not in shown


def test_the_page_shows_only_lines_that_one_may_see(cast: dict[str, User], as_user: Any) -> None:
    contact = make(cast["salesperson"])
    hidden = LeadFactory(office=cast["colleague"].office, salesperson=cast["colleague"], contact=contact)
    Activity.objects.create(lead=hidden, contact=contact, kind="note", body="Hidden words")
    Activity.objects.create(contact=contact, kind="note", body="Shown words")
    page = as_user(cast["salesperson"]).get(reverse("contacts:detail", args=[contact.pk])).content.decode()
    assert "Shown words" in page
    assert "Hidden words" not in page


def test_creating_with_several_phones(salesperson: User, as_user: Any) -> None:
    values = typed(phones="612 345 678\n0044 20 7946 0018\n", emails="A@B.es\na@b.es", office=salesperson.office_id)
    response = as_user(salesperson).post(reverse("contacts:create"), values)
    contact = Contact.objects.get()
    assert response.headers["Location"] == reverse("contacts:detail", args=[contact.pk])
    assert [point.value for point in contact.points.all()] == ["+34612345678", "+442079460018", "a@b.es"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phones", "12"),
        ("phones", "612345678\nabc"),
        ("phones", "\n".join(f"6123456{n:02}" for n in range(11))),
        ("emails", "nobody"),
        ("emails", "a" * 250 + "@example.com"),
        ("first_name", ""),
        ("office", "99999999999999999999"),
        ("salesperson", "x"),
        ("kind", "robot"),
    ],
)
def test_what_is_wrong_is_a_message(field: str, value: str, salesperson: User, as_user: Any) -> None:
    values = typed(**{"office": salesperson.office_id, field: value})
    assert field in as_user(salesperson).post(reverse("contacts:create"), values).context["form"].errors


def test_a_known_person_is_shown_before_saving(salesperson: User, colleague: User, as_user: Any) -> None:
    make(colleague)
    client, url = as_user(salesperson), reverse("contacts:create")
    values = typed(phones="612345678", office=salesperson.office_id)
    page = client.post(url, values).content.decode()
    assert "Bruno Soler" in page
    assert "Núñez" not in page
    client.post(url, {**values, "confirmed": "1"})
    assert Contact.objects.count() == 2


def test_a_stale_form_shows_both_values_and_then_saves(salesperson: User, as_user: Any) -> None:
    contact = make(salesperson)
    values = typed(contact, town="Águilas", phones="612345678\n911 222 333", emails="jose@example.com")
    update_contact(
        actor=None,
        contact=contact,
        values={"town": "Cartagena"},
        phones=["+34612345678"],
        emails=["jose@example.com"],
    )
    client, url = as_user(salesperson), reverse("contacts:update", args=[contact.pk])
    response = client.post(url, values)
    assert response.status_code == 409
    by_label = {conflict.theirs: conflict.yours for conflict in response.context["conflicts"]}
    assert by_label["Cartagena"] == "Águilas"
    assert Contact.objects.get().town == "Cartagena"
    assert client.post(url, {**values, "version": 2}).status_code == 302
    assert Contact.objects.get().town == "Águilas"
    assert len(Contact.objects.get().phones) == 2


def test_the_warning_while_typing_is_small_counted_and_written_down(
    salesperson: User, stranger: User, as_user: Any
) -> None:
    make(stranger)
    client, url = as_user(salesperson), reverse("contacts:duplicates")
    headers = {"HX-Request": "true"}
    page = client.get(url, {"phone_or_email": "612 345 678"}, headers=headers).content.decode()
    assert "Eva Lozano" in page
    assert "Alicante Playa" in page
    assert "Núñez" not in page
    assert "jose@example.com" not in page
    for _try in range(29):
        client.get(url, {"phone_or_email": "612345678"}, headers=headers)
    page = client.get(url, {"phone_or_email": "612345678"}, headers=headers).content.decode()
    assert "Eva Lozano" not in page
    assert AuditLine.objects.filter(action="contact.duplicate_shown", actor=salesperson).count() == 1


def test_a_phone_that_is_added_later_is_looked_up_too(salesperson: User, colleague: User, as_user: Any) -> None:
    make(colleague)
    mine = create_contact(
        actor=salesperson,
        office=colleague.office,
        salesperson=salesperson,
        values={"first_name": "Eva"},
        phones=["+34911222333"],
        emails=[],
    )
    client, url = as_user(salesperson), reverse("contacts:update", args=[mine.pk])
    values = typed(mine, first_name="Eva", phones="911222333")
    assert client.post(url, values).status_code == 302  # nothing new: nobody is asked
    values = typed(Contact.objects.get(pk=mine.pk), first_name="Eva", phones="911222333\n612345678")
    assert "Bruno Soler" in client.post(url, values).content.decode()
    assert len(Contact.objects.get(pk=mine.pk).phones) == 1
    client.post(url, {**values, "confirmed": "1"})
    assert len(Contact.objects.get(pk=mine.pk).phones) == 2


def test_nobody_is_warned_of_the_contact_that_they_edit(salesperson: User, as_user: Any) -> None:
    contact = make(salesperson)
    client, url = as_user(salesperson), reverse("contacts:duplicates")
    asked = {"phones": "612345678"}
    assert len(client.get(url, asked).context["known"]) == 1
    assert client.get(url, {**asked, "but": contact.pk}).context["known"] == []
    for wrong in ("x", "9" * 40, "-1"):
        assert len(client.get(url, {**asked, "but": wrong}).context["known"]) == 1


@pytest.mark.parametrize("value", ["", "6", "612", "a@", "\x00", "x" * 2000, "'", "+34"])
def test_half_typed_values_find_nothing(value: str, salesperson: User, as_user: Any) -> None:
    response = as_user(salesperson).get(reverse("contacts:duplicates"), {"value": value})
    assert response.context["known"] == []


@pytest.mark.parametrize("value", ["x", "9" * 40, "\x00", "é" * 300, "-1"])
def test_senseless_filters_are_no_error(value: str, salesperson: User, as_user: Any) -> None:
    for name in ("text", "kind", "salesperson", "office", "sort", "cursor"):
        assert as_user(salesperson).get(reverse("contacts:list"), {name: value}).status_code == 200


def test_finding_by_text(salesperson: User, as_user: Any) -> None:
    contact = make(salesperson)
    ContactFactory(office=salesperson.office)
    for text in ("nuñez", "612 345 678", "JOSE@", "lorca jose"):
        assert as_user(salesperson).get(reverse("contacts:list"), {"text": text}).context["rows"] == [contact]


def test_queries_do_not_grow(
    salesperson: User, as_user: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_user(salesperson)
    contact = make(salesperson)
    counts = []
    for more in (1, 49):
        for _number in range(more):
            ContactPointFactory(contact__office=salesperson.office)
            LeadFactory(office=salesperson.office, contact=contact)
            DemandFactory(office=salesperson.office, contact=contact)
            ListingFactory(owner=contact, salesperson=salesperson, office=salesperson.office)
            Activity.objects.create(contact=contact, kind="note", actor=salesperson)
        with django_assert_max_num_queries(12) as rows:
            client.get(reverse("contacts:list"))
        with django_assert_max_num_queries(16) as page:
            client.get(reverse("contacts:detail", args=[contact.pk]))
        counts.append((len(rows), len(page)))
    assert counts[0] == counts[1]
