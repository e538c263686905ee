"""What comes in by itself: the doors, every message whole as it came, what was taught, what each source costs."""

from realestate.intake.models.doors import InboundKey, Mailbox
from realestate.intake.models.messages import InboundMessage, LeadImport, TaughtRule
from realestate.intake.models.sources import SourceCost

__all__ = ["InboundKey", "InboundMessage", "LeadImport", "Mailbox", "SourceCost", "TaughtRule"]
