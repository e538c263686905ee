"""What a map of the stock shows: points with a short description, clusters where they would be too many, town names."""

from typing import Any

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Value
from django.db.models.functions import Floor
from django.utils.translation import gettext as _

from realestate.core.money import format_money
from realestate.listings.geo import Box
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet

MAX_POINTS = 2_000
CELLS = 24  # clusters along the longer side of what is shown
MAX_TOWNS = 40


def map_of(operations: OperationQuerySet, shown: Box | None) -> dict[str, Any]:
    """All that the map needs, in four queries at most whatever the number of rows.

    ``total`` and ``unplaced`` count the filtered rows; ``points`` and ``clusters`` lie in ``shown``, and one of the
    two is empty. The towns come with the first answer only, the one without ``shown``.
    """
    counts = operations.order_by().aggregate(total=Count("pk"), placed=Count("listing__latitude"))
    located = operations.located()
    towns = located.order_by().values("listing__town").annotate(
        latitude=Avg("listing__latitude"), longitude=Avg("listing__longitude"), number=Count("pk")
    )  # fmt: skip
    names = [] if shown else list(towns.order_by("-number", "listing__town")[:MAX_TOWNS])
    visible = located.in_area(shown) if shown else located
    rows = list(visible.select_related("listing").order_by("-pk")[: MAX_POINTS + 1])
    crowded = len(rows) > MAX_POINTS
    return {
        "total": counts["total"],
        "unplaced": counts["total"] - counts["placed"],
        "points": [] if crowded else [point_of(operation) for operation in rows],
        "clusters": clusters_of(visible, shown or extent_of(rows)) if crowded else [],
        "towns": [
            {
                "name": row["listing__town"],
                "latitude": float(row["latitude"]),
                "longitude": float(row["longitude"]),
                "number": row["number"],
            }
            for row in names
        ],
    }


def point_of(operation: Operation) -> dict[str, Any]:
    listing = operation.listing
    if operation.price is not None:
        price = format_money(operation.price, operation.currency)
    else:
        price = _("Price on request") if operation.price_on_request else _("No price yet")
    return {
        "id": operation.pk,
        "latitude": float(listing.latitude or 0),
        "longitude": float(listing.longitude or 0),
        "reference": listing.reference,
        "title": listing.headline,
        "price": price,
        "kind": operation.get_kind_display(),
        "status": operation.status,
        "status_text": operation.get_status_display(),
        "url": listing.get_absolute_url(),
    }


def extent_of(operations: list[Operation]) -> Box:
    """The box around these rows."""
    latitudes = [float(one.listing.latitude or 0) for one in operations]
    longitudes = [float(one.listing.longitude or 0) for one in operations]
    return Box(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def clusters_of(operations: OperationQuerySet, box: Box) -> list[dict[str, Any]]:
    """The rows counted in the cells of a grid; each stands in the middle of its rows, with the box to look into."""
    cell = max((box.north - box.south) / CELLS, (box.east - box.west) / CELLS, 0.0005)
    cells = (
        operations.order_by()
        .annotate(row=Floor(_in_cells("listing__latitude", cell)), column=Floor(_in_cells("listing__longitude", cell)))
        .values("row", "column")
        .annotate(latitude=Avg("listing__latitude"), longitude=Avg("listing__longitude"), number=Count("pk"))
    )
    return [
        {
            "latitude": float(one["latitude"]),
            "longitude": float(one["longitude"]),
            "number": one["number"],
            "box": [
                int(one["row"]) * cell,
                int(one["column"]) * cell,
                (int(one["row"]) + 1) * cell,
                (int(one["column"]) + 1) * cell,
            ],
        }
        for one in cells[: CELLS * CELLS * 4]
    ]


def _in_cells(field: str, cell: float) -> Any:
    return ExpressionWrapper(F(field) / Value(cell), output_field=FloatField())
