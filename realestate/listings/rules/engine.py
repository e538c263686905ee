"""Running the rules over an operation."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from realestate.listings.choices import Channel, EnergyStatus, Light

if TYPE_CHECKING:
    from realestate.listings.models import Operation


class Severity(StrEnum):
    """RED never leaves the house; AMBER leaves when a manager says why; HINT is advice."""

    RED = "red"
    AMBER = "amber"
    HINT = "hint"


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold for an operation on a channel, and where that is mended."""

    code: str
    severity: Severity
    text: str
    law: str = ""  # the reference of the law, empty for the agency's own rules
    fix: str = ""  # the address of the page and field that mends it
    is_overridden: bool = False

    def __str__(self) -> str:
        return self.text


def findings(operation: "Operation", channel: str = Channel.WEB) -> list[Finding]:
    """What does not hold, worst first; empty when all is well."""
    listing = operation.listing
    found = []
    if operation.price is None and not operation.price_on_request:
        found.append(Finding("price", Severity.RED, _("There is no price, nor is it on request.")))
    if listing.needs_energy_label and listing.energy_status == EnergyStatus.MISSING:
        found.append(Finding("energy", Severity.RED, _("The energy certificate is missing.")))
    if not any(photo.status != "failed" for photo in listing.photos.all()):
        found.append(Finding("photos", Severity.RED, _("There is no photo.")))
    return found


def light(found: Iterable[Finding]) -> Light:
    """Red or amber when anything of that severity stands (and is not overridden), else green."""
    worst = {one.severity for one in found if not one.is_overridden}
    if Severity.RED in worst:
        return Light.RED
    return Light.AMBER if Severity.AMBER in worst else Light.GREEN


def may_leave(operation: "Operation", channel: str) -> bool:
    """May this operation be shown to strangers on this channel now?"""
    return operation.is_public and light(findings(operation, channel)) == Light.GREEN
