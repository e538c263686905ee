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


class TextOrigin(models.TextChoices):
    """Who wrote the words of an advertisement."""

    TYPED = "typed", _("Written here")
    COPIED = "copied", _("Copied from another language")
    IMPORTED = "imported", _("Imported")


class Condition(models.TextChoices):
    """The state of the building."""

    NEW = "new", pgettext_lazy("condition", "New")
    AS_NEW = "as_new", pgettext_lazy("condition", "As new")
    GOOD = "good", pgettext_lazy("condition", "Good")
    TO_UPDATE = "to_update", _("To be updated")
    TO_RENOVATE = "to_renovate", _("To be renovated")
    RUIN = "ruin", pgettext_lazy("condition", "Ruin")
    UNDER_CONSTRUCTION = "building", _("Under construction")


class Orientation(models.TextChoices):
    """Where the main façade looks."""

    NORTH = "n", _("North")
    NORTH_EAST = "ne", _("North-east")
    EAST = "e", _("East")
    SOUTH_EAST = "se", _("South-east")
    SOUTH = "s", _("South")
    SOUTH_WEST = "sw", _("South-west")
    WEST = "w", _("West")
    NORTH_WEST = "nw", _("North-west")


class Heating(models.TextChoices):
    """How it is heated."""

    NONE = "none", pgettext_lazy("heating", "None")
    GAS = "gas", _("Gas boiler")
    ELECTRIC = "electric", _("Electric radiators")
    HEAT_PUMP = "heat_pump", _("Heat pump")
    CENTRAL = "central", _("Central, of the building")
    OIL = "oil", _("Oil boiler")
    UNDERFLOOR = "underfloor", _("Underfloor")
    BIOMASS = "biomass", _("Wood or pellets")


class Occupancy(models.TextChoices):
    """Who is inside (Ley 12/2023 art. 31 asks for it)."""

    EMPTY = "empty", pgettext_lazy("occupancy", "Empty")
    OWNER = "owner", _("Lived in by the owner")
    LET = "let", _("Let to tenants")
    OCCUPIED = "occupied", _("Occupied without title")


class CertificateStatus(models.TextChoices):
    """Where a certificate that some regions ask for stands."""

    AVAILABLE = "available", pgettext_lazy("certificate", "Available")
    IN_PROCESS = "in_process", _("In process")
    EXEMPT = "exempt", _("Exempt")
    MISSING = "missing", _("Missing")


class YesNo(models.TextChoices):
    """An answer that may be unknown: then it is empty."""

    NO = "no", _("No")
    YES = "yes", _("Yes")


class PhotoKind(models.TextChoices):
    """A picture, or a drawing of the floor."""

    PHOTO = "photo", pgettext_lazy("kind of picture", "Photo")
    PLAN = "plan", pgettext_lazy("kind of picture", "Floor plan")


class Room(models.TextChoices):
    """What a photo shows."""

    FACADE = "facade", _("Façade")
    HALL = "hall", _("Hall")
    LIVING_ROOM = "living_room", _("Living room")
    KITCHEN = "kitchen", _("Kitchen")
    BEDROOM = "bedroom", _("Bedroom")
    BATHROOM = "bathroom", _("Bathroom")
    TERRACE = "terrace", _("Terrace")
    GARDEN = "garden", _("Garden")
    POOL = "pool", _("Swimming pool")
    GARAGE = "garage", _("Garage")
    VIEWS = "views", pgettext_lazy("room", "Views")
    COMMON = "common", _("Shared areas")
    OTHER = "other", pgettext_lazy("room", "Other")


