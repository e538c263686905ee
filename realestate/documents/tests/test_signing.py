"""Signing by link and code: the whole way, and each way in which it must not work."""

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image, ImageDraw

from realestate.audit.models import AuditLine
from realestate.audit.services import seal_lines
from realestate.core.errors import BusinessRuleError
from realestate.core.models import OutgoingEmail
from realestate.core.tokens import token_hash
from realestate.documents import services, signals
from realestate.documents.evidence import masked_email
from realestate.documents.models import SignatureRequest
from realestate.documents.verification import verify
from realestate.salespeople.models import User
from realestate.tests.factories import signature_request, stored_document

pytestmark = pytest.mark.django_db


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[-1]


def code_in_mail() -> str:
    mail = OutgoingEmail.objects.filter(recipient="lucia@example.com").order_by("-pk")
    return next(found[0] for one in mail if (found := re.findall(r"^(\d{6})$", one.body_text, re.MULTILINE)))


def sign(request: SignatureRequest, link: str, **values: Any) -> SignatureRequest:
    services.send_code(request=request)
    given = {"code": code_in_mail(), "typed_name": "Lucía Gómez Ruiz", "address": "192.0.2.7", "browser": "Firefox"}
    return services.sign(request=request, token=token_of(link), **{**given, **values})


@pytest.fixture
def asked(salesperson: User) -> tuple[SignatureRequest, str]:
    return signature_request(actor=salesperson)


def test_the_link_is_mailed_and_only_its_hash_is_kept(asked: tuple[SignatureRequest, str]) -> None:
    request, link = asked
    assert request.token_hash == token_hash(token_of(link))
    assert token_of(link) not in str(SignatureRequest.objects.values().get())
    mail = OutgoingEmail.objects.get(recipient="lucia@example.com")
    assert link in mail.body_text
    assert mail.reply_to == "ana@example.com"
    assert "/firma/" in link


def test_an_english_signer_gets_an_english_link(salesperson: User) -> None:
    _request, link = signature_request(actor=salesperson, language="en")
    assert "/en/sign/" in link
    assert OutgoingEmail.objects.get(recipient="lucia@example.com").subject == "To sign: Nota de encargo"


def test_nobody_is_asked_twice_for_the_same(asked: tuple[SignatureRequest, str], salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        signature_request(actor=salesperson, document=asked[0].document)


def test_two_owners_sign_the_same_document_each_for_themselves(
    asked: tuple[SignatureRequest, str], salesperson: User
) -> None:
    second, link = signature_request(
        actor=salesperson, document=asked[0].document, name="Pedro Gómez", email="lucia@example.com"
    )
    sign(*asked)
    assert sign(second, link).status == "signed"


def test_signing_keeps_what_was_seen_and_tells_the_rooms_above(asked: tuple[SignatureRequest, str]) -> None:
    heard: list[SignatureRequest] = []

    def listen(request: SignatureRequest, **_kwargs: Any) -> None:
        heard.append(request)

    signals.document_signed.connect(listen)
    try:
        signed = sign(*asked)
    finally:
        signals.document_signed.disconnect(listen)
    assert heard == [signed]
    assert signed.status == "signed"
    assert signed.signed_at is not None
    assert (signed.address, signed.browser, signed.method) == ("192.0.2.7", "Firefox", "typed")
    assert signed.signed_sha256 == signed.document.sha256
    assert signed.evidence is not None
    assert signed.evidence.content_type == "application/pdf"
    line = AuditLine.objects.get(action="document.signed")
    assert line.changes["sha256"] == signed.document.sha256
    assert line.changes["evidence_sha256"] == signed.evidence.sha256


def test_the_signer_and_who_asked_are_written_to(asked: tuple[SignatureRequest, str]) -> None:
    sign(*asked)
    last = OutgoingEmail.objects.filter(recipient="lucia@example.com").latest("pk")
    assert asked[1] in last.body_text
    assert "/verificar/" in last.body_text
    assert OutgoingEmail.objects.filter(recipient="ana@example.com").exists()


def test_a_signature_is_given_once(asked: tuple[SignatureRequest, str]) -> None:
    sign(*asked)
    with translation.override("en"), pytest.raises(BusinessRuleError, match="signed already"):
        services.sign(request=asked[0], token=token_of(asked[1]), code="123456", typed_name="Lucía")
    assert AuditLine.objects.filter(action="document.signed").count() == 1


def test_a_wrong_code_signs_nothing(asked: tuple[SignatureRequest, str]) -> None:
    services.send_code(request=asked[0])
    wrong = f"{(int(code_in_mail()) + 1) % 1_000_000:06}"
    with translation.override("en"), pytest.raises(BusinessRuleError, match="not the code"):
        services.sign(request=asked[0], token=token_of(asked[1]), code=wrong, typed_name="Lucía")
    asked[0].refresh_from_db()
    assert asked[0].status == "opened"


def test_after_five_wrong_codes_the_right_one_is_over_and_a_new_one_works(asked: tuple[SignatureRequest, str]) -> None:
    request, link = asked
    services.send_code(request=request)
    right = code_in_mail()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _try in range(5):
        with pytest.raises(BusinessRuleError):
            services.sign(request=request, token=token_of(link), code=wrong, typed_name="Lucía")
    with translation.override("en"), pytest.raises(BusinessRuleError, match="ask for a new one"):
        services.sign(request=request, token=token_of(link), code=right, typed_name="Lucía")
    assert sign(request, link).status == "signed"


def test_a_code_is_good_for_ten_minutes(asked: tuple[SignatureRequest, str]) -> None:
    services.send_code(request=asked[0])
    code = code_in_mail()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False), pytest.raises(BusinessRuleError):
        services.sign(request=asked[0], token=token_of(asked[1]), code=code, typed_name="Lucía")


