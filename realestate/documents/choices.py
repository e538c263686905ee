"""The papers of the trade."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    """What a document is; each made from data has a template that managers edit."""

    MANDATE = "mandate", _("Mandate")
    BROCHURE = "brochure", _("Brochure")
    WINDOW_CARD = "window_card", _("Window card")
    OWNER_REPORT = "owner_report", _("Report to the owner")
    BUYER_DOSSIER = "buyer_dossier", _("Information before buying or renting")
    PRICE_ANNEX = "price_annex", _("Change of price")
    SELECTION = "selection", _("Selection of properties")
    EVIDENCE = "evidence", _("Evidence of signature")
    UPLOAD = "upload", _("Uploaded file")


class SignatureStatus(models.TextChoices):
    """Where a request to sign stands."""

    WAITING = "waiting", pgettext_lazy("signature", "Waiting")
    OPENED = "opened", pgettext_lazy("signature", "Opened")
    SIGNED = "signed", pgettext_lazy("signature", "Signed")
    DECLINED = "declined", pgettext_lazy("signature", "Declined")
    REVOKED = "revoked", pgettext_lazy("signature", "Taken back")
    EXPIRED = "expired", pgettext_lazy("signature", "Expired")


class SignatureMethod(models.TextChoices):
    """How somebody signed."""

    TYPED = "typed", _("Typed name")
    DRAWN = "drawn", _("Drawn by hand")
