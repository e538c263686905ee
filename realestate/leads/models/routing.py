"""Who gets a new lead: the rules, the ledger of who had which, offers to claim, and what happens without an answer."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from realestate.core.models import TimeStampedModel, VersionedModel
from realestate.leads import choices
from realestate.leads.models.lead import POSITIVE, Lead
from realestate.leads.routing_querysets import (
    ClaimOfferQuerySet,
    EscalationQuerySet,
    ResponsePolicyQuerySet,
    RoutingRuleQuerySet,
    RoutingTurnQuerySet,
)
from realestate.salespeople.models import Office, Team


class RoutingRule(VersionedModel):
    """“Portal, for sale, in Murcia: the Centre team by turns.” An office's rules are tried by position, first fit wins.

    An empty condition holds always. What a listing would have to say fails when none was asked about.
    """

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="routing_rules")
    position = models.PositiveIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=80, blank=True, help_text=_("Empty: its conditions name it."))
    is_active = models.BooleanField(_("switched on"), default=False)

    sources = models.JSONField(_("sources"), default=list, blank=True)
    portals = models.JSONField(_("portals"), default=list, blank=True)
    operations = models.JSONField(_("operations"), default=list, blank=True)
    property_types = models.JSONField(_("types"), default=list, blank=True)
    zones = models.JSONField(_("zones or towns"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    price_from = models.DecimalField(
        _("price from"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    price_to = models.DecimalField(
        _("price up to"), max_digits=16, decimal_places=2, null=True, blank=True, validators=POSITIVE
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("the listing is looked after by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    agent_is = models.CharField(
        _("the listing's salesperson is"), max_length=5, choices=choices.AgentIs, blank=True, default=""
    )
    hours = models.CharField(_("office hours"), max_length=8, choices=choices.WhenOpen, blank=True, default="")

    outcome = models.CharField(_("goes to"), max_length=8, choices=choices.Outcome, default=choices.Outcome.AGENT)
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="routing_rules",
    )
    team = models.ForeignKey(
        Team, verbose_name=_("team"), null=True, blank=True, on_delete=models.PROTECT, related_name="routing_rules"
    )
    window_minutes = models.PositiveSmallIntegerField(
        _("minutes to claim"), default=10, validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    if_unclaimed = models.CharField(
        _("if nobody claims it"), max_length=8, choices=choices.IfUnclaimed, default=choices.IfUnclaimed.NEXT
    )

    objects = RoutingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["office", "position", "id"]
        indexes = [models.Index(fields=["office", "position"], name="routingrule_order")]

    def __str__(self) -> str:
        return self.name or f"{self.office} {self.position}"

    @property
    def conditions(self) -> dict[str, Any]:
        """The conditions that are not empty, as the ledger keeps them."""
        found: dict[str, Any] = {
            "sources": self.sources,
            "portals": self.portals,
            "operations": self.operations,
            "property_types": self.property_types,
            "zones": self.zones,
            "price_from": str(self.price_from) if self.price_from is not None else "",
            "price_to": str(self.price_to) if self.price_to is not None else "",
            "currency": self.office.currency if self.price_from is not None or self.price_to is not None else "",
            "languages": self.languages,
            "agent": str(self.agent) if self.agent else "",
            "agent_is": self.agent_is,
            "hours": self.hours,
        }
        return {name: value for name, value in found.items() if value}


class RoutingShare(TimeStampedModel):
    """How big a person's part of a rule's turns is, and where they stand in the round.

    ``balance`` is what the round owes them: it grows by the weight with each turn in which they could have been chosen
    and falls by the sum of all weights when they are. Who was away neither gains nor loses.
    """

    rule = models.ForeignKey(RoutingRule, verbose_name=_("rule"), on_delete=models.CASCADE, related_name="shares")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("salesperson"), on_delete=models.CASCADE, related_name="routing_shares"
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1, validators=[MaxValueValidator(100)])
    balance = models.IntegerField(_("balance"), default=0, editable=False)

    class Meta:
        verbose_name = _("share of the turns")
        verbose_name_plural = _("shares of the turns")
        ordering = ["rule", "salesperson"]
        constraints = [models.UniqueConstraint(fields=["rule", "salesperson"], name="routingshare_unique")]

    def __str__(self) -> str:
        return f"{self.salesperson} × {self.weight}"


class RoutingTurn(models.Model):
    """The ledger: which lead went to whom, by which rule, and why others did not get it. Never changed afterwards."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="routing_turns")
    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="routing_turns")
    rule = models.ForeignKey(
        RoutingRule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.SET_NULL, related_name="turns"
    )
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="routing_turns",
    )
    outcome = models.CharField(_("outcome"), max_length=8, choices=choices.Outcome)
    details = models.JSONField(_("details"), default=dict)
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = RoutingTurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["office", "-at", "-id"], name="routingturn_office"),
            models.Index(fields=["rule", "-at"], name="routingturn_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.lead}: {self.get_outcome_display()}"


class ClaimOffer(TimeStampedModel):
    """One person's link to take one lead: good until the window closes or somebody took it. Only its hash is kept."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="claim_offers")
    rule = models.ForeignKey(
        RoutingRule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.SET_NULL, related_name="offers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("offered to"), on_delete=models.CASCADE, related_name="claim_offers"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("until"))
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ClaimOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer to claim")
        verbose_name_plural = _("offers to claim")
        ordering = ["-id"]
        indexes = [models.Index(fields=["closed_at", "expires_at"], name="claimoffer_due")]

    def __str__(self) -> str:
        return f"{self.lead} → {self.user}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.expires_at > timezone.now()


class ResponsePolicy(VersionedModel):
    """What an office does about leads that nobody answers; all times are minutes of working time.

    It holds for leads that come or change hands after it was switched on: an old backlog is not thrown about.
    """

    office = models.OneToOneField(
        Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="response_policy"
    )
    is_on = models.BooleanField(_("switched on"), default=False)
    remind_after = models.PositiveSmallIntegerField(
        _("remind the salesperson after"), default=10, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("tell the coordinator after"), default=30, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    release_after = models.PositiveSmallIntegerField(
        _("back to the pool after"),
        null=True,
        blank=True,
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("Empty: it stays with its salesperson."),
    )

    objects = ResponsePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("response policy")
        verbose_name_plural = _("response policies")

    def __str__(self) -> str:
        return str(self.office)


class Escalation(models.Model):
    """A step of the chain: whose lead waited, how long, and what was done. Never changed afterwards."""

    lead = models.ForeignKey(Lead, verbose_name=_("lead"), on_delete=models.CASCADE, related_name="escalations")
    salesperson = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("salesperson"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalations",
    )
    step = models.CharField(_("step"), max_length=12, choices=choices.EscalationStep)
    waited = models.PositiveIntegerField(_("working minutes without an answer"))
    at = models.DateTimeField(_("time"), default=timezone.now)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["salesperson", "step", "at"], name="escalation_salesperson"),
            models.Index(fields=["lead", "at"], name="escalation_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.lead}: {self.get_step_display()}"
