"""Merging contacts and taking it back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from realestate.audit.models import AuditLine
from realestate.contacts.merging import TREATMENTS, merge_contacts, pointers, sweep_merged
from realestate.contacts.models import (
    Consent,
    Contact,
    ContactPoint,
    ContactRole,
    Likeness,
    MergeRecord,
    Relation,
    WithdrawalLink,
)
from realestate.contacts.services import find_duplicates, update_contact
from realestate.contacts.unmerging import conflicts_of, undo_merge
from realestate.core.errors import BusinessRuleError, StaleVersionError
from realestate.core.tokens import new_token, token_hash
from realestate.leads.models import Activity, Demand, Lead
from realestate.listings.models import Listing, Ownership
from realestate.salespeople.models import User
from realestate.tests import factories

pytestmark = pytest.mark.django_db


def pair(user: User, **values: Any) -> tuple[Contact, Contact]:
    """Two contacts of one salesperson."""
    one = factories.ContactFactory(office=user.office, salesperson=user, first_name="José", last_name="Núñez")
    other = factories.ContactFactory(
        office=user.office, salesperson=user, first_name="Pepe", last_name="Nuñez", **values
    )
    return one, other


def merged(user: User, one: Contact, other: Contact, **values: Any) -> MergeRecord:
    return merge_contacts(actor=user, survivor=one, others=[other], **values)


def test_every_pointer_at_a_contact_has_its_treatment() -> None:
    """A new foreign key to Contact fails here until somebody says in TREATMENTS what a merge does with its rows."""
    assert {name for _model, _field, name in pointers()} == set(TREATMENTS)


def test_no_table_points_at_a_contact_in_another_way() -> None:
    many = [one for model in apps.get_models() for one in model._meta.many_to_many if one.related_model is Contact]
    assert many == []
    assert all(isinstance(field, models.ForeignKey) for _model, field, _name in pointers())


def test_all_that_hangs_on_the_other_moves(salesperson: User) -> None:
    one, other = pair(salesperson)
    lead = factories.LeadFactory(contact=other, office=salesperson.office, salesperson=salesperson)
    factories.DemandFactory(contact=other, office=salesperson.office)
    Activity.objects.create(contact=other, lead=lead, kind="note")
    listing = factories.ListingFactory(owner=other, office=salesperson.office)
    Consent.objects.create(contact=other, purpose="commercial", channel="any", is_given=True, language="es")
    merged(salesperson, one, other)
    assert Lead.objects.get().contact == one
    assert Demand.objects.get().contact == one
    assert Activity.objects.get().contact == one
    assert Listing.objects.get(pk=listing.pk).owner == one
    assert Consent.objects.get().contact == one
    assert Contact.objects.get(pk=other.pk).merged_into == one


def test_phones_and_mails_come_behind_those_that_are_there_each_once(salesperson: User) -> None:
    one, other = pair(salesperson)
    for contact, value in ((one, "a@x.es"), (one, "b@x.es"), (other, "b@x.es"), (other, "c@x.es")):
        place = contact.points.count()
        ContactPoint.objects.create(contact=contact, kind="email", value=value, position=place)
    merged(salesperson, one, other)
    assert [point.value for point in Contact.objects.get(pk=one.pk).emails] == ["a@x.es", "b@x.es", "c@x.es"]
    assert "c@x.es" in Contact.objects.get(pk=one.pk).search_text
    assert [found.contact_id for found in find_duplicates(phones=[], emails=["b@x.es"])] == [one.pk]


def test_shares_of_one_property_are_added_up(salesperson: User) -> None:
    one, other = pair(salesperson)
    listing = factories.ListingFactory(office=salesperson.office, owner=one)
    factories.OwnershipFactory(listing=listing, contact=one, share=Decimal(40))
    factories.OwnershipFactory(listing=listing, contact=other, share=Decimal(60))
    merge = merged(salesperson, one, other)
    assert [(row.contact, row.share) for row in Ownership.objects.all()] == [(one, Decimal(100))]
    undo_merge(actor=salesperson, merge=merge)
    assert {(row.contact, row.share) for row in Ownership.objects.all()} == {(one, Decimal(40)), (other, Decimal(60))}


def test_nobody_represents_themselves_afterwards(salesperson: User) -> None:
    one, other = pair(salesperson)
    listing = factories.ListingFactory(office=salesperson.office, owner=one)
    factories.OwnershipFactory(listing=listing, contact=one, share=Decimal(100), representative=other)
    merge = merged(salesperson, one, other)
    assert Ownership.objects.get().representative is None
    undo_merge(actor=salesperson, merge=merge)
    assert Ownership.objects.get().representative == other


def test_the_facts_are_those_that_were_chosen(salesperson: User) -> None:
    one, other = pair(salesperson, town="Lorca", notes="Llamar tarde")
    Contact.objects.filter(pk=one.pk).update(notes="Tiene perro")
    merged(salesperson, one, other, facts={"first_name": other.pk})
    stored = Contact.objects.get(pk=one.pk)
    assert (stored.first_name, stored.last_name, stored.town) == ("Pepe", "Núñez", "Lorca")
    assert stored.notes == "Tiene perro\n\nLlamar tarde"


def test_a_stale_look_at_the_facts_is_refused(salesperson: User) -> None:
    one, other = pair(salesperson)
    versions = {one.pk: one.version, other.pk: other.version}
    update_contact(actor=None, contact=other, values={"town": "X"}, phones=[], emails=[])
    with pytest.raises(StaleVersionError):
        merged(salesperson, one, other, versions=versions)
    assert MergeRecord.objects.count() == 0


def test_somebody_elses_contact_is_not_merged(salesperson: User, colleague: User, coordinator: User) -> None:
    one, _other = pair(salesperson)
    theirs = factories.ContactFactory(office=colleague.office, salesperson=colleague)
    factories.LeadFactory(contact=theirs, salesperson=salesperson, office=salesperson.office)  # seen, but not theirs
    with pytest.raises(BusinessRuleError):
        merged(salesperson, one, theirs)
    merged(coordinator, one, theirs)


def test_one_that_may_not_be_seen_is_as_if_it_were_not_there(salesperson: User, stranger: User) -> None:
    one, _other = pair(salesperson)
    hidden = factories.ContactFactory(office=stranger.office, salesperson=stranger)
    with translation.override("en"), pytest.raises(BusinessRuleError, match="not there"):
        merged(salesperson, one, hidden)


def test_a_contact_cannot_be_merged_twice_nor_written_afterwards(salesperson: User) -> None:
    one, other = pair(salesperson)
    merged(salesperson, one, other)
    with pytest.raises(BusinessRuleError):
        merged(salesperson, one, other)
    with pytest.raises(BusinessRuleError):
        update_contact(actor=None, contact=Contact.objects.get(pk=other.pk), values={}, phones=[], emails=[])


def test_what_was_open_meanwhile_cannot_be_saved_over_the_merge(salesperson: User) -> None:
    one, other = pair(salesperson)
    lead = factories.LeadFactory(contact=other, office=salesperson.office, salesperson=salesperson)
    opened = Lead.objects.get(pk=lead.pk)
    merged(salesperson, one, other)
    with pytest.raises(StaleVersionError):
        opened.save()


def test_what_was_written_in_the_same_moment_is_swept_after(salesperson: User) -> None:
    one, other = pair(salesperson)
    merge = merged(salesperson, one, other)
    late = factories.LeadFactory(contact=other, office=salesperson.office, salesperson=salesperson)
    assert sweep_merged() == 1
    assert sweep_merged() == 0
    assert Lead.objects.get(pk=late.pk).contact == one
    undo_merge(actor=salesperson, merge=merge)
    assert Lead.objects.get(pk=late.pk).contact == other


def test_three_become_one_and_a_chain_leads_to_the_last(salesperson: User, as_user: Any) -> None:
    one, other = pair(salesperson)
    third, fourth = pair(salesperson)
    merge_contacts(actor=salesperson, survivor=one, others=[other, third])
    merge_contacts(actor=salesperson, survivor=fourth, others=[one])
    for contact in (one, other, third):
        response = as_user(salesperson).get(reverse("contacts:detail", args=[contact.pk]))
        assert response.headers["Location"] == reverse("contacts:detail", args=[fourth.pk])


def test_merges_are_undone_in_their_order(salesperson: User) -> None:
    one, other = pair(salesperson)
    third, fourth = pair(salesperson)
    first = merged(salesperson, one, other)
    second = merged(salesperson, one, third)
    last = merged(salesperson, fourth, one)
    for early in (first, second):
        with pytest.raises(BusinessRuleError):
            undo_merge(actor=salesperson, merge=early)
    for merge in (last, second, first):
        undo_merge(actor=salesperson, merge=merge)
    assert not Contact.objects.filter(merged_into__isnull=False).exists()


def test_after_thirty_days_it_stays(salesperson: User) -> None:
    one, other = pair(salesperson)
    merge = merged(salesperson, one, other)
    MergeRecord.objects.update(at=timezone.now() - timedelta(days=31))
    with pytest.raises(BusinessRuleError):
        undo_merge(actor=salesperson, merge=merge)


def test_what_somebody_changed_since_stays_and_is_named(salesperson: User) -> None:
    one, other = pair(salesperson, town="Lorca")
    gone = Demand.objects.get(pk=factories.DemandFactory(contact=other, office=salesperson.office).pk)
    listing = factories.ListingFactory(office=salesperson.office, owner=other, reference="MUR-0007")
    factories.OwnershipFactory(listing=listing, contact=other, share=Decimal(100))
    lead = factories.LeadFactory(contact=other, office=salesperson.office, salesperson=salesperson)
    merge = merged(salesperson, one, other)
    update_contact(actor=None, contact=Contact.objects.get(pk=one.pk), values={"town": "Cieza"}, phones=[], emails=[])
    gone.delete()
    Ownership.objects.all().delete()
    factories.OwnershipFactory(listing=listing, contact=one, share=Decimal(100))
    with translation.override("en"):
        assert len(conflicts_of(merge)) == 3
        done = undo_merge(actor=salesperson, merge=merge)
    assert any("Town" in line for line in done.conflicts)
    assert any("MUR-0007" in line for line in done.conflicts)
    assert Contact.objects.get(pk=one.pk).town == "Cieza"
    assert Listing.objects.get().owner == one  # goes with its shares
    assert Lead.objects.get(pk=lead.pk).contact == other  # what nobody touched is back


def test_audit_lines_stay_with_whom_they_were_written_about(salesperson: User) -> None:
    one, other = pair(salesperson)
    line = AuditLine.objects.create(action="contact.x", subject_type="contact", subject_id=other.pk, subject_label="x")
    merge = merged(salesperson, one, other)
    assert AuditLine.objects.get(pk=line.pk).subject_id == other.pk
    undo_merge(actor=salesperson, merge=merge)
    actions = set(AuditLine.objects.filter(subject_type="contact").values_list("action", flat=True))
    assert {"contact.merged", "contact.merged_into", "contact.merge_undone"} <= actions


def test_merging_on_the_page(salesperson: User, as_user: Callable[[User], Any]) -> None:
    one, other = pair(salesperson, town="Lorca")
    client = as_user(salesperson)
    page = client.get(reverse("contacts:merge"), {"ids": [one.pk], "text": "pepe"})
    assert page.status_code == 200
    page = client.get(reverse("contacts:merge"), {"ids": [one.pk, other.pk]})
    form = page.context["form"]
    assert {"first_name", "last_name", "town"} <= form.fields.keys()
    values = {name: str(form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
    posted = {**values, "keep": one.pk, "ids": [other.pk], "first_name": other.pk}
    response = client.post(reverse("contacts:merge_confirm"), posted)
    merge = MergeRecord.objects.get()
    assert response.headers["Location"] == reverse("contacts:merge_record", args=[merge.pk])
    assert Contact.objects.get(pk=one.pk).first_name == "Pepe"
    assert client.get(response.headers["Location"]).status_code == 200
    response = client.post(reverse("contacts:merge_undo", args=[merge.pk]), follow=True)
    assert response.status_code == 200
    assert Contact.objects.get(pk=other.pk).merged_into is None


def test_a_stale_page_shows_the_facts_again(salesperson: User, as_user: Callable[[User], Any]) -> None:
    one, other = pair(salesperson)
    posted = {"keep": one.pk, "ids": [other.pk], "versions": f"{one.pk}:1 {other.pk}:99"}
    posted |= {"first_name": one.pk, "last_name": one.pk}
    response = as_user(salesperson).post(reverse("contacts:merge_confirm"), posted)
    assert response.status_code == 409
    assert MergeRecord.objects.count() == 0


@pytest.mark.parametrize("ids", [[], ["x"], ["9" * 30], ["1"] * 30, ["-1"], ["0"]])
def test_senseless_addresses_are_not_found(ids: list[str], salesperson: User, as_user: Callable[[User], Any]) -> None:
    assert as_user(salesperson).get(reverse("contacts:merge"), {"ids": ids}).status_code == 404
    assert as_user(salesperson).post(reverse("contacts:merge_confirm"), {"ids": ids}).status_code == 404


def test_saving_a_contact_that_was_merged_meanwhile_leads_on(salesperson: User, as_user: Callable[[User], Any]) -> None:
    one, other = pair(salesperson)
    merged(salesperson, one, other)
    response = as_user(salesperson).post(reverse("contacts:update", args=[other.pk]), {"first_name": "X"})
    assert response.headers["Location"] == reverse("contacts:detail", args=[one.pk])


def test_a_merged_contact_is_only_looked_at_in_the_back_office(
    salesperson: User, manager: User, as_user: Callable[[User], Any]
) -> None:
    one, other = pair(salesperson)
    merged(salesperson, one, other)
    client = as_user(manager)
    url = reverse("admin:contacts_contact_change", args=[other.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"first_name": "X"}).status_code == 403
    assert (
        client.get(reverse("admin:contacts_mergerecord_change", args=[MergeRecord.objects.get().pk])).status_code == 200
    )


# Random families of rows: merge, then undo, and every row is as it was.

KEPT_APART = {"version", "updated_at", "compared_at", "search_text"}  # what grows or is worked out
PLACES = st.tuples(st.integers(0, 2), st.integers(0, 2))
GRAPH = st.lists(st.tuples(st.sampled_from(sorted(TREATMENTS)), PLACES), max_size=14)


def dump() -> dict[str, list[dict[str, Any]]]:
    tables = {model for model, _field, _name in pointers()} | {Contact}
    untold = {"MergeRecord", "MergedContact"}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in KEPT_APART}
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in tables
        if model.__name__ not in untold
    }


class Grower:
    """Makes a row behind any pointer."""

    def __init__(self, user: User, contacts: list[Contact]) -> None:
        self.user, self.contacts, self.number = user, contacts, 0
        self.listings = [factories.ListingFactory(office=user.office) for _number in range(2)]

    def grow(self, name: str, place: tuple[int, int]) -> None:
        self.number += 1
        mine, other = self.contacts[place[0]], self.contacts[place[1]]
        office, near = self.user.office, self.listings[place[1] % 2]
        make: dict[str, Callable[[], Any]] = {
            "contacts.ContactPoint.contact": lambda: ContactPoint.objects.get_or_create(
                contact=mine, kind="email", value=f"p{place[1]}@example.com"
            ),
            "contacts.ContactRole.contact": lambda: ContactRole.objects.get_or_create(
                contact=mine, role=["bank", "notary", "owner"][place[1]]
            ),
            "contacts.Consent.contact": lambda: Consent.objects.create(
                contact=mine, purpose="commercial", channel="any", is_given=bool(place[1]), language="es"
            ),
            "contacts.WithdrawalLink.contact": lambda: WithdrawalLink.objects.get_or_create(
                contact=mine, purpose="commercial", channel="email", defaults={"token_hash": token_hash(new_token())}
            ),
            "contacts.Relation.contact": lambda: (
                mine != other and Relation.objects.get_or_create(contact=mine, other=other, kind="spouse")
            ),
            "contacts.Relation.other": lambda: (
                mine != other and Relation.objects.get_or_create(contact=other, other=mine, kind="works_at")
            ),
            "contacts.Likeness.first": lambda: (
                mine != other and Likeness.objects.get_or_create(first=mine, second=other, defaults={"score": 90})
            ),
            "leads.Lead.contact": lambda: factories.LeadFactory(contact=mine, office=office),
            "leads.Demand.contact": lambda: factories.DemandFactory(contact=mine, office=office),
            "leads.Activity.contact": lambda: Activity.objects.create(contact=mine, kind="note"),
            "listings.Listing.owner": lambda: factories.ListingFactory(owner=mine, office=office),
            "listings.Ownership.contact": lambda: Ownership.objects.get_or_create(
                listing=near, contact=mine, defaults={"share": Decimal(10), "position": self.number}
            ),
            "listings.Ownership.representative": lambda: (
                mine != other
                and Ownership.objects.get_or_create(
                    listing=near, contact=other, defaults={"share": Decimal(5), "representative": mine}
                )
            ),
            "listings.Prospect.owner": lambda: factories.ProspectFactory(owner=mine, office=office),
            "listings.Development.developer": lambda: factories.DevelopmentFactory(developer=mine, office=office),
            "listings.Selection.contact": lambda: factories.SelectionFactory(contact=mine, created_by=self.user),
        }
        make.get(name, lambda: None)()


class TestMergeThenUndo(TestCase):
    """For any family of rows."""

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(GRAPH, st.permutations([0, 1, 2]), st.integers(1, 2))
    def test_is_as_if_nothing_had_been(self, graph: Any, order: list[int], others: int) -> None:
        office = factories.OfficeFactory()
        user = factories.UserFactory(office=office)
        towns = ("", "Lorca", "Murcia")
        contacts = [factories.ContactFactory(office=office, salesperson=user, town=town, notes=town) for town in towns]
        grower = Grower(user, contacts)
        for name, place in graph:
            grower.grow(name, place)
        before = dump()
        chosen = [contacts[number] for number in order[: others + 1]]
        merge = merge_contacts(actor=user, survivor=chosen[0], others=chosen[1:])
        gone = {contact.pk for contact in chosen[1:]}
        for model, field, name in pointers():
            treatment = TREATMENTS[name]
            if treatment.stays or treatment.unlike or model._meta.constraints or model is Contact:
                continue
            assert not model._base_manager.filter(**{f"{field.name}__in": gone}).exists(), name
        for listing in grower.listings:
            owned = [row["share"] for row in before["listings.Ownership"] if row["listing_id"] == listing.pk]
            assert sum(row.share for row in Ownership.objects.filter(listing=listing)) == sum(owned)
        assert undo_merge(actor=user, merge=merge).conflicts == []
        assert dump() == before
