"""What an advertisement consists of: its words, photos and files."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from realestate.core.dates import today
from realestate.core.models import TimeStampedModel
from realestate.documents.models import Document
from realestate.listings import choices
from realestate.listings.models.listing import Listing
from realestate.listings.querysets import ListingFileQuerySet, PhotoQuerySet


class ListingText(TimeStampedModel):
    """The advertisement's words in one language, plain text."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=choices.Language)
    title = models.CharField(_("title"), max_length=150, blank=True)
    description = models.TextField(_("description"), max_length=20_000, blank=True)
    origin = models.CharField(_("where it came from"), max_length=10, choices=choices.TextOrigin, blank=True)
    copied_from = models.CharField(_("copied from"), max_length=2, choices=choices.Language, blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["listing", "language"], name="listingtext_unique_language")]

    def __str__(self) -> str:
        return f"{self.listing_id} {self.language}"


class Photo(TimeStampedModel):
    """A picture of a listing. The first in order (position 0) is the cover. Files are served by random token."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Unreadable")

    WIDTHS: ClassVar[tuple[int, ...]] = (320, 640, 1280, 1920)

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="photos")
    token = models.CharField(max_length=64, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    original = models.FileField(_("file"), upload_to="photos/", max_length=200, blank=True)
    remote_url = models.URLField(_("address on the web"), max_length=500, blank=True)
    caption = models.CharField(
        _("description for who cannot see it"),
        max_length=200,
        blank=True,
        help_text=_("In the agency's own language; the other languages have rows of their own."),
    )
    kind = models.CharField(_("kind"), max_length=5, choices=choices.PhotoKind, default=choices.PhotoKind.PHOTO)
    room = models.CharField(_("room"), max_length=15, choices=choices.Room, blank=True)
    rotation = models.PositiveSmallIntegerField(_("turned clockwise, degrees"), default=0)
    fingerprint = models.CharField(max_length=16, blank=True, editable=False, db_index=True)  # perceptual hash, hex
    # The fingerprint in four parts, each with an index: how photos that look alike are found (listings/lookalikes.py).
    band_1 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_2 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_3 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    band_4 = models.PositiveIntegerField(null=True, editable=False, db_index=True)
    looks_like = models.ForeignKey(
        "self",
        verbose_name=_("looks like"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the JPEG that feeds send out
    is_watermarked = models.BooleanField(_("with watermark"), default=False)
    prepared_at = models.DateTimeField(_("prepared"), null=True, blank=True, editable=False)
    width = models.PositiveIntegerField(_("width, pixels"), default=0)
    height = models.PositiveIntegerField(_("height, pixels"), default=0)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.WAITING)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["listing", "position"], name="photo_order")]

    def __str__(self) -> str:
        word = pgettext_lazy("nth photo", "photo")
        return f"{self.listing_id} {word} {self.position + 1}"

    @property
    def edition(self) -> str:
        """Names the prepared files: another one whenever what strangers see changes; empty until they are made."""
        return self.sha256[:8]

    def url(self, width: int, extension: str = "webp") -> str:
        """Its address in one of WIDTHS as webp or jpg; empty for a photo that stays at its source.

        A turned or marked photo has another address, so browsers and portals may keep what they have for ever.
        """
        if not self.original:
            return ""
        if self.edition:
            return reverse("listings:photo_edition", args=[self.token, self.edition, width, extension])
        return reverse("listings:photo", args=[self.token, width, extension])

    def alt(self, language: str = "") -> str:
        """What it shows, in the reader's language or else the agency's; empty when nobody has said."""
        wanted = (language or get_language() or settings.LANGUAGE_CODE)[:2]
        if wanted != settings.LANGUAGE_CODE or not self.caption:
            for text in self.texts.all():
                if text.language == wanted:
                    return text.text
        return self.caption

    @property
    def is_stored(self) -> bool:
        """The agency keeps the file; else there is only its address on the web."""
        return bool(self.original)

    @property
    def is_shown(self) -> bool:
        """There is something smaller than the original to show."""
        return self.is_stored and (bool(self.edition) or self.status == self.Status.READY)

    @property
    def room_choices(self) -> list[tuple[str, Any]]:
        """What may be said of where it was taken."""
        return list(choices.Room.choices)

    @property
    def small_url(self) -> str:
        return self.url(320)

    @property
    def medium_url(self) -> str:
        return self.url(640)

    @property
    def large_url(self) -> str:
        return self.url(1280)

    @property
    def srcset(self) -> str:
        """All widths, for the browser to choose from."""
        return ", ".join(f"{self.url(width)} {width}w" for width in self.WIDTHS) if self.original else ""


class PhotoText(models.Model):
    """What a photo shows, in one language, for people who cannot see it."""

    photo = models.ForeignKey(Photo, verbose_name=_("photo"), on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=2, choices=choices.Language)
    text = models.CharField(_("description"), max_length=200)

    class Meta:
        verbose_name = _("photo description")
        verbose_name_plural = _("photo descriptions")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["photo", "language"], name="phototext_unique_language")]

    def __str__(self) -> str:
        return self.text


class ListingFile(TimeStampedModel):
    """A document kept with a listing (deed, plan, certificate …): private unless somebody says otherwise."""

    listing = models.ForeignKey(Listing, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="listing_file"
    )
    category = models.CharField(_("category"), max_length=20, choices=choices.FileCategory)
    visibility = models.CharField(
        _("who may see it"), max_length=10, choices=choices.FileVisibility, default=choices.FileVisibility.RIGHTS
    )
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    objects = ListingFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("listing's document")
        verbose_name_plural = _("listings' documents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["expires_on"], name="listingfile_expiry")]

    def __str__(self) -> str:
        return str(self.document)

    @property
    def days_left(self) -> int | None:
        """Until it expires; below zero when it has; None when it never does."""
        return (self.expires_on - today()).days if self.expires_on else None


def text_in(texts: "list[ListingText]", language: str = "") -> "ListingText | None":
    """The text in the reader's language, else Spanish, else English, else any."""
    wanted = (language or get_language() or "es")[:2]
    by_language = {text.language: text for text in texts}
    for code in (wanted, "es", "en"):
        if code in by_language:
            return by_language[code]
    return texts[0] if texts else None
