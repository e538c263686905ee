"""The formats that we write. A fourth is one module beside these, a line here and a name in FeedFormat."""

from realestate.portals.feeds.formats.base import Format, LintFinding, Sender, Weight
from realestate.portals.feeds.formats.blm import Blm
from realestate.portals.feeds.formats.idealista import Idealista
from realestate.portals.feeds.formats.kyero import Kyero

FORMATS: dict[str, Format] = {one.code: one for one in (Kyero(), Idealista(), Blm())}

__all__ = ["FORMATS", "Format", "LintFinding", "Sender", "Weight"]
