"""The words of the feeds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FeedFormat(models.TextChoices):
    """How a feed is written; each has a module in ``portals.feeds.formats`` and a channel of the publish rules."""

    KYERO = "kyero", "Kyero v3 (XML)"
    IDEALISTA = "idealista", "idealista (JSON)"
    BLM = "blm", "BLM v3"


class PublicationState(models.TextChoices):
    """Where an operation stands with a portal."""

    WAITING = "waiting", _("In the next feed")
    PUBLISHED = "published", pgettext_lazy("portal", "Published")
    EXCLUDED = "excluded", pgettext_lazy("portal", "Left out")
    GONE = "gone", _("Not on offer")


class Change(models.TextChoices):
    """What a feed did to a listing, compared with the one before."""

    ADDED = "added", pgettext_lazy("feed", "Added")
    CHANGED = "changed", pgettext_lazy("feed", "Changed")
    REMOVED = "removed", pgettext_lazy("feed", "Taken out")
    EXCLUDED = "excluded", pgettext_lazy("feed", "Left out")
