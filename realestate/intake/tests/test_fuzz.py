"""Whatever arrives: no error, and nothing lost. ``FUZZ_EXAMPLES`` sets how many inputs are tried (CI: 10,000).

Each message ends as a lead, in quarantine, or refused with 4xx and kept. The seed is fixed, so a failure repeats.
"""

import json
import os
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realestate.intake import services
from realestate.intake.models import InboundMessage
from realestate.intake.parsers import Outcome, Rule, parse_mail
from realestate.intake.parsers.payloads import load, read_payload
from realestate.intake.tests.makers import MODEL_OF_A_LEAD, make_key
from realestate.intake.views import hooks
from realestate.salespeople.models import Office

pytestmark = pytest.mark.fuzz
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "20261124"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MAILS = [path.read_bytes() for path in sorted((Path(__file__).parent / "mails").glob("*.eml"))]
RULES = [Rule(1, "idealista.test", "", {"nombre": "name", "@reply.email": "email", "@text": "message"})]

ODD = (
    "", " ", "\x00", "\ud800", "\ud7ff", "\u202e", "\u200b", "a\u0300" * 200, "🏊" * 300, "٣٤٥", "İ" * 100, "9" * 5000,
    "-1", "1e308", "NaN", "Infinity", "<b>" * 800, "<" * 3000, "<!--" * 500, "&#xFFFFFF;&#0;&nbsp;", "=?utf-8?b?////?=",
    "=?x?q?=ff?=",
    "=?utf-8?q?" + "=" * 500, "a@b.c" * 80, "@" * 500, "http://[", "http://a\\b?%", "https://a.test/" + "%" * 300,
    "+34" + "6" * 40, "(" * 500, "1 " * 2000, "Nombre:" * 300, "De: " * 300, "> " * 2000, "-- " * 500,
    "Mensaje:\n" * 200,
    "'; DROP TABLE", "=cmd()", "Ref. " * 300, "\r\n.\r\n", "From: x\r\n\r\n", "«" * 500, "\"" * 1001, "x" * 5000,
)  # fmt: skip
BYTES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"--", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n",
    b"Content-Type: message/rfc822\n\n", b"Content-Transfer-Encoding: base64\n",
    b'Content-Type: text/html; charset="\xff"\n',
    b"Content-Type: text/plain; charset=utf-7\n", b"Content-Type: text/html; charset=idna\n", b"=\n", b"=ZZ",
    b"<table><tr><td>",
    b"Reply-To: <<<>>>,,;;@\n", b"From: =?utf-8?q?\n", b"Date: Mon, 99 Foo 2026 99:99:99 +9999\n", b"begin 644 x\n",
    b"Content-Type: text/plain; charset=punycode\n", b"Content-Transfer-Encoding: x-uuencode\n", b"Subject: RV: x\n",
)  # fmt: skip


def hostile_mail(rng: random.Random) -> bytes:
    """A mail of the corpus, spoilt in one to four places."""
    raw = bytearray(rng.choice(MAILS))
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(raw) + 1)
        way = rng.randrange(6)
        if way == 0:
            raw[at:at] = rng.choice(BYTES) * rng.randint(1, 4)
        elif way == 1:
            raw[at:at] = rng.choice(ODD).encode("utf-8", "surrogatepass")
        elif way == 2:
            del raw[at : at + rng.randint(1, 80)]
        elif way == 3 and raw:
            raw[at % len(raw)] = rng.randrange(256)
        elif way == 4:
            raw[at:at] = raw[max(0, at - rng.randint(1, 300)) : at]
        else:
            raw[:] = raw[:at] or b"x"
    return bytes(raw)


