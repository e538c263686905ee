"""Contacts that look alike, and what people say about them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from realestate.audit.models import AuditLine
from realestate.contacts.likeness import Person, compare, keys_of, sound, words_of
from realestate.contacts.merging import merge_contacts
from realestate.contacts.models import Contact, Likeness
from realestate.contacts.reviewing import compare_contacts, look_again, say_different
from realestate.contacts.services import update_contact
from realestate.contacts.unmerging import undo_merge
from realestate.salespeople.models import User
from realestate.tests import factories

NAMES = st.text(alphabet="abcdefghijlmnñopqrstuvxyzáéíóú ", max_size=25)


def person(first: str, last: str = "", town: str = "Lorca", tax_id: str = "", pk: int = 1) -> Person:
    return Person(pk, first, last, "", False, town, tax_id)


def company(name: str, town: str = "Lorca") -> Person:
    return Person(1, "", "", name, True, town, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("jimenez", "gimenez"), ("vazquez", "basques"), ("llorente", "yorente"), ("hernandez", "ernandes"),
     ("quique", "kike"), ("guerra", "gerra"), ("zapata", "sapata"), ("ximenez", "jimenes")],
)  # fmt: skip
def test_what_sounds_alike(one: str, other: str) -> None:
    if (one, other) == ("guerra", "gerra"):
        assert sound(one) != sound(other)  # "gerra" would be said with a j
    else:
        assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("José", "Núñez"), person("Jose", "Nuñez")),
        (person("José", "Núñez García"), person("José", "Núñez")),
        (person("Jose Antonio", "Núñez"), person("José", "Nuñes")),
        (person("Núñez", "José"), person("José", "Núñez")),
        (person("J.", "Núñez"), person("José", "Núñez")),
        (person("María del Carmen", "Giménez"), person("Maria Carmen", "Jiménez")),
        (person("Francisco", "Marín"), person("Francsico", "Marín")),
        (person("José", "Núñez García", town=""), person("Jose", "Nuñez Garcia", town="Murcia")),
        (company("Promociones Lorca, S.L."), company("PROMOCIONES LORCA SLU")),
    ],
)
def test_the_same_person_shares_a_key_and_looks_alike(one: Person, other: Person) -> None:
    assert keys_of(one) & keys_of(other)
    assert compare(one, other)[0] >= 75


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("José", "Núñez García"), person("José", "Núñez Martínez")),
        (person("José", "Núñez"), person("Javier", "Núñez")),
        (person("José", "Núñez"), person("José", "Pérez")),
        (person("José", ""), person("José", "Núñez")),
        (person("José", "Núñez", tax_id="11111111H"), person("José", "Núñez", tax_id="22222222J")),
        (person("Ana", "Gil", town="Lorca"), person("Anabel", "Gil", town="Sevilla")),
        (person("", ""), person("", "")),
    ],
)
def test_two_people_do_not(one: Person, other: Person) -> None:
    assert compare(one, other) == (0, [])


@given(NAMES, NAMES, NAMES, NAMES)
def test_likeness_is_the_same_from_either_side(a: str, b: str, c: str, d: str) -> None:
    one, other = person(a, b), person(c, d)
    assert (compare(one, other)[0] > 0) == (compare(other, one)[0] > 0)
    assert 0 <= compare(one, other)[0] <= 100


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=120))
def test_any_text_makes_short_keys(first: str, last: str, town: str) -> None:
    assert all(0 < len(key) <= 80 for key in keys_of(person(first, last, town)))


@given(NAMES, NAMES)
def test_who_has_a_name_of_two_words_is_like_themselves(first: str, last: str) -> None:
    one = person(first, last)
    if len(words_of(first)) and len(words_of(last)):
        assert compare(one, one)[0] >= 95


pytestmark = pytest.mark.django_db


def twins(user: User, **values: Any) -> tuple[Contact, Contact]:
    kept = {"office": user.office, "salesperson": user, "town": "Lorca", **values}
    one = factories.ContactFactory(first_name="José", last_name="Núñez", **kept)
    return one, factories.ContactFactory(first_name="Jose", last_name="Nuñes", **kept)


def test_the_job_finds_a_pair_once_and_stops(salesperson: User) -> None:
    one, other = twins(salesperson)
    factories.ContactFactory(first_name="Eva", last_name="Ros", office=salesperson.office, town="Lorca")
    assert compare_contacts() == 3
    assert compare_contacts() == 0
    pair = Likeness.objects.get()
    assert (pair.first, pair.second, pair.reasons) == (one, other, ["name", "town"])


def test_a_new_contact_meets_those_that_were_compared_before(salesperson: User) -> None:
    one, other = twins(salesperson)
    Contact.objects.filter(pk=other.pk).update(first_name="Luis")
    compare_contacts()
    assert not Likeness.objects.exists()
    update_contact(
        actor=None, contact=Contact.objects.get(pk=other.pk), values={"first_name": "José"}, phones=[], emails=[]
    )
    call_command("compare_contacts", verbosity=0)
    assert Likeness.objects.get().first == one


def test_a_pair_that_is_alike_no_more_leaves_the_queue(salesperson: User) -> None:
    _one, other = twins(salesperson)
    compare_contacts()
    update_contact(
        actor=None, contact=Contact.objects.get(pk=other.pk), values={"last_name": "Soler"}, phones=[], emails=[]
    )
    compare_contacts()
    assert not Likeness.objects.exists()


def test_who_shares_a_phone_is_looked_at_too(salesperson: User) -> None:
    one = factories.ContactFactory(first_name="Ana", last_name="Gil", office=salesperson.office)
    other = factories.ContactFactory(first_name="Luis", last_name="Ros", office=salesperson.office)
    for contact, value in ((one, "+34612345678"), (other, "+44612345678")):
        factories.ContactPointFactory(contact=contact, kind="phone", value=value, tail="612345678")
    compare_contacts()
    pair = Likeness.objects.get()
    assert (pair.reasons, pair.score) == (["phone"], 60)


def test_a_name_that_many_have_is_no_sign_without_a_town(salesperson: User) -> None:
    for _number in range(9):
        factories.ContactFactory(first_name="José", last_name="García López", office=salesperson.office, town="")
    compare_contacts()
    assert not Likeness.objects.exists()


def test_a_switchboard_ties_nobody(salesperson: User) -> None:
    for name in ("Ana Gil", "Luis Ros", "Eva Paz", "Leo Mas", "Sol Rey", "Pau Vila", "Max Cano"):
        first, last = name.split()
        contact = factories.ContactFactory(first_name=first, last_name=last, office=salesperson.office)
        factories.ContactPointFactory(contact=contact, kind="phone", value="+34911111111", tail="911111111")
    compare_contacts()
    assert not Likeness.objects.exists()


def test_what_somebody_said_is_remembered(salesperson: User) -> None:
    one, _other = twins(salesperson)
    compare_contacts()
    say_different(actor=salesperson, likeness=Likeness.objects.get())
    Contact.objects.update(compared_at=None)
    compare_contacts()
    assert Likeness.objects.get().status == "different"
    look_again(actor=salesperson, likeness=Likeness.objects.get())
    assert Likeness.objects.get().status == "open"
    assert AuditLine.objects.filter(action="contact.pair_decided", subject_id=one.pk).count() == 2


def test_a_merge_answers_the_pair_and_its_undoing_asks_again(salesperson: User) -> None:
    one, other = twins(salesperson)
    compare_contacts()
    merge = merge_contacts(actor=salesperson, survivor=one, others=[other])
    assert Likeness.objects.get().status == "same"
    undo_merge(actor=salesperson, merge=merge)
    assert Likeness.objects.get().status == "open"


@pytest.mark.parametrize("role", ["salesperson", "colleague", "coordinator", "stranger", "auditor"])
def test_the_queue_shows_pairs_of_which_one_may_see_both(
    role: str, request: pytest.FixtureRequest, salesperson: User, colleague: User, as_user: Callable[[User], Any]
) -> None:
    twins(salesperson)
    mine, theirs = twins(salesperson, town="Murcia")
    Contact.objects.filter(pk=theirs.pk).update(salesperson=colleague)
    compare_contacts()
    page = as_user(request.getfixturevalue(role)).get(reverse("contacts:review"))
    seen = {"salesperson": 1, "colleague": 0, "coordinator": 2, "stranger": 0, "auditor": 2}
    assert len(page.context["rows"]) == seen[role]
    assert mine.town == "Murcia"


def test_saying_so_on_the_page(salesperson: User, as_user: Callable[[User], Any]) -> None:
    twins(salesperson)
    compare_contacts()
    client, pair, url = as_user(salesperson), Likeness.objects.get(), reverse("contacts:review")
    assert client.post(reverse("contacts:not_same", args=[pair.pk])).status_code == 302
    assert client.get(url).context["rows"] == []
    assert client.get(url, {"status": "different"}).context["rows"] == [pair]
    client.post(reverse("contacts:look_again", args=[pair.pk]))
    assert client.get(url).context["rows"] == [pair]


@pytest.mark.parametrize("value", ["x", "9" * 40, "\x00", "-1"])
def test_senseless_values_are_no_error(value: str, salesperson: User, as_user: Callable[[User], Any]) -> None:
    for name in ("status", "cursor", "sort"):
        assert as_user(salesperson).get(reverse("contacts:review"), {name: value}).status_code == 200


def test_the_queue_asks_the_same_number_of_times_for_any_number(
    salesperson: User, as_user: Callable[[User], Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, counts = as_user(salesperson), []
    for town in ("Lorca", "Murcia", "Cieza"):
        one, other = twins(salesperson, town=town)
        factories.ContactPointFactory(contact=one)
        factories.ContactPointFactory(contact=other)
        compare_contacts()
        with django_assert_max_num_queries(12) as asked:
            client.get(reverse("contacts:review"))
        counts.append(len(asked))
    assert len(set(counts)) == 1