def test_codes_are_not_sent_without_end(asked: tuple[SignatureRequest, str]) -> None:
    for _code in range(6):
        services.send_code(request=asked[0])
    with translation.override("en"), pytest.raises(BusinessRuleError, match="Too many codes"):
        services.send_code(request=asked[0])


def test_a_code_of_one_request_does_not_open_another(asked: tuple[SignatureRequest, str], salesperson: User) -> None:
    services.send_code(request=asked[0])
    code = code_in_mail()
    other, link = signature_request(actor=salesperson, email="otro@example.com")
    services.send_code(request=other)
    SignatureRequest.objects.filter(pk=other.pk).update(code_hash=asked[0].code_hash)
    with pytest.raises(BusinessRuleError):
        services.sign(request=other, token=token_of(link), code=code, typed_name="Pedro")


def test_a_document_that_was_changed_cannot_be_signed(asked: tuple[SignatureRequest, str]) -> None:
    name = asked[0].document.file.name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"%PDF-1.7 another %%EOF"))
    with translation.override("en"), pytest.raises(BusinessRuleError, match="not the one that was sent"):
        sign(*asked)


def test_what_is_taken_back_cannot_be_signed_and_its_link_is_gone(
    asked: tuple[SignatureRequest, str], salesperson: User, client: Client
) -> None:
    services.revoke_signature(actor=salesperson, request=asked[0])
    with pytest.raises(BusinessRuleError):
        services.send_code(request=asked[0])
    path = reverse("documents:sign_es", args=[token_of(asked[1])])
    assert client.get(path).status_code == 410
    assert client.get(f"{path}documento/").status_code == 404


def test_sent_again_the_old_link_is_void(
    asked: tuple[SignatureRequest, str], salesperson: User, client: Client
) -> None:
    link = services.resend_signature(actor=salesperson, request=asked[0])
    assert client.get(reverse("documents:sign_es", args=[token_of(asked[1])])).status_code == 404
    assert client.get(reverse("documents:sign_es", args=[token_of(link)])).status_code == 200


def test_an_expired_request_is_closed_by_the_schedule_and_can_be_sent_again(
    asked: tuple[SignatureRequest, str], salesperson: User
) -> None:
    SignatureRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert services.expire_signatures() == 1
    assert services.expire_signatures() == 0
    asked[0].refresh_from_db()
    assert asked[0].status == "expired"
    link = services.resend_signature(actor=salesperson, request=asked[0])
    asked[0].refresh_from_db()
    assert sign(asked[0], link).status == "signed"


