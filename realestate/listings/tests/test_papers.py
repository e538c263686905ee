"""The papers of a listing: what is missing is said before anything is made, with the form that fills it."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from realestate.audit.models import AuditLine
from realestate.contacts.models import Contact
from realestate.core.errors import BusinessRuleError
from realestate.documents.models import DocumentTemplate
from realestate.listings import services
from realestate.listings.models import Listing, ListingFile, Mandate, Operation, Photo, PriceChange
from realestate.listings.papers import advertisement_values, mandate_values, price_words
from realestate.listings.photos import picture_for_paper
from realestate.listings.shelf import sheet_of
from realestate.listings.timeline import timeline_of
from realestate.salespeople.models import Office, User
from realestate.tests.factories import MandateFactory, OperationFactory, PhotoFactory, lawful_operation

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def operation(office: Office, salesperson: User) -> Operation:
    return lawful_operation(listing__office=office, listing__salesperson=salesperson)


def whole(operation: Operation) -> Operation:
    return Operation.objects.for_papers().get(pk=operation.pk)


@pytest.mark.parametrize("kind", ["brochure", "window_card"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_pdf_is_made_in_both_languages(
    kind: str, language: str, operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    answer = as_user(salesperson).post(path, {"kind": kind, "language": language})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert AuditLine.objects.about(operation.listing).filter(action="document.made").count() == 1


def test_without_a_price_it_says_what_is_missing(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    Operation.objects.filter(pk=operation.pk).update(price=None)
    client = as_user(salesperson)
    reference = operation.listing.reference
    page = client.get(reverse("listings:papers", args=[reference]))
    set_price = reverse("listings:set_price", args=[reference, operation.pk])
    for paper in page.context["papers"]:
        assert paper.missing
        assert set_price in [gap.url for gap in paper.missing]
    path = reverse("listings:paper_make", args=[reference, operation.pk])
    answer = client.post(path, {"kind": "brochure"})
    assert answer.headers["Location"].startswith(reverse("listings:paper", args=[reference, operation.pk, "brochure"]))


def test_another_kind_is_a_message(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    assert as_user(salesperson).post(path, {"kind": "mandate"}).status_code == 302


@pytest.mark.parametrize("visibility", ["hidden", "street"])
def test_it_tells_no_more_of_the_address_than_the_public_page(visibility: str, operation: Operation) -> None:
    listing = operation.listing
    listing.address_visibility = visibility
    listing.street, listing.street_number, listing.door = "Calle Canariosa", "8391", "Puerta77"
    said = str(advertisement_values(operation, language="es"))
    assert "8391" not in said
    assert "Puerta77" not in said
    assert ("Canariosa" in said) == (visibility == "street")
    assert listing.owner is not None
    assert listing.owner.name not in said


def test_a_price_on_request_is_told_to_nobody_on_paper(operation: Operation) -> None:
    operation.price_on_request = True
    with translation.override("en"):
        assert price_words(operation) == "Price on request"
    assert "150" not in str(advertisement_values(operation, language="en")["operation"])


def test_red_never_leaves_the_house_on_paper_either(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    Mandate.objects.all().update(status="withdrawn")
    sheet = sheet_of(whole(operation), "window_card", language="es")
    assert sheet.reasons
    assert not sheet.is_ready
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    assert as_user(salesperson).post(path, {"kind": "window_card"}).status_code == 302
    sample = reverse("listings:paper_draft", args=[operation.listing.reference, operation.pk, "window_card"])
    assert as_user(salesperson).get(sample).content.startswith(b"%PDF-")


def test_every_paper_that_can_be_made_has_a_page_and_the_others_a_link(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    page = as_user(salesperson).get(reverse("listings:papers", args=[operation.listing.reference]))
    kinds = [paper.kind for paper in page.context["papers"]]
    assert kinds == ["brochure", "window_card", "buyer_dossier", "price_annex"]
    urls = [url for _title, _text, url, _icon in page.context["elsewhere"]]
    assert reverse("listings:mandates", args=[operation.listing.reference]) in urls
    for kind in kinds:
        path = reverse("listings:paper", args=[operation.listing.reference, operation.pk, kind])
        assert as_user(salesperson).get(path).status_code == 200


def test_papers_with_the_owners_names_are_not_offered_to_others(
    operation: Operation, colleague: User, as_user: SignIn
) -> None:
    page = as_user(colleague).get(reverse("listings:papers", args=[operation.listing.reference]))
    assert [paper.kind for paper in page.context["papers"]] == ["brochure", "window_card"]
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    assert as_user(colleague).post(path, {"kind": "buyer_dossier"}).status_code == 403


def test_a_garage_has_no_information_of_the_housing_law(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    Listing.objects.filter(pk=operation.listing_id).update(property_type="garage")
    path = reverse("listings:paper", args=[operation.listing.reference, operation.pk, "buyer_dossier"])
    assert as_user(salesperson).get(path).status_code == 404


def test_a_template_with_an_unknown_field_says_so_and_is_not_used(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    DocumentTemplate.objects.create(
        kind="brochure", language="es", title="Ficha", body="Hola\n\n{{ listing.reference }} {{ listing.color }}"
    )
    with translation.override("en"):
        sheet = sheet_of(whole(operation), "brochure", language="es")
        assert sheet.problems == ["Line 3: there is no field “listing.color”."]
        with pytest.raises(BusinessRuleError, match=r"listing\.color"):
            services.make_advertisement(actor=salesperson, operation=whole(operation), kind="brochure", language="es")
    path = reverse("listings:paper", args=[operation.listing.reference, operation.pk, "brochure"])
    assert "listing.color" in as_user(salesperson).get(path, {"language": "es"}).content.decode()
    assert not sheet_of(whole(operation), "brochure", language="en").problems


def legal(operation: Operation, salesperson: User, **words: str) -> None:
    """All that the dossier needs beside what a lawful listing has."""
    services.set_legal_facts(
        actor=salesperson,
        listing=operation.listing,
        version=0,
        values={"registry_office": "Registro n.º 2 de Murcia", "registry_number": "12345", "has_charges": "no"},
        words={
            "services": {"es": "Agua y luz"},
            "accessibility": {"es": "Ascensor"},
            **{name: {"es": text} for name, text in words.items()},
        },
    )
    services.set_terms(
        actor=salesperson,
        operation=operation,
        version=0,
        words={"included": {"es": "Trastero"}, "payment": {"es": "10 % en arras", "en": "10 % earnest money"}},
    )


def test_what_the_law_wants_is_missing_until_it_is_written_each_with_its_form(
    operation: Operation, salesperson: User
) -> None:
    reference = operation.listing.reference
    with translation.override("en"):
        missing = {gap.label: gap.url for gap in sheet_of(whole(operation), "buyer_dossier", language="es").missing}
    legal_form = reverse("listings:legal", args=[reference])
    terms = reverse("listings:terms", args=[reference, operation.pk])
    assert missing == {
        "entry in the land register": f"{legal_form}#registry",
        "charges and burdens": f"{legal_form}#charges",
        "services and installations": f"{legal_form}#building",
        "accessibility": f"{legal_form}#building",
        "what the price includes": terms,
        "how it is paid": terms,
    }
    legal(operation, salesperson)
    sheet = sheet_of(whole(operation), "buyer_dossier", language="en")
    assert sheet.is_ready
    assert sheet.values["terms"]["payment"] == "10 % earnest money"
    assert sheet.values["terms"]["included"] == "Trastero"  # written in the other language only
    assert sheet.values["legal"]["charges"] == "Free of charges and burdens"
    assert "12345" in sheet.values["listing"]["registry"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_dossier_is_kept_for_who_may_see_the_owner(
    language: str, operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    legal(operation, salesperson)
    path = reverse("listings:paper_make", args=[operation.listing.reference, operation.pk])
    answer = as_user(salesperson).post(path, {"kind": "buyer_dossier", "language": language})
    file = ListingFile.objects.get(document__kind="buyer_dossier")
    assert answer.headers["Location"] == reverse("listings:file", args=[operation.listing.reference, file.pk])
    assert file.visibility == "rights"
    assert file.document.language == language
    with file.document.file.open("rb") as kept:
        assert kept.read(5) == b"%PDF-"
    assert AuditLine.objects.about(operation.listing).filter(action="document.made").exists()


def test_the_annex_tells_the_last_change_of_price(operation: Operation, salesperson: User) -> None:
    PriceChange.objects.create(operation=operation, price=operation.price, currency="EUR", at=timezone.now())
    with translation.override("en"):
        labels = {gap.label for gap in sheet_of(whole(operation), "price_annex", language="en").missing}
        assert "price until now" in labels
        services.set_price(actor=salesperson, operation=operation, price=Decimal(140_000))
        sheet = sheet_of(whole(operation), "price_annex", language="en")
        assert (sheet.values["price"]["before"], sheet.values["price"]["after"]) == ("€150,000", "€140,000")
        contact = Contact.objects.get(ownerships__listing=operation.listing)
        assert {gap.label: gap.url for gap in sheet.missing} == {
            "owner: tax number": reverse("contacts:update", args=[contact.pk])
        }


@pytest.mark.parametrize("kind", ["person", "company"])
@pytest.mark.parametrize("is_off_premises", [True, False])
def test_a_mandate_says_until_when_a_consumer_may_withdraw(kind: str, is_off_premises: bool) -> None:
    operation = lawful_operation()
    Contact.objects.update(kind=kind)
    mandate = MandateFactory(listing=operation.listing, status="draft", is_off_premises=is_off_premises)
    terms = mandate_values(Mandate.objects.get(pk=mandate.pk), language="en")["mandate"]
    applies = kind == "person" and is_off_premises
    assert bool(terms["signed_away"]) == applies
    assert terms["withdraw_until"] == ("the fourteenth calendar day after signing" if applies else "")


def test_a_signed_mandate_says_the_day() -> None:
    operation = lawful_operation()
    day = timezone.localdate()
    mandate = MandateFactory(listing=operation.listing, signed_at=timezone.now(), revocable_until=day)
    assert str(day.year) in mandate_values(mandate, language="en")["mandate"]["withdraw_until"]


def test_paper_carries_a_small_picture_even_before_the_prepared_files_are_there(operation: Operation) -> None:
    buffer = BytesIO()
    Image.effect_noise((2400, 1600), 60).convert("RGB").save(buffer, "JPEG")
    photo: Photo = PhotoFactory(listing=operation.listing, position=3, original=ContentFile(buffer.getvalue(), "a.jpg"))
    data = picture_for_paper(photo, 640)
    assert Image.open(BytesIO(data)).size[0] == 640
    photo.rotation = 90
    assert Image.open(BytesIO(picture_for_paper(photo, 640))).size[0] <= 640
    photo.is_watermarked = True
    assert picture_for_paper(photo, 640) == b""


def test_the_page_asks_the_same_number_of_queries_for_more_operations(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    client, path = as_user(salesperson), reverse("listings:papers", args=[operation.listing.reference])
    client.get(path)
    counts = []
    for kind in ("rent", "seasonal_rent"):
        OperationFactory(listing=operation.listing, kind=kind, price=Decimal(900), period="month")
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 18


def save(client: Client, name: str, arguments: list[Any], **data: Any) -> Any:
    return client.post(reverse(name, args=arguments), data)


def test_the_legal_form_saves_and_a_stale_save_shows_both(
    operation: Operation, salesperson: User, as_user: SignIn
) -> None:
    client, reference = as_user(salesperson), operation.listing.reference
    data = {"registry_office": "Murcia 2", "words_services_es": "Agua", "words_services_en": "Water"}
    assert save(client, "listings:legal", [reference], **data).status_code == 302
    listing = Listing.objects.select_related("legal_facts").get(pk=operation.listing_id)
    assert listing.legal_facts.said("services", "en") == "Water"
    late = save(client, "listings:legal", [reference], **{**data, "words_services_es": "Gas"})
    assert late.status_code == 409  # it was written since this form was opened empty
    assert "Agua" in late.content.decode()
    again = save(client, "listings:legal", [reference], version="1", **{**data, "words_services_es": "Gas"})
    assert again.status_code == 302
    line = AuditLine.objects.about(listing).filter(action="listing.legal_facts").last()
    assert line is not None
    assert "Gas" not in str(line.changes)


def test_terms_are_of_each_operation(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    rent = OperationFactory(listing=operation.listing, kind="rent", price=Decimal(900), period="month")
    client, reference = as_user(salesperson), operation.listing.reference
    save(client, "listings:terms", [reference, rent.pk], words_payment_es="Mes en curso y fianza")
    assert whole(rent).terms.said("payment", "en") == "Mes en curso y fianza"
    assert sheet_of(whole(operation), "buyer_dossier", language="es").values["terms"]["payment"] == ""


def test_a_letter_speaks_only_of_what_its_words_use(operation: Operation, salesperson: User) -> None:
    DocumentTemplate.objects.create(
        kind="price_annex", language="en", title="Annex", body="{{ price.after }} {{#each owners}}{{ name }}{{/each}}"
    )
    with translation.override("en"):
        sheet = sheet_of(whole(operation), "price_annex", language="en")
        labels = {gap.label for gap in sheet.left_out}
    assert "description" not in labels
    assert "cadastral reference" not in labels


def test_closed_operations_are_not_offered_any_more(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    Operation.objects.filter(pk=operation.pk).update(status="sold")
    page = as_user(salesperson).get(reverse("listings:papers", args=[operation.listing.reference]))
    assert page.context["papers"] == []


def test_the_timeline_says_what_was_changed_and_made(operation: Operation, salesperson: User, as_user: SignIn) -> None:
    legal(operation, salesperson)
    services.make_kept_paper(actor=salesperson, operation=whole(operation), kind="buyer_dossier", language="es")
    with translation.override("en"):
        said = [(entry.title, entry.text) for entry in timeline_of(operation.listing, salesperson)]
    assert ("Document made", "Information before buying or renting; Sale") in said
    assert ("Terms of payment changed", "Sale") in said
    assert ("Legal information changed", "") in said
