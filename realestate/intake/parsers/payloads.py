"""What programs send as JSON or as a form: our own shape, pisos.com/Indomio, EasyBroker, Tokko, and near relatives."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from realestate.intake.parsers import clean
from realestate.intake.parsers.base import Outcome, ParsedEnquiry
from realestate.intake.parsers.family import LIKE_REFERENCE
from realestate.intake.parsers.message import decode
from realestate.intake.parsers.words import language_of

MOST_VALUES, DEEPEST = 400, 8

# Where each field may stand, the surest first; names are compared without case, hyphens and underscores.
PLACES: dict[str, tuple[str, ...]] = {
    "external_id": ("leaduuid", "leadid", "externalid", "lead.id", "lead.uuid", "contactrequest.id", "uuid", "id"),
    "name": (
        "contact.name", "contact.fullname", "lead.name", "user.name", "client.name", "customer.name",
            "person.name", "name",
        "fullname", "nombre", "contactname",
    ),
    "first_name": ("contact.firstname", "client.firstname", "firstname", "nombres"),
    "last_name": (
        "contact.lastname", "contact.surname", "contact.surnames", "client.lastname", "lastname",
        "surname", "apellidos",
    ),
    "email": (
        "contact.email", "contact.mail", "lead.email", "user.email", "client.email", "customer.email", "person.email",
        "email", "mail", "correo", "workemail",
    ),
    "phone": (
        "contact.phone", "contact.phonenumber", "contact.mobile", "contact.telephone", "contact.phones.0",
        "contact.phones.0.number", "lead.phone", "user.phone", "client.phone", "customer.phone",
            "person.phone", "phone",
        "cellphone", "phonenumber", "telephone", "mobile", "telefono", "movil", "whatsapp",
    ),
    "message": (
        "message", "message.text", "message.body", "contact.message", "lead.message", "comment",
            "comments", "text", "body",
        "mensaje", "consulta", "notes",
    ),
    "reference": (
        "property.reference", "property.ref", "property.agencyreference", "property.externalreference", "ad.reference",
        "listing.reference", "listing.ref", "propertyreference", "propertyref", "reference", "ref", "referencia",
        "referencecode", "property.referencecode", "properties.0.referencecode", "propertyid", "property.publicid",
    ),
    "number": (
        "property.id", "property.adid", "propertyid", "adid", "listing.id", "listingid", "property", "properties.0",
        "properties.0.id", "property.propertyid",
    ),
    "url": ("property.url", "url", "listing.url", "propertyurl", "property.link", "ad.url", "link"),
    "portal": ("portal", "source", "origin", "lead.source", "portalname"),
    "language": ("language", "lang", "locale", "contact.language"),
    "received_at": ("receivedat", "createdat", "happenedat", "date", "timestamp", "creationdate",
        "senton", "createddate"),
    "price": (
        "priceproposal.amount", "priceproposal.price", "priceproposal", "proposedprice",
            "proposal.price", "proposal.amount",
        "offer", "offer.amount", "price.proposed", "offeredprice",
    ),
    "wishes": (
        "visitrequest.date", "visitrequest.dates.0", "visitrequest.slots.0", "visitrequest.when",
            "visitrequest", "visit.date",
        "visit.datetime", "visitdate", "visit.slots.0", "visit.preferred", "visit",
    ),
    "kind": ("type", "leadtype", "lead.type", "eventtype"),
    "agent": ("agent.email", "agent", "agentemail", "user.agentemail"),
    "development": ("development", "development.name", "development.id", "developmentid", "developments.0"),
}  # fmt: skip
KINDS = {"priceproposal": "price", "visitrequest": "visit", "call": "call", "missedcall": "call", "phonecall": "call"}
FLAT = re.compile(r"[\s_\-]+")


def load(body: bytes, content_type: str = "") -> dict[str, Any]:
    """The message as a mapping; ValueError, with a code of ``reasons``, when it is none."""
    if not body.strip():
        raise ValueError("empty")
    if "x-www-form-urlencoded" in content_type.lower():
        pairs = parse_qsl(decode(body, "utf-8"), max_num_fields=MOST_VALUES, keep_blank_values=True)
        found: Any = dict(pairs)
    else:
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = decode(body, None)
        try:
            found = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise ValueError("not_json") from error
    if not isinstance(found, dict):
        raise ValueError("not_an_object")
    if not found:
        raise ValueError("empty")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def flat(data: dict[str, Any]) -> dict[str, str]:
    """Path → text of all values, bounded in depth and number."""
    found: dict[str, str] = {}
    for path, value in _walk(data, "", 0):
        if len(found) >= MOST_VALUES:
            break
        found.setdefault(path, value)
    return found


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for name, inner in list(value.items())[:MOST_VALUES]:
            word = FLAT.sub("", str(name)[:80]).lower()
            yield from _walk(inner, f"{path}.{word}" if path else word, depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value[:20]):
            yield from _walk(inner, f"{path}.{index}", depth + 1)
    elif value is not None and not isinstance(value, bool):
        text = clean.paragraphs(_said(value))
        if text:
            yield path, text


def _said(value: Any) -> str:
    if isinstance(value, int) and abs(value) > 10**30:
        return ""  # no id, no price; and so long a number cannot even be written
    return str(value)


def shape_of(values: dict[str, str]) -> str:
    """Who writes like this."""
    if "leaduuid" in values:
        return "pisos"
    if {"tags.0", "developmentid", "cellphone"} & values.keys() or any(
        path.startswith("properties.") for path in values
    ):
        return "tokko"
    if "propertyid" in values and "source" in values:
        return "easybroker"
    return "own"


def external_id(data: dict[str, Any]) -> str:
    """The sender's own id of this lead; empty when it has none."""
    return clean.plain(_pick(flat(data), "external_id"), 150)