def test_a_colleague_cannot_take_a_request_back(asked: tuple[SignatureRequest, str], colleague: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.revoke_signature(actor=colleague, request=asked[0])


def test_saying_no_tells_who_asked_why(asked: tuple[SignatureRequest, str]) -> None:
    services.decline(request=asked[0], reason="El precio no es el acordado")
    assert asked[0].status == "declined"
    assert "El precio no es el acordado" in OutgoingEmail.objects.get(recipient="ana@example.com").body_text
    with pytest.raises(BusinessRuleError):
        services.send_code(request=asked[0])


def test_the_files_go_when_a_room_above_says_no(asked: tuple[SignatureRequest, str]) -> None:
    def refuse(**_kwargs: Any) -> None:
        raise BusinessRuleError("no")

    def kept() -> int:
        return len(default_storage.listdir("documents")[0]) and sum(
            len(default_storage.listdir(f"documents/{folder}")[1]) for folder in default_storage.listdir("documents")[0]
        )

    before = kept()
    signals.document_signed.connect(refuse)
    try:
        with pytest.raises(BusinessRuleError):
            sign(*asked)
    finally:
        signals.document_signed.disconnect(refuse)
    assert kept() == before
    asked[0].refresh_from_db()
    assert asked[0].status == "opened"


def test_an_address_is_shown_so_that_only_its_owner_knows_it() -> None:
    assert masked_email("lucia@example.com") == "l•••@example.com"
    assert masked_email("") == "•••"


# The pages


def drawing() -> str:
    picture = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(picture).line((10, 80, 200, 20), fill="black", width=4)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_whole_way_through_the_pages(language: str, salesperson: User, client: Client) -> None:
    request, link = signature_request(actor=salesperson, language=language)
    path = reverse(f"documents:sign_{language}", args=[token_of(link)])
    page = client.get(path)
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()
    urls = page.context["urls"]
    assert b"".join(client.get(urls["sign_document"]).streaming_content).startswith(b"%PDF-")
    assert client.post(urls["sign_code"]).status_code == 302
    values = {"code": code_in_mail(), "typed_name": "Lucía Gómez", "agree": "on", "drawing": drawing()}
    assert client.post(urls["sign_submit"], values, headers={"User-Agent": "Firefox"}).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.method, request.browser) == ("signed", "drawn", "Firefox")
    assert request.drawing
    evidence = b"".join(client.get(urls["sign_evidence"]).streaming_content)
    assert hashlib.sha256(evidence).hexdigest() == request.evidence.sha256
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"agree": ""},
        {"typed_name": "  "},
        {"typed_name": "L"},
        {"code": "000"},
        {"drawing": "data:image/png;base64,%%%"},
        {"drawing": "data:image/svg+xml;base64,PHN2Zz4="},
        {"drawing": "data:image/png;base64," + base64.b64encode(b"<svg onload=x>").decode()},
        {"drawing": "x" * 400_000},
        {"code": "\x00' OR 1=1 --"},
        {"typed_name": "\ud83d" if False else "a" * 500},
    ],
)
def test_bad_input_is_a_message(values: dict[str, str], asked: tuple[SignatureRequest, str], client: Client) -> None:
    page = client.get(reverse("documents:sign_es", args=[token_of(asked[1])]))
    client.post(page.context["urls"]["sign_code"])
    given = {"code": "x", "typed_name": "Lucía Gómez", "agree": "on", **values}
    answer = client.post(page.context["urls"]["sign_submit"], given)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    asked[0].refresh_from_db()
    assert asked[0].status == "opened"


def test_a_clean_sheet_is_no_drawing(asked: tuple[SignatureRequest, str]) -> None:
    from realestate.documents.forms import SignForm

    buffer = BytesIO()
    Image.new("RGB", (300, 100), "white").save(buffer, "PNG")
    text = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    form = SignForm({"code": "1", "typed_name": "Lucía", "agree": "on", "drawing": text})
    assert form.is_valid()
    assert form.cleaned_data["drawing"] == b""


def test_looking_at_the_page_alone_opens_nothing(asked: tuple[SignatureRequest, str], client: Client) -> None:
    client.get(reverse("documents:sign_es", args=[token_of(asked[1])]))
    asked[0].refresh_from_db()
    assert asked[0].status == "waiting"


