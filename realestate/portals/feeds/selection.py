"""Which operations an account's feed holds, and why the others are left out: one answer for each, so counts add up."""

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from realestate.listings.rules import Facts, Rule, Severity, blockers
from realestate.portals.feeds.content import Contact, Item, item_of
from realestate.portals.feeds.formats import FORMATS, Format, Sender, Weight
from realestate.portals.feeds.words import FORMAT, RULE

if TYPE_CHECKING:
    from realestate.portals.models import PortalAccount
    from realestate.salespeople.models import Office

Reason = dict[str, Any]


@dataclass(frozen=True)
class Outlet:
    """An account as the build needs it: read once, asked ten thousand times."""

    account: "PortalAccount"
    format: Format
    sender: Sender
    languages: tuple[str, ...]
    _contacts: dict[int, Contact] = field(default_factory=dict)  # by office: writing a phone number takes its time

    @classmethod
    def of(cls, account: "PortalAccount") -> "Outlet":
        chosen = FORMATS[account.format]
        sender = Sender(account.name, account.customer_code, account.photo_limit)
        languages = tuple(code for code in account.language_codes if code in chosen.languages)
        return cls(account, chosen, sender, languages or chosen.languages)

    def contact_of(self, office: "Office") -> Contact:
        """Where enquiries about this office's stock go: as the account says, else to the office."""
        if office.pk not in self._contacts:
            phone = self.account.contact_phone or office.phone or ""
            self._contacts[office.pk] = Contact(self.account.contact_email or office.email, str(phone))
        return self._contacts[office.pk]


@dataclass(frozen=True)
class Verdict:
    """What becomes of one operation: an item to write, or the reasons against it."""

    item: Item | None
    reasons: list[Reason]
    is_eligible: bool  # wanted and let out by the rules; the format may still refuse it


def judge(outlet: Outlet, facts: Facts, *, is_wanted: bool) -> Verdict:
    """One operation on the market: in, or out and why. The first reason is the one that counts."""
    if not is_wanted:
        return Verdict(None, [{"code": "not_wanted"}], is_eligible=False)
    if facts.operation.status == "reserved" and not outlet.account.sends_reserved:
        return Verdict(None, [{"code": "reserved"}], is_eligible=False)
    if stopped := blockers(facts, outlet.format.code):
        return Verdict(None, rule_reasons(stopped), is_eligible=False)
    item = item_of(facts, outlet.contact_of(facts.office), outlet.languages)
    rejections = [one for one in outlet.format.lint(item, outlet.sender) if one.weight == Weight.REJECT]
    if rejections:
        reasons = [reason(FORMAT + one.code, dict(one.values)) for one in rejections]
        return Verdict(None, reasons, is_eligible=True)
    return Verdict(item, [], is_eligible=True)


def rule_reasons(stopped: list[Rule]) -> list[Reason]:
    """The rules against it, red ones first."""
    return [dict(said(rule)) for rule in sorted(stopped, key=lambda rule: rule.severity != Severity.RED)]


@cache
def said(rule: Rule) -> Reason:
    """A rule in both languages: rules change, and history must still be readable."""
    return {"code": RULE + rule.code, "es": rule.text_in("es"), "en": rule.text_in("en")}


def reason(code: str, values: dict[str, Any]) -> Reason:
    return {"code": code, "values": values} if values else {"code": code}
