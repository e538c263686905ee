"""The words that a visitor agrees to. A change of words is a new version; old lines of the ledger keep theirs."""

from django.utils.translation import gettext_lazy as _

ENQUIRY_VERSION = "2026-11"
ENQUIRY_TEXT = _(
    "I have read how this agency treats my data and agree that it uses them to answer this enquiry. "
    "I may ask at any time to see, correct or delete them."
)
COMMERCIAL_VERSION = "2026-11"
COMMERCIAL_TEXT = _("I would also like to hear of similar properties. I can stop this at any time.")
