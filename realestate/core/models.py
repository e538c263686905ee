"""Bases of the records and the tables of the house itself: counters, exchange rates, the mail outbox."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.dates import today
from realestate.core.errors import StaleVersionError
from realestate.core.money import Currency


class TimeStampedModel(models.Model):
    """A record that knows when it was made and last written (UTC)."""

    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True


class VersionedModel(TimeStampedModel):
    """A record that two people may edit: ``version`` grows with every save, and a stale save raises.

    The version is compared in the UPDATE itself, so two saves at the same moment cannot both win.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if self._state.adding:
            super().save(force_insert=force_insert, using=using, update_fields=update_fields)
            return
        if update_fields is not None:
            update_fields = {*update_fields, "version", "updated_at"}
        loaded = self.version
        self.version = loaded + 1
        self._is_stale = False
        try:
            super().save(force_update=True, using=using, update_fields=update_fields)
        except Exception:
            self.version = loaded
            raise
        if self._is_stale:
            self.version = loaded
            raise StaleVersionError(_("Somebody else has changed this in the meantime."))

    def _do_update(
        self,
        base_qs: models.QuerySet[Any],
        using: str | None,
        pk_val: Any,
        values: Any,
        update_fields: Iterable[str] | None,
        forced_update: bool,
        *more: Any,
    ) -> Any:
        """Django's hook for the UPDATE of one row: add the version that we read to its condition.

        That no row fitted is told to ``save`` by a flag: an exception in here would spoil the caller's transaction.
        """
        parent: Any = super()
        fresh = base_qs.filter(version=self.version - 1)
        result = parent._do_update(fresh, using, pk_val, values, update_fields, forced_update, *more)
        self._is_stale = not result
        return result or True


class Counter(models.Model):
    """A number that only grows, one row a name: references are taken from it and never come back."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

    @classmethod
    def take(cls, name: str) -> int:
        """The next number of this counter; safe when several people ask at once."""
        with transaction.atomic():
            counter = cls.objects.select_for_update().filter(name=name).first()
            if counter is None:
                cls._start(name)
                counter = cls.objects.select_for_update().get(name=name)  # the row lock makes numbers unique
            counter.value += 1
            counter.save(update_fields=["value"])
            return counter.value

    @classmethod
    def _start(cls, name: str) -> None:
        """Add the row, unless somebody has just done so.

        On MySQL an INSERT that meets a duplicate keeps a shared lock, and two of those wait for each other for ever;
        ON DUPLICATE KEY UPDATE takes the exclusive one at once.
        """
        if connection.vendor == "mysql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO core_counter (name, value) VALUES (%s, 0) ON DUPLICATE KEY UPDATE value = value",
                    [name],
                )
        else:
            Counter.objects.bulk_create([Counter(name=name)], ignore_conflicts=True)


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def in_force(self) -> "list[ExchangeRate]":
        """The newest rate of each pair of currencies, up to today."""
        rows = self.filter(on__lte=today()).order_by("currency", "to_currency", "-on")[:2000]
        newest: dict[tuple[str, str], ExchangeRate] = {}
        for row in rows:
            newest.setdefault((row.currency, row.to_currency), row)
        return list(newest.values())


class ExchangeRate(TimeStampedModel):
    """What one unit of a currency was worth in another on a day, as a manager entered it; nothing fetches rates."""

    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    to_currency = models.CharField(_("in"), max_length=3, choices=Currency)
    rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
        help_text=_("How much of the second currency one unit of the first buys."),
    )
    on = models.DateField(_("day"), default=today)
    source = models.CharField(_("source"), max_length=100, blank=True, help_text=_("For example the central bank."))

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-on", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "to_currency", "on"], name="exchangerate_unique_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchangerate_positive"),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.rate.normalize():f} {self.to_currency}"

    def clean(self) -> None:
        if self.currency and self.currency == self.to_currency:
            raise ValidationError({"to_currency": _("Choose two different currencies.")})


class OutgoingEmailQuerySet(models.QuerySet["OutgoingEmail"]):
    def due(self) -> "OutgoingEmailQuerySet":
        """What the mail job should try now."""
        return self.filter(status=OutgoingEmail.Status.WAITING, try_after__lte=timezone.now())


class OutgoingEmail(TimeStampedModel):
    """A mail in the one outbox: written with the business transaction, sent by a task, tried again when it fails."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    MAX_ATTEMPTS: ClassVar[int] = 8

    recipient = models.EmailField(_("to"), max_length=254)
    reply_to = models.EmailField(_("reply to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=255)
    body_text = models.TextField(_("text"))
    body_html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("further headers"), default=dict, blank=True)
    # Needs a consent that stands and a link to withdraw it; taken out of the outbox when that is withdrawn.
    is_commercial = models.BooleanField(_("commercial mail"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    try_after = models.DateTimeField(_("try after"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)

    objects = OutgoingEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "try_after"], name="outgoingemail_due"),
            models.Index(fields=["recipient", "status"], name="outgoingemail_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"


class SearchWordQuerySet(models.QuerySet["SearchWord"]):
    def beginning(self, room: str, term: str) -> "SearchWordQuerySet":
        """Rows whose word begins so; a range of the index on both databases.

        MySQL reads the range from LIKE. SQLite's LIKE knows no index, and its order is that of the characters' codes.
        """
        rows = self.filter(room=room)
        if connection.vendor == "mysql":
            return rows.filter(word__istartswith=term)
        return rows.filter(word__gte=term, word__lt=f"{term}\U0010ffff")


class SearchWord(models.Model):
    """One word by which a record is found. Made from the record by ``core.search``, never typed by anybody."""

    ROOM: ClassVar[int] = 10
    LONGEST: ClassVar[int] = 64

    room = models.CharField(_("room"), max_length=ROOM)
    word = models.CharField(_("word"), max_length=LONGEST)
    object_id = models.PositiveBigIntegerField(_("record"))

    objects = SearchWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        constraints = [models.UniqueConstraint(fields=["room", "word", "object_id"], name="searchword_unique")]
        indexes = [models.Index(fields=["room", "object_id"], name="searchword_record")]

    def __str__(self) -> str:
        return f"{self.room} {self.object_id}: {self.word}"
