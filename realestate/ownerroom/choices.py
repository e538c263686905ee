"""Where a proposal of the agency's stands."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ProposalStatus(models.TextChoices):
    """A price that the agency proposes to the owner: open until somebody decides, or until it is past."""

    PROPOSED = "proposed", pgettext_lazy("price proposal", "Waiting for the owner")
    APPROVED = "approved", pgettext_lazy("price proposal", "Accepted")
    DECLINED = "declined", pgettext_lazy("price proposal", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("price proposal", "Taken back")
    SUPERSEDED = "superseded", pgettext_lazy("price proposal", "Overtaken")
    EXPIRED = "expired", pgettext_lazy("price proposal", "Out of time")