class FileCategory(models.TextChoices):
    """What a document of a listing is."""

    DEED = "deed", _("Title deed")
    LAND_REGISTRY = "land_registry", _("Land registry extract")
    CADASTRE = "cadastre", _("Cadastral record")
    ENERGY = "energy", _("Energy certificate")
    HABITABILITY = "habitability", _("Habitability certificate")
    MANDATE = "mandate", _("Mandate")
    PLAN = "plan", _("Plans")
    COMMUNITY = "community", _("Community of owners")
    TAX = "tax", _("Taxes")
    IDENTITY = "identity", _("Identity")
    CONTRACT = "contract", _("Contract")
    REPORT = "report", _("Report")
    OTHER = "other", pgettext_lazy("document", "Other")


class FileVisibility(models.TextChoices):
    """Who may open a document of a listing."""

    RIGHTS = "rights", _("Who may see the owner's data")
    AGENCY = "agency", _("Everybody in the agency")
    OWNER = "owner", _("The owner too, in their room")


class MandateKind(models.TextChoices):
    """How the owner binds the agency (RESO ListingAgreement)."""

    OPEN = "open", _("Open")
    SOLE_AGENT = "sole_agent", _("Sole agent")
    EXCLUSIVE = "exclusive", _("Exclusive")
    EXCLUSIVE_SHARED = "exclusive_shared", _("Exclusive, shared with others")


EXCLUSIVE_MANDATES = frozenset({"sole_agent", "exclusive", "exclusive_shared"})


class MandateStatus(models.TextChoices):
    """Where a mandate stands: draft → sent → signed (withdrawal window) → active → expiring → over."""

    DRAFT = "draft", pgettext_lazy("mandate", "Draft")
    SENT = "sent", pgettext_lazy("mandate", "Sent to be signed")
    SIGNED = "signed", _("Signed, may still be revoked")
    ACTIVE = "active", pgettext_lazy("mandate", "In force")
    EXPIRING = "expiring", _("Ends soon")
    EXPIRED = "expired", pgettext_lazy("mandate", "Expired")
    RENEWED = "renewed", _("Renewed by another")
    WITHDRAWN = "withdrawn", pgettext_lazy("mandate", "Withdrawn")


# A mandate in one of these lets the agency advertise.
MANDATE_IN_FORCE = frozenset({"active", "expiring"})


class FeeKind(models.TextChoices):
    """How the agency's fee is worked out."""

    PERCENT = "percent", _("Percentage of the price")
    FIXED = "fixed", _("Fixed amount")
    MONTHS = "months", _("Months of rent")


class FeePayer(models.TextChoices):
    """Who pays the agency."""

    OWNER = "owner", pgettext_lazy("pays the fee", "Owner")
    BUYER = "buyer", pgettext_lazy("pays the fee", "Buyer or tenant")
    BOTH = "both", pgettext_lazy("pays the fee", "Both, half each")


class ProspectStatus(models.TextChoices):
    """Where the winning of a property stands."""

    NEW = "new", pgettext_lazy("prospect", "New")
    CONTACTED = "contacted", pgettext_lazy("prospect", "Contacted")
    VALUED = "valued", _("Valued")
    WON = "won", pgettext_lazy("prospect", "Won")
    LOST = "lost", pgettext_lazy("prospect", "Lost")


OPEN_PROSPECTS = frozenset({"new", "contacted", "valued"})


class KeyPlace(models.TextChoices):
    """Where a set of keys is."""

    OFFICE = "office", _("In the office")
    OUT = "out", _("Taken out")
    OWNER = "owner", _("Given back to the owner")
    LOST = "lost", pgettext_lazy("keys", "Lost")


class Channel(models.TextChoices):
    """Where an advertisement may appear; publish rules name the ones that they apply to."""

    WEB = "web", _("Public pages")
    KYERO = "kyero", "Kyero"
    IDEALISTA = "idealista", "idealista"
    BLM = "blm", "BLM"
    API = "api", "API"


class Light(models.TextChoices):
    """Whether an operation may be advertised on a channel."""

    GREEN = "green", _("Green: may be published")
    AMBER = "amber", _("Amber: a manager decides")
    RED = "red", _("Red: may not be published")