def test_an_unknown_link_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("documents:sign_es", args=["0" * 64])).status_code == 404


def test_the_evidence_is_not_found_before_signing(asked: tuple[SignatureRequest, str], client: Client) -> None:
    assert client.get(reverse("documents:sign_evidence_es", args=[token_of(asked[1])])).status_code == 404


def test_pages_are_not_asked_for_without_end(asked: tuple[SignatureRequest, str], client: Client) -> None:
    path = reverse("documents:sign_es", args=[token_of(asked[1])])
    codes = {client.get(path).status_code for _visit in range(122)}
    assert codes == {200, 429}


# The public check


def seal() -> None:
    seal_lines(settle=timedelta(0))


def test_a_signature_is_sealed_and_intact(asked: tuple[SignatureRequest, str], client: Client) -> None:
    signed = sign(*asked)
    found = verify(signed.verification_code)
    assert found is not None
    assert (found.is_sealed, found.is_intact) == (False, True)
    seal()
    found = verify(signed.verification_code)
    assert found is not None
    assert (found.is_sealed, found.is_intact) == (True, True)
    page = client.get(reverse("documents:verify_en", args=[signed.verification_code])).content.decode()
    assert "Sealed and intact" in page
    assert signed.signed_sha256 in page


def test_the_check_names_nobody(asked: tuple[SignatureRequest, str], client: Client) -> None:
    signed = sign(*asked)
    for language in ("es", "en"):
        page = client.get(reverse(f"documents:verify_{language}", args=[signed.verification_code])).content.decode()
        for secret in ("Lucía", "Gómez", "lucia@", "192.0.2.7", "Firefox", "Ana", "Pérez"):
            assert secret not in page, secret


@pytest.mark.parametrize("what", ["line", "file", "request", "chain"])
def test_whatever_is_altered_shows(what: str, asked: tuple[SignatureRequest, str]) -> None:
    signed = sign(*asked)
    seal()
    line = AuditLine.objects.get(action="document.signed")
    if what == "line":
        AuditLine.objects.filter(pk=line.pk).update(changes={**line.changes, "method": "drawn"})
    elif what == "chain":
        AuditLine.objects.filter(sequence=line.sequence - 1).update(hash="0" * 64)
    elif what == "request":
        SignatureRequest.objects.update(signed_sha256="0" * 64)
    else:
        default_storage.delete(signed.document.file.name)
    found = verify(signed.verification_code)
    assert found is not None
    assert not found.is_intact


def test_a_fingerprint_is_compared(asked: tuple[SignatureRequest, str], client: Client) -> None:
    signed = sign(*asked)
    path = reverse("documents:verify_en", args=[signed.verification_code])
    same = client.get(path, {"sha256": f" {signed.signed_sha256.upper()} "}).content.decode()
    assert "Yes, it is the same file." in same
    assert "No, it is another file" in client.get(path, {"sha256": "abc"}).content.decode()


def test_an_unsigned_request_has_no_check(asked: tuple[SignatureRequest, str], client: Client) -> None:
    assert client.get(reverse("documents:verify_es", args=[asked[0].verification_code])).status_code == 404


# Inside


def test_who_asked_sends_again_and_takes_back(
    asked: tuple[SignatureRequest, str], salesperson: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(salesperson)
    page = client.get(reverse("documents:signature", args=[asked[0].pk]))
    assert "lucia@example.com" in page.content.decode()
    assert client.post(reverse("documents:resend", args=[asked[0].pk])).status_code == 302
    assert client.post(reverse("documents:revoke", args=[asked[0].pk])).status_code == 302
    asked[0].refresh_from_db()
    assert asked[0].status == "revoked"
    fragment = client.get(reverse("documents:signature", args=[asked[0].pk]), headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()


def test_a_page_of_the_signer_costs_few_queries(
    asked: tuple[SignatureRequest, str], client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):
        client.get(reverse("documents:sign_es", args=[token_of(asked[1])]))


def test_a_document_without_a_file_is_told(salesperson: User) -> None:
    document = stored_document(actor=salesperson)
    request, link = signature_request(actor=salesperson, document=document)
    default_storage.delete(document.file.name)
    with translation.override("en"), pytest.raises(BusinessRuleError, match="cannot be opened"):
        sign(request, link)
