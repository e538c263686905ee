"""The words of the intake."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Through which door a message came."""

    WEBHOOK = "webhook", _("Webhook")
    MAIL = "mail", pgettext_lazy("intake", "E-mail")
    CSV = "csv", pgettext_lazy("intake", "File")


class State(models.TextChoices):
    """What became of a message. None is ever deleted."""

    RECEIVED = "received", pgettext_lazy("intake", "Waiting to be read")
    DONE = "done", pgettext_lazy("intake", "Became a lead")
    DUPLICATE = "duplicate", pgettext_lazy("intake", "Known already")
    QUARANTINED = "quarantined", pgettext_lazy("intake", "To be completed")
    SET_ASIDE = "set_aside", pgettext_lazy("intake", "Not a lead")
    REFUSED = "refused", pgettext_lazy("intake", "Refused")


class Shape(models.TextChoices):
    """How the sender writes its JSON."""

    AUTO = "auto", _("Found out by itself")
    OWN = "own", _("Our own")
    PISOS = "pisos", "pisos.com / Indomio"
    EASYBROKER = "easybroker", "EasyBroker"
    TOKKO = "tokko", "Tokko"


class Field(models.TextChoices):
    """What a taught rule may find in a message."""

    NAME = "name", pgettext_lazy("intake", "Name")
    EMAIL = "email", pgettext_lazy("intake", "E-mail")
    PHONE = "phone", pgettext_lazy("intake", "Phone")
    REFERENCE = "reference", pgettext_lazy("intake", "Reference")
    MESSAGE = "message", pgettext_lazy("intake", "Message")


class ImportState(models.TextChoices):
    """Where a file of leads stands."""

    PREVIEW = "preview", pgettext_lazy("intake", "To be confirmed")
    RUNNING = "running", pgettext_lazy("intake", "Being imported")
    DONE = "done", pgettext_lazy("intake", "Imported")
    CANCELLED = "cancelled", pgettext_lazy("intake", "Cancelled")


class Portal(models.TextChoices):
    """Portals known by name; others are kept under their own code."""

    IDEALISTA = "idealista", "idealista"
    FOTOCASA = "fotocasa", "Fotocasa"
    HABITACLIA = "habitaclia", "habitaclia"
    PISOS = "pisos.com", "pisos.com"
    INDOMIO = "indomio", "Indomio"
    KYERO = "kyero", "Kyero"
    THINKSPAIN = "thinkspain", "thinkSPAIN"
    EASYBROKER = "easybroker", "EasyBroker"
    TOKKO = "tokko", "Tokko"


def portal_name(code: str) -> str:
    """A portal as people write it."""
    return str(dict(Portal.choices).get(code, code))
