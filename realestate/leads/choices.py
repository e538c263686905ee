"""The vocabulary of leads. Stages are fixed: reports and rules rest on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """Where a case stands in the pipeline."""

    NEW = "new", pgettext_lazy("stage", "New")
    CONTACTED = "contacted", pgettext_lazy("stage", "Contacted")
    QUALIFIED = "qualified", pgettext_lazy("stage", "Qualified")
    VIEWING = "viewing", pgettext_lazy("stage", "Viewing")
    OFFER = "offer", pgettext_lazy("stage", "Offer")
    RESERVED = "reserved", pgettext_lazy("stage", "Reservation")
    UNDER_CONTRACT = "under_contract", pgettext_lazy("stage", "Under contract")
    WON = "won", pgettext_lazy("stage", "Won")
    LOST = "lost", pgettext_lazy("stage", "Lost")


CLOSED_STAGES = frozenset({"won", "lost"})
OPEN_STAGES = tuple(stage for stage in Stage.values if stage not in CLOSED_STAGES)


class LostReason(models.TextChoices):
    """Why a case was lost."""

    NO_ANSWER = "no_answer", _("Cannot be reached")
    PRICE = "price", _("Too expensive")
    BOUGHT_ELSEWHERE = "bought_elsewhere", _("Bought or rented elsewhere")
    NOT_SERIOUS = "not_serious", _("Not serious")
    FINANCING = "financing", _("No financing")
    POSTPONED = "postponed", _("Put off")
    NOTHING_FITS = "nothing_fits", _("Nothing that fits")
    DUPLICATE = "duplicate", _("Duplicate")
    OTHER = "other", _("Other reason")


class Source(models.TextChoices):
    """Where an enquiry came from."""

    WEB = "web", _("Our website")
    PORTAL = "portal", _("Portal")
    PHONE = "phone", _("Phone")
    WALK_IN = "walk_in", _("Walk-in")
    REFERRAL = "referral", _("Recommendation")
    SIGN = "sign", _("Sign on the property")
    OTHER = "other", pgettext_lazy("source", "Other")


class Channel(models.TextChoices):
    """By what means it came."""

    FORM = "form", _("Form")
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    WHATSAPP = "whatsapp", "WhatsApp"
    IN_PERSON = "in_person", _("In person")
    API = "api", _("Automatic")


class ActionKind(models.TextChoices):
    """What is to be done next."""

    CALL = "call", pgettext_lazy("next action", "Call")
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", pgettext_lazy("next action", "E-mail")
    VIEWING = "viewing", pgettext_lazy("next action", "Viewing")
    TASK = "task", pgettext_lazy("next action", "To do")


class ActivityKind(models.TextChoices):
    """What happened, one line of the timeline."""

    ENQUIRY = "enquiry", _("Enquiry")
    CALL = "call", pgettext_lazy("activity", "Call")
    NOTE = "note", pgettext_lazy("activity", "Note")
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", pgettext_lazy("activity", "E-mail")
    TASK = "task", pgettext_lazy("activity", "Done")
    VIEWING = "viewing", pgettext_lazy("activity", "Viewing")
    STAGE = "stage", pgettext_lazy("activity", "Stage")
    ASSIGNMENT = "assignment", _("Assignment")
    OFFER = "offer", pgettext_lazy("activity", "Offer")
    DEMAND = "demand", pgettext_lazy("activity", "Demand")


class Direction(models.TextChoices):
    """Who spoke to whom."""

    IN = "in", _("From the contact")
    OUT = "out", _("To the contact")
    INTERNAL = "internal", _("Internal")


# A logged outbound contact of these kinds stops the response clock.
CONTACT_KINDS = frozenset({"call", "whatsapp", "email"})


class Criterion(models.TextChoices):
    """What a demand may ask for; each is a must-have or nice to have."""

    PROPERTY_TYPE = "property_type", _("Type")
    ZONE = "zone", _("Zone")
    PRICE = "price", _("Price")
    AREA = "area", _("Area")
    BEDROOMS = "bedrooms", _("Bedrooms")
    BATHROOMS = "bathrooms", _("Bathrooms")
    FEATURES = "features", _("Features")


class Outcome(models.TextChoices):
    """To whom a rule gives a lead."""

    AGENT = "agent", _("The listing's salesperson")
    PERSON = "person", _("One salesperson")
    TEAM = "team", _("A team, by turns")
    CLAIM = "claim", _("Whoever claims it first")
    POOL = "pool", _("The pool")


class AgentIs(models.TextChoices):
    """Whether the salesperson of the listing asked about could take the lead."""

    HERE = "here", _("here")
    AWAY = "away", _("away, or there is none")


class WhenOpen(models.TextChoices):
    """When the lead came, by the office's hours."""

    INSIDE = "inside", _("inside office hours")
    OUTSIDE = "outside", _("outside office hours")


class IfUnclaimed(models.TextChoices):
    """What happens when the minutes to claim are over."""

    NEXT = "next", _("Try the next rules")
    POOL = "pool", _("It stays in the pool")


class EscalationStep(models.TextChoices):
    """What was done about a lead that nobody answered."""

    REMINDED = "reminded", _("The salesperson was reminded")
    COORDINATOR = "coordinator", _("The coordinator was told")
    POOL = "pool", _("It went back to the pool")
