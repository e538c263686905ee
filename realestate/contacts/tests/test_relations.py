"""Ties between contacts, and what each is to the agency."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from realestate.contacts.choosing import contact_label
from realestate.contacts.models import Contact, ContactRole, Relation
from realestate.contacts.relations import add_relation, has_role, relation_choices, roles_of, ties_of
from realestate.core.errors import BusinessRuleError
from realestate.salespeople.models import User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


def pair(user: User) -> tuple[Contact, Contact]:
    one = factories.ContactFactory(office=user.office, salesperson=user, first_name="Ana", last_name="Gil")
    return one, factories.ContactFactory(
        office=user.office, salesperson=user, kind="company", company_name="Obras Gil SL", first_name="", last_name=""
    )


def test_each_side_tells_the_tie_in_its_own_words(salesperson: User) -> None:
    ana, firm = pair(salesperson)
    add_relation(actor=salesperson, contact=ana, other=firm, kind="works_at")
    with translation.override("en"):
        assert [(tie.words, tie.other) for tie in ties_of(ana, salesperson)] == [("Works at", firm)]
        assert [(tie.words, tie.other) for tie in ties_of(firm, salesperson)] == [("Employs", ana)]


def test_every_kind_has_words_from_both_sides() -> None:
    assert {kind.value for kind in Relation.BACK} == set(Relation.Kind.values)
    assert len(relation_choices()) == 2 * len(Relation.Kind) - len(Relation.MUTUAL)


def test_a_tie_from_the_other_side_is_the_same_tie(salesperson: User) -> None:
    ana, firm = pair(salesperson)
    add_relation(actor=salesperson, contact=firm, other=ana, kind="<works_at")
    relation = Relation.objects.get()
    assert (relation.contact, relation.other, relation.kind) == (ana, firm, "works_at")
    with pytest.raises(BusinessRuleError):
        add_relation(actor=salesperson, contact=ana, other=firm, kind="works_at")


def test_a_couple_is_written_once(salesperson: User) -> None:
    one, other = pair(salesperson)
    add_relation(actor=salesperson, contact=one, other=other, kind="spouse")
    with pytest.raises(BusinessRuleError):
        add_relation(actor=salesperson, contact=other, other=one, kind="spouse")
    with pytest.raises(BusinessRuleError):
        add_relation(actor=salesperson, contact=one, other=one, kind="sibling")


def test_a_tie_to_somebody_elses_contact_is_not_told(salesperson: User, colleague: User, coordinator: User) -> None:
    ana, _firm = pair(salesperson)
    theirs = factories.ContactFactory(office=colleague.office, salesperson=colleague)
    add_relation(actor=coordinator, contact=ana, other=theirs, kind="spouse")
    assert ties_of(ana, salesperson) == []
    assert [tie.other for tie in ties_of(ana, coordinator)] == [theirs]


def test_roles_follow_from_the_data_and_are_added_by_hand(salesperson: User) -> None:
    ana, firm = pair(salesperson)
    factories.DemandFactory(contact=ana, office=salesperson.office, operation="rent")
    factories.ListingFactory(owner=ana, office=salesperson.office)
    ContactRole.objects.create(contact=ana, role="collaborator")
    ContactRole.objects.create(contact=ana, role="owner")
    lines = [(line.code, line.is_manual) for line in roles_of(ana)]
    assert lines == [("owner", False), ("tenant", False), ("collaborator", True)]
    assert list(Contact.objects.filter(has_role("tenant"))) == [ana]
    assert not Contact.objects.filter(has_role("buyer")).exists()
    assert roles_of(firm) == []


def test_ticking_roles_in_the_form(salesperson: User, as_user: Callable[[User], Any]) -> None:
    ana, _firm = pair(salesperson)
    values = {"kind": "person", "first_name": "Ana", "language": "es", "office": ana.office_id, "version": ana.version}
    url = reverse("contacts:update", args=[ana.pk])
    as_user(salesperson).post(url, {**values, "salesperson": salesperson.pk, "roles": ["bank", "notary"]})
    assert {row.role for row in ana.roles.all()} == {"bank", "notary"}
    page = as_user(salesperson).get(reverse("contacts:list"), {"role": "bank"})
    assert page.context["rows"] == [ana]


def test_adding_and_removing_on_the_page(salesperson: User, as_user: Callable[[User], Any]) -> None:
    ana, firm = pair(salesperson)
    client = as_user(salesperson)
    url = reverse("contacts:relation_create", args=[ana.pk])
    assert client.post(url, {"kind": "works_at", "other": contact_label(firm)}).status_code == 302
    relation = Relation.objects.get()
    response = client.post(reverse("contacts:relation_delete", args=[relation.pk]), {"of": firm.pk})
    assert response.headers["Location"].startswith(reverse("contacts:detail", args=[firm.pk]))
    assert not Relation.objects.exists()


@pytest.mark.parametrize("typed", ["", "nobody", "[99999999]", "x" * 500, "'"])
def test_somebody_unknown_is_a_message(typed: str, salesperson: User, as_user: Callable[[User], Any]) -> None:
    ana, _firm = pair(salesperson)
    url = reverse("contacts:relation_create", args=[ana.pk])
    page = as_user(salesperson).post(url, {"kind": "spouse", "other": typed})
    assert page.status_code == 200
    assert not Relation.objects.exists()


def test_suggestions_are_of_contacts_that_one_may_see(salesperson: User, stranger: User, as_user: Any) -> None:
    ana, _firm = pair(salesperson)
    factories.ContactFactory(office=stranger.office, salesperson=stranger, first_name="Ana")
    for contact in Contact.objects.all():
        from realestate.contacts.services import refresh_search_text

        refresh_search_text(contact=contact)
    page = as_user(salesperson).get(reverse("contacts:suggestions"), {"other": "ana"}).content.decode()
    assert contact_label(ana) in page
    assert page.count("<option") == 1
