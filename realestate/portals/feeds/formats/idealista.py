"""JSON in the style of idealista's version 6: the whole customer in one document, one property per operation.

``idealista.schema.json`` beside this module says exactly what is written; the tests hold the feed against it.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from realestate.portals.feeds import clean
from realestate.portals.feeds.content import Item
from realestate.portals.feeds.formats.base import (
    ALL_LANGUAGES,
    Limits,
    LintFinding,
    Sender,
    Weight,
    common_lint,
    short_features,
    usable_pictures,
)

TYPES = {
    "flat": "flat", "penthouse": "flat", "duplex": "flat", "studio": "flat", "detached": "house", "terraced": "house",
    "semi_detached": "house", "country_house": "rustic", "retail": "premises", "office": "office",
    "warehouse": "premises", "garage": "garage", "storage": "storage", "land": "land", "building": "building",
}  # fmt: skip
OPERATIONS = {
    "sale": "sale", "rent": "rent", "seasonal_rent": "seasonalRent", "transfer": "transfer", "rent_to_own": "rentToOwn"
}  # fmt: skip
STATES = {
    "new": "new", "as_new": "good", "good": "good", "to_update": "toUpdate", "to_renovate": "toRenovate",
    "ruin": "toRenovate", "building": "underConstruction",
}  # fmt: skip
FLAGS = {
    "pool": "featuresPool", "garden": "featuresGarden", "terrace": "featuresTerrace", "balcony": "featuresBalcony",
    "lift": "featuresLiftAvailable", "parking": "featuresParkingAvailable", "storage_room": "featuresStorage",
    "air_conditioning": "featuresConditionedAir", "heating": "featuresHeating", "fireplace": "featuresChimney",
    "furnished": "featuresFurnished", "fitted_kitchen": "featuresEquippedKitchen",
    "fitted_wardrobes": "featuresWardrobes", "sea_views": "featuresSeaViews", "near_beach": "featuresNearBeach",
    "golf": "featuresGolf", "barbecue": "featuresBarbecue", "alarm": "featuresSecurityAlarm",
    "accessible": "featuresHandicapAdaptedAccess", "pets": "featuresPetsAllowed", "solar": "featuresSolarPanels",
}  # fmt: skip


class Idealista:
    """Letters of every language and emoji stay: JSON and its readers bear them."""

    code: ClassVar[str] = "idealista"
    content_type: ClassVar[str] = "application/json"
    extension: ClassVar[str] = "json"
    separator: ClassVar[str] = ",\n"
    limits: ClassVar[Limits] = Limits(50, 60, 60, 4000, 12)
    languages: ClassVar[tuple[str, ...]] = ALL_LANGUAGES

    def head(self, sender: Sender) -> str:
        customer = {
            "customerCode": sender.customer_code,
            "customerName": clean.line(sender.name),
            "customerReference": sender.customer_code,
        }
        written = ",\n".join(f"{text(name)}: {text(value)}" for name, value in customer.items() if value)
        return "{\n" + written + ',\n"feedVersion": "6",\n"customerProperties": [\n'

    def tail(self) -> str:
        return "\n]\n}\n"

    def date(self, moment: datetime) -> str:
        return moment.astimezone(UTC).isoformat(timespec="seconds")

    def entry(self, item: Item, sender: Sender) -> tuple[str, str]:
        head = f'{{"propertyCode": {text(item.key)}, "propertyDateModified": "'
        return head, '", ' + text(self._fields(item, sender))[1:]

    def lint(self, item: Item, sender: Sender) -> list[LintFinding]:
        found = list(common_lint(item, sender, self.limits))
        if not item.built_area and item.property_type not in ("land", "garage", "storage"):
            found.append(LintFinding("built_area", Weight.REJECT))
        if not item.postal_code:
            found.append(LintFinding("no_postal_code", Weight.HINT))
        return found

    def _fields(self, item: Item, sender: Sender) -> dict[str, Any]:
        most = self.limits.description_length
        fields: dict[str, Any] = {
            "propertyReference": item.reference,
            "propertyStatus": "reserved" if item.is_reserved else "active",
            "propertyOperation": filled(
                operationType=OPERATIONS[item.kind],
                operationPrice=None if item.price is None else number(item.price),
                operationPriceOnRequest=item.price is None or None,
                operationCurrency=item.currency,
                operationPeriod=item.period if item.period != "once" else None,
                operationPriceCommunity=number(item.community_fee),
                operationShortTermRegister=item.rental_register_number,
                operationTouristLicence=item.tourist_licence,
            ),
            "propertyAddress": filled(
                addressVisibility=visibility(item),
                addressStreet=clean.line(item.street),
                addressArea=clean.line(item.zone),
                addressTown=clean.line(item.town),
                addressProvince=clean.line(item.province),
                addressPostalCode=item.postal_code,
                addressCountry=item.country,
                addressCoordinatesLatitude=number(item.latitude),
                addressCoordinatesLongitude=number(item.longitude),
                addressCoordinatesPrecision=precision(item),
                addressCadastralReference=item.cadastral_reference,
            ),
            "propertyFeatures": self._features(item),
            "propertyDescriptions": [
                filled(
                    descriptionLanguage=code,
                    descriptionTitle=clean.line(item.titles.get(code, ""), astral=True),
                    descriptionText=body,
                )
                for code, body in (
                    (code, clean.paragraphs(item.descriptions[code], astral=True)[:most])
                    for code in ALL_LANGUAGES
                    if code in item.descriptions
                )
                if body
            ],
            "propertyUrls": [
                {"urlLanguage": code, "url": item.urls[code]} for code in ALL_LANGUAGES if code in item.urls
            ],
            "propertyImages": [
                filled(
                    imageOrder=place,
                    imageUrl=picture.url,
                    imageLabel="plan" if picture.is_plan else "photo",
                    imageCaption=clean.line(picture.caption, astral=True),
                )
                for place, picture in enumerate(usable_pictures(item, sender, self.limits), 1)
            ],
            "propertyContact": filled(contactEmail=item.email, contactPrimaryPhoneNumber=item.phone),
        }
        tours = {"propertyVideoUrl": item.video_url, "propertyVirtualTourUrl": item.virtual_tour_url}
        return fields | {name: url for name, url in tours.items() if url}

    def _features(self, item: Item) -> dict[str, Any]:
        said: dict[str, Any] = filled(
            featuresType=TYPES.get(item.property_type, "flat"),
            featuresSubtype=item.property_type,
            featuresNewBuild=item.is_new_build or None,
            featuresAreaConstructed=number(item.built_area or None),
            featuresAreaUsable=number(item.usable_area or None),
            featuresAreaPlot=number(item.plot_area or None),
            featuresAreaTerrace=number(item.terrace_area or None),
            featuresBedroomNumber=item.bedrooms,
            featuresBathroomNumber=item.bathrooms,
            featuresToiletNumber=item.half_bathrooms,
            featuresBuiltYear=item.year_built,
            featuresFloorsBuilding=item.floors,
            featuresParkingSpaces=item.parking_spaces,
            featuresConservation=STATES.get(item.condition),
            featuresOrientation=item.orientation,
            featuresHeatingType=item.heating,
            featuresEnergyCertificateStatus=item.energy_status,
            featuresEnergyCertificateRating=item.energy_consumption,
            featuresEnergyCertificatePerformance=number(item.energy_consumption_value),
            featuresEnergyCertificateEmissionsRating=item.energy_emissions,
            featuresEnergyCertificateEmissionsValue=number(item.energy_emissions_value),
        )
        said |= {FLAGS[code]: True for code in item.features if code in FLAGS}
        others = list(short_features(item.free_features, self.limits))
        return {**said, "featuresOther": others} if others else said


def visibility(item: Item) -> str:
    if item.is_exact or (item.street and item.postal_code):
        return "full"
    return "street" if item.street else "hidden"


def precision(item: Item) -> str | None:
    if item.latitude is None:
        return None
    return "exact" if item.is_exact else "moved"


def filled(**values: Any) -> dict[str, Any]:
    """What has a value."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def number(amount: Decimal | None) -> int | float | None:
    """As a JSON number, whole where it is whole."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