def odd_value(rng: random.Random, depth: int = 0) -> Any:
    way = rng.randrange(9)
    if way < 4:
        return rng.choice(ODD)
    if way == 4:
        return rng.choice([None, True, False, 0, -1, 10**40, 1.5, 1e300, "lucia@example.com", "612345678"])
    if way == 5 and depth < 4:
        return [odd_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if way == 6 and depth < 4:
        return {rng.choice([*MODEL_OF_A_LEAD, *ODD[:12]]): odd_value(rng, depth + 1) for _ in range(rng.randrange(4))}
    return rng.choice(list(MODEL_OF_A_LEAD.values()))


def hostile_body(rng: random.Random) -> bytes:
    """A lead as JSON with values that do not belong there, sometimes broken as bytes too."""
    names = [
        *MODEL_OF_A_LEAD,
        "contact",
        "leadUUID",
        "type",
        "property",
        "property_id",
        "tags",
        "visit",
        "price_proposal",
    ]
    data = {name: odd_value(rng) if rng.random() < 0.5 else MODEL_OF_A_LEAD.get(name, "LEAD") for name in names}
    body = bytearray(json.dumps(data).encode())
    if rng.random() < 0.3:
        at = rng.randrange(len(body))
        body[at:at] = rng.choice(BYTES) if rng.random() < 0.5 else rng.choice(ODD).encode("utf-8", "surrogatepass")
    if rng.random() < 0.1:
        del body[rng.randrange(len(body)) :]
    return bytes(body)


def check(outcome: Outcome) -> None:
    """The promise of every parser: a lead that can be reached, or a guess with a reason; fit to be stored."""
    if outcome.enquiry is not None:
        assert outcome.enquiry.can_be_reached
    else:
        assert outcome.reason
    parsed = outcome.enquiry or outcome.guess
    kept = json.dumps(parsed.plain(), ensure_ascii=False).encode()
    assert b"\\u0000" not in kept
    assert len(parsed.name) <= 250
    assert len(parsed.email) <= 254
    assert len(parsed.phone) <= 50
    assert len(parsed.external_id) <= 190


def test_no_mail_breaks_a_parser() -> None:
    rng = random.Random(SEED)
    for _ in range(EXAMPLES):
        check(parse_mail(hostile_mail(rng), RULES, NOW))


def test_no_payload_breaks_a_parser() -> None:
    rng, codes = random.Random(SEED + 1), set()
    for _ in range(EXAMPLES):
        try:
            data = load(hostile_body(rng))
        except ValueError as error:
            codes.add(str(error))
            continue
        check(read_payload(data, now=NOW))
    assert codes <= {"empty", "not_json", "not_an_object"}


@settings(max_examples=min(EXAMPLES, 500), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.binary(max_size=3000))
def test_any_bytes_at_all_are_a_mail(raw: bytes) -> None:
    check(parse_mail(raw, RULES, NOW))


@settings(max_examples=min(EXAMPLES, 500), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.dictionaries(
        st.text(max_size=20),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
            max_leaves=12,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_object_at_all_is_a_payload(data: dict[str, Any]) -> None:
    check(read_payload(data, now=NOW))


@pytest.mark.django_db
def test_every_webhook_message_ends_as_lead_in_quarantine_or_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "MESSAGES_A_MINUTE", 10**6)
    monkeypatch.setattr(hooks, "REFUSALS_AN_HOUR", 10**6)
    rng, key, client = random.Random(SEED + 2), make_key(office), Client()
    path, sent, refused = reverse("intake:hook", args=[key.key]), 0, 0
    for _ in range(max(EXAMPLES // 25, 60)):
        status = client.post(path, hostile_body(rng), content_type="application/json").status_code
        assert status in (202, 400, 413), status
        sent, refused = sent + 1, refused + (status != 202)
    assert InboundMessage.objects.count() == sent
    assert InboundMessage.objects.filter(state="refused").count() == refused
    for message in InboundMessage.objects.filter(state="received"):
        assert services.process_message(message_id=message.pk) in ("done", "duplicate", "quarantined")
    assert not InboundMessage.objects.filter(error="broken").exists()
    assert not InboundMessage.objects.filter(state__in=("done", "duplicate"), enquiry=None).exists()


@pytest.mark.django_db
def test_every_mail_ends_as_lead_or_in_quarantine(office: Office) -> None:
    rng, kept = random.Random(SEED + 3), 0
    for _ in range(max(EXAMPLES // 50, 40)):
        kept += services.keep_mail(raw=hostile_mail(rng), office=office) is not None
    assert InboundMessage.objects.count() == kept
    for message in InboundMessage.objects.all():
        assert services.process_message(message_id=message.pk) in ("done", "duplicate", "quarantined")
    assert not InboundMessage.objects.filter(error="broken").exists()