def _pick(values: dict[str, str], field: str) -> str:
    return next((values[path] for path in PLACES[field] if values.get(path)), "")


def read_payload(
    data: dict[str, Any], *, shape: str = "auto", now: datetime, labels: dict[str, str] | None = None
) -> Outcome:
    """A lead, or a guess when nobody can be reached. ``labels`` are taught paths and their fields."""
    values = flat(data)
    taught = {field: values[path] for path, field in (labels or {}).items() if values.get(path)}
    shape = shape_of(values) if shape == "auto" else shape

    def get(field: str) -> str:
        return taught.get(field) or _pick(values, field)

    name = get("name") or " ".join(part for part in (get("first_name"), get("last_name")) if part)
    if get("last_name") and get("last_name") not in name:
        name = f"{name} {get('last_name')}"
    message = get("message")
    code = FLAT.sub("", get("kind")).lower()
    found = ParsedEnquiry(
        name=name,
        email=get("email"),
        phone=get("phone"),
        message=message,
        reference=get("reference"),
        portal=_portal(get("portal"), shape),
        external_id=get("external_id"),
        url=get("url"),
        language=get("language")[:2].lower() or language_of(message),
        received_at=clean.moment(get("received_at"), now),
        kind=KINDS.get(code, "price" if get("price") and shape == "pisos" else ""),
        price=get("price"),
        wishes=get("wishes"),
        other_references=tuple(dict.fromkeys([get("number"), *LIKE_REFERENCE.findall(message)[:2]])),
        facts=_facts(values, get),
    ).cleaned()
    found = replace(found, phone=clean.phone_in(found.phone))
    if found.can_be_reached:
        return Outcome(enquiry=found)
    return Outcome(guess=_guessed(found, values), reason="nobody")


def _facts(values: dict[str, str], get: Any) -> dict[str, str]:
    tags = [text for path, text in values.items() if re.fullmatch(r"tags\.\d+(?:\.name)?", path)]
    found = {
        "tags": ", ".join(tags) or values.get("tags", ""),
        "agent": get("agent"),
        "development": get("development"),
    }
    return {name: value for name, value in found.items() if value}


def _portal(said: str, shape: str) -> str:
    """The code of the portal that a payload names; e-mail addresses and sentences are none."""
    code = re.sub(r"^(?:https?://)?(?:www\.)?", "", said.strip().lower()).split("/")[0]
    code = re.sub(r"[^a-z0-9._-]+", "-", code).strip("-._")
    if code in ("idealista.com", "fotocasa.es", "habitaclia.com", "kyero.com", "thinkspain.com", "indomio.es"):
        code = code.split(".")[0]
    if code and len(code) <= 40 and "@" not in said:
        return code
    return {"pisos": "pisos.com", "easybroker": "easybroker", "tokko": "tokko"}.get(shape, "")


def _guessed(found: ParsedEnquiry, values: dict[str, str]) -> ParsedEnquiry:
    """Addresses and numbers wherever they stand: for the person who completes it."""
    texts = list(values.values())
    email = found.email or next((one for one in map(clean.email_in, texts) if one), "")
    phone = found.phone or next((one for one in map(clean.phone_in, texts) if one and len(one) <= 20), "")
    return replace(found, email=email, phone=phone)


def suggest(data: dict[str, Any], filled: dict[str, str]) -> dict[str, str]:
    """Path → field: where in a payload each value that a person filled in stands."""
    values = flat(data)
    found: dict[str, str] = {}
    for field, value in filled.items():
        wanted = _form(field, value)
        path = next((path for path, text in values.items() if wanted and _form(field, text) == wanted), "")
        if path and path not in found:
            found[path] = field
    return found


def _form(field: str, value: str) -> str:
    return re.sub(r"\D", "", value)[-9:] if field == "phone" else " ".join(value.lower().split())[:500]
