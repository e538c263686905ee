"""The vocabulary of the stock, as in docs and feeds; RESO names are in the comments where one exists."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PropertyType(models.TextChoices):
    """What is sold or let (RESO PropertySubType)."""

    FLAT = "flat", _("Flat")
    PENTHOUSE = "penthouse", _("Penthouse")
    DUPLEX = "duplex", _("Duplex")
    STUDIO = "studio", _("Studio")
    DETACHED = "detached", _("Detached house")
    TERRACED = "terraced", _("Terraced house")
    SEMI_DETACHED = "semi_detached", _("Semi-detached house")
    COUNTRY_HOUSE = "country_house", _("Country house")
    RETAIL = "retail", _("Retail unit")
    OFFICE = "office", pgettext_lazy("property type", "Office")
    WAREHOUSE = "warehouse", _("Warehouse")
    GARAGE = "garage", _("Garage")
    STORAGE = "storage", _("Storage room")
    LAND = "land", _("Land")
    BUILDING = "building", _("Building")
    OTHER = "other", pgettext_lazy("property type", "Other")  # imported without a type that we know


# Types that nobody sleeps in: no bedrooms asked.
WITHOUT_BEDROOMS = frozenset({"retail", "office", "warehouse", "garage", "storage", "land"})
WITHOUT_BATHROOMS = frozenset({"garage", "storage", "land"})
# Types without an energy certificate by their nature (RD 390/2021 covers buildings).
WITHOUT_ENERGY = frozenset({"garage", "storage", "land"})


class OperationKind(models.TextChoices):
    """What is offered (RESO PropertyType)."""

    SALE = "sale", pgettext_lazy("operation", "Sale")
    RENT = "rent", pgettext_lazy("operation", "Rent")
    SEASONAL_RENT = "seasonal_rent", _("Seasonal rent")
    TRANSFER = "transfer", _("Business transfer")
    RENT_TO_OWN = "rent_to_own", _("Rent to own")


class Period(models.TextChoices):
    """What the price buys."""

    ONCE = "once", pgettext_lazy("price period", "In total")
    MONTH = "month", pgettext_lazy("price period", "Per month")
    WEEK = "week", pgettext_lazy("price period", "Per week")
    DAY = "day", pgettext_lazy("price period", "Per day")


class Status(models.TextChoices):
    """Where an operation stands (RESO StandardStatus)."""

    DRAFT = "draft", _("Draft")  # Incomplete
    AVAILABLE = "available", _("Available")  # Active
    RESERVED = "reserved", _("Reserved")  # Hold
    UNDER_CONTRACT = "under_contract", _("Under contract")  # ActiveUnderContract
    SOLD = "sold", _("Sold")  # Closed
    RENTED = "rented", _("Rented out")  # Closed
    WITHDRAWN = "withdrawn", _("Withdrawn")  # Withdrawn
    EXPIRED = "expired", _("Expired")  # Expired


PUBLIC_STATUSES = frozenset({"available", "reserved"})  # on the public page
OPEN_STATUSES = frozenset({"draft", "available", "reserved", "under_contract"})
CLOSED_STATUSES = frozenset({"sold", "rented"})  # with a closing price


class AddressVisibility(models.TextChoices):
    """How much of the address strangers may see."""

    FULL = "full", _("Full address")
    STREET = "street", _("Street only")
    HIDDEN = "hidden", _("Zone only")


class EnergyStatus(models.TextChoices):
    """The energy certificate's state; an advertisement must show the label, or say why there is none."""

    AVAILABLE = "available", _("Certificate available")
    IN_PROCESS = "in_process", _("In process")
    EXEMPT = "exempt", _("Exempt")
    MISSING = "missing", _("Missing")


class EnergyRating(models.TextChoices):
    """A letter of the label."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"
    E = "E", "E"
    F = "F", "F"
    G = "G", "G"


class Feature(models.TextChoices):
    """Features that people search by; anything else is free text."""

    POOL = "pool", _("Swimming pool")
    GARDEN = "garden", _("Garden")
    TERRACE = "terrace", _("Terrace")
    BALCONY = "balcony", _("Balcony")
    LIFT = "lift", _("Lift")
    PARKING = "parking", _("Parking space")
    STORAGE_ROOM = "storage_room", _("Storage room included")
    AIR_CONDITIONING = "air_conditioning", _("Air conditioning")
    HEATING = "heating", _("Heating")
    FIREPLACE = "fireplace", _("Fireplace")
    FURNISHED = "furnished", _("Furnished")
    FITTED_KITCHEN = "fitted_kitchen", _("Fitted kitchen")
    FITTED_WARDROBES = "fitted_wardrobes", _("Fitted wardrobes")
    SEA_VIEWS = "sea_views", _("Sea views")
    NEAR_BEACH = "near_beach", _("Near the beach")
    GOLF = "golf", _("Near golf")
    BARBECUE = "barbecue", _("Barbecue")
    ALARM = "alarm", _("Alarm")
    ACCESSIBLE = "accessible", _("Step-free access")
    PETS = "pets", _("Pets welcome")
    SOLAR = "solar", _("Solar panels")


class Language(models.TextChoices):
    """The thirteen languages that portals take descriptions in."""

    ES = "es", _("Spanish")
    EN = "en", _("English")
    CA = "ca", _("Catalan")
    DA = "da", _("Danish")
    DE = "de", _("German")
    FI = "fi", _("Finnish")
    FR = "fr", _("French")
    IT = "it", _("Italian")
    NL = "nl", _("Dutch")
    NO = "no", _("Norwegian")
    PT = "pt", _("Portuguese")
    RU = "ru", _("Russian")
    SV = "sv", _("Swedish")
