"""The corpus: mails as portals, forms and people write them, each with what must come out of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from realestate.intake.parsers import Rule, parse_mail, read_mail, taught
from realestate.intake.parsers.html import text_of

MAILS = sorted((Path(__file__).parent / "mails").glob("*.eml"))
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLAIN = (
    "name",
    "email",
    "phone",
    "message",
    "reference",
    "portal",
    "language",
    "kind",
    "price",
    "wishes",
    "external_id",
)


def expected(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def compare(parsed: Any, wanted: dict[str, Any]) -> None:
    for name in PLAIN:
        if name in wanted:
            assert getattr(parsed, name) == wanted[name], name
    if "url" in wanted:
        assert parsed.url == wanted["url"]
    if "other" in wanted:
        assert wanted["other"] in parsed.references


def test_the_corpus_is_large_enough() -> None:
    assert len(MAILS) >= 60
    waiting = [path for path in MAILS if expected(path)["state"] == "quarantine"]
    assert len(waiting) >= 10


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_each_mail_gives_what_stands_beside_it(path: Path) -> None:
    wanted = expected(path)
    outcome = parse_mail(path.read_bytes(), now=NOW)
    if wanted["state"] == "lead":
        assert outcome.enquiry is not None, outcome
        compare(outcome.enquiry, wanted)
    else:
        assert outcome.enquiry is None, outcome
        assert outcome.reason == wanted["reason"]
        compare(outcome.guess, wanted["guess"])


def test_a_reference_in_the_subject_alone_is_found() -> None:
    named = [path for path in MAILS if expected(path).get("ref_in") == "others"]
    assert len(named) >= 3
    for path in named:
        parsed = parse_mail(path.read_bytes(), now=NOW).enquiry
        assert parsed is not None
        assert any(one.upper()[:4] in ("MUR-", "ALC-") for one in parsed.references), path.stem


def test_a_mail_says_when_it_was_sent() -> None:
    parsed = parse_mail(MAILS[0].read_bytes(), now=NOW).enquiry
    assert parsed is not None
    assert parsed.received_at == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["Mon, 23 Nov 2099 10:15:00 +0100", "Mon, 23 Nov 1999 10:15:00 +0100", "ayer", "9" * 400]
)
def test_a_time_that_cannot_be_is_not_believed(date: str) -> None:
    raw = MAILS[0].read_bytes().replace(b"Mon, 23 Nov 2026 10:15:00 +0100", date.encode())
    parsed = parse_mail(raw, now=NOW).enquiry
    assert parsed is not None
    assert parsed.received_at is None


def test_a_new_form_is_read_once_it_was_taught() -> None:
    raw = next(path for path in MAILS if "plantilla_nueva" in path.stem).read_bytes()
    filled = {
        "name": "Iker Sola", "email": "iker@example.com", "phone": "+34645112233", "reference": "MUR-0081",
        "message": "Lo quiero ya.",
    }  # fmt: skip
    labels = taught.suggest(read_mail(raw), filled)
    assert labels == {
        "quien": "name", "escribele a": "email", "llamale al": "phone", "piso": "reference", "dice": "message",
    }  # fmt: skip
    rule = Rule(7, "portalnuevo.test", "lead nuevo", labels, "portalnuevo")
    following = raw.replace(b"Iker Sola", b"Nerea Blas").replace(b"iker@", b"nerea@").replace(b"4471", b"4472")
    outcome = parse_mail(following, [rule], NOW)
    assert outcome.rule == 7
    assert outcome.enquiry is not None
    assert (outcome.enquiry.name, outcome.enquiry.email) == ("Nerea Blas", "nerea@example.com")
    assert (outcome.enquiry.reference, outcome.enquiry.portal) == ("MUR-0081", "portalnuevo")


def test_a_person_who_writes_freely_is_taught_by_whole_parts_of_the_mail() -> None:
    raw = next(path for path in MAILS if "persona_directa" in path.stem).read_bytes()
    mail = read_mail(raw)
    labels = taught.suggest(mail, {"name": "Laura Vega", "email": "laura.vega@example.com", "reference": "MUR-0080"})
    assert labels["@sender.name"] == "name"
    assert labels["@sender.email"] == "email"


def test_a_rule_for_another_sender_is_not_followed() -> None:
    raw = next(path for path in MAILS if "plantilla_nueva" in path.stem).read_bytes()
    rule = Rule(1, "otro.test", "", {"quien": "name", "llamale al": "phone"})
    assert parse_mail(raw, [rule], NOW).enquiry is None


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Uno</p><p>Dos</p>", "Uno Dos"),
        ("<td>Nombre</td><td>Ana</td>", "Nombre Ana"),
        ("<style>p{color:red}</style>Hola<script>alert('<p>')</script>", "Hola"),
        ("<div style='display:none'>oculto <b>todo</b></div>visto", "visto"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("a<!-- sin fin", "a sin fin"),
        ("2 &lt; 3 &amp; 4", "2 < 3 & 4"),
        ("<b>sin cerrar", "sin cerrar"),
    ],
)
def test_html_becomes_the_words_that_are_seen(page: str, text: str) -> None:
    assert " ".join(text_of(page)[0].split()) == text
