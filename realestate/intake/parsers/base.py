"""What every parser gives and takes. Parsers are pure: bytes and words in, an enquiry or nothing out."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from realestate.intake.parsers import clean

KINDS = ("", "call", "price", "visit")  # an ordinary enquiry, a missed call, a price proposal, a wish for a viewing


@dataclass(frozen=True)
class ParsedEnquiry:
    """Who asks, how to reach them, about what; all as written, nothing looked up."""

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""
    reference: str = ""
    portal: str = ""
    external_id: str = ""
    url: str = ""
    language: str = ""
    received_at: datetime | None = None
    kind: str = ""
    price: str = ""  # what a price proposal offers, digits as sent
    wishes: str = ""  # the days and hours of a wish for a viewing, as sent
    other_references: tuple[str, ...] = ()  # the portal's own numbers of the listing
    facts: dict[str, str] = field(default_factory=dict)  # what else was said: tags, an agent, a development

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email or self.phone)

    @property
    def references(self) -> tuple[str, ...]:
        """All that may name the listing, the best first, each once."""
        return tuple(dict.fromkeys(one for one in (self.reference, *self.other_references) if one))

    def cleaned(self) -> "ParsedEnquiry":
        """Fit to keep: bounded, without what no column takes."""
        return replace(
            self,
            name=clean.name_of(self.name),
            email=clean.email_in(self.email),
            phone=clean.plain(self.phone, 50),
            message=clean.paragraphs(self.message),
            reference=clean.plain(self.reference, 100),
            portal=clean.plain(self.portal, 40).lower(),
            external_id=clean.plain(self.external_id, 150),
            url=clean.plain(self.url, 500),
            language=self.language if self.language in ("es", "en", "fr", "de") else "",
            kind=self.kind if self.kind in KINDS else "",
            price=clean.plain(self.price, 40),
            wishes=clean.plain(self.wishes, 300),
            other_references=tuple(clean.plain(one, 100) for one in self.other_references[:6]),
            facts={clean.plain(key, 60): clean.plain(value, 500) for key, value in list(self.facts.items())[:30]},
        )

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it; what is empty is left out."""
        values = asdict(self)
        values["received_at"] = self.received_at.isoformat() if self.received_at else ""
        values["other_references"] = list(self.other_references)
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Rule:
    """A taught rule as the parsers see it: whose mails, and what stands behind which word."""

    pk: int
    sender: str
    subject: str
    labels: dict[str, str]
    portal: str = ""


@dataclass(frozen=True)
class Outcome:
    """What was made of a message: an enquiry that may become a lead, or a guess for the person who completes it."""

    enquiry: ParsedEnquiry | None = None
    guess: ParsedEnquiry = ParsedEnquiry()
    rule: int | None = None
    reason: str = ""  # why it is only a guess: a code of ``reasons``
