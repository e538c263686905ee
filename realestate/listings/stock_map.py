"""What a map of the stock shows: points with a short description, clusters where they would be too many, town names."""

from typing import Any

from django.db.models import Avg, Count, ExpressionWrapper, F, FloatField, Max, Min, Value
from django.db.models.functions import Floor
from django.utils.translation import gettext as _

from realestate.core.money import format_money
from realestate.listings.geo import Box
from realestate.listings.models import Operation
from realestate.listings.querysets import OperationQuerySet

MAX_POINTS = 2_000
CELLS = 24  # clusters along the longer side of what is shown
MAX_TOWNS = 40
SPOT = ("latitude", "longitude", "number")


def map_of(operations: OperationQuerySet, shown: Box | None) -> dict[str, Any]:
    """What the map needs, in three queries at most whatever the number of rows.

    ``points`` and ``clusters`` lie in ``shown``, and one of the two is empty. Without ``shown``, which is the first
    question, it holds the ``towns`` and how many rows there are in all (``total``) and without a place (``unplaced``).
    """
    located = operations.located()
    if shown:
        visible = located.in_area(shown)
        if visible.count_up_to(MAX_POINTS) > MAX_POINTS:
            return {"points": [], "clusters": clusters_of(visible, shown)}
        return {"points": points_of(visible), "clusters": []}
    total, towns = operations.order_by().count(), towns_of(located)
    placed = sum(town["number"] for town in towns)
    crowded = placed > MAX_POINTS
    return {
        "total": total,
        "unplaced": total - placed,
        "points": [] if crowded else points_of(located),
        "clusters": joined(towns) if crowded else [],
        "towns": [{name: town[name] for name in ("name", *SPOT)} for town in towns[:MAX_TOWNS]],
    }


def points_of(operations: OperationQuerySet) -> list[dict[str, Any]]:
    return [point_of(operation) for operation in operations.for_points().order_by("-pk")]


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


def towns_of(located: OperationQuerySet) -> list[dict[str, Any]]:
    """The towns, those with most rows first, each in the middle of its rows and with the box around them."""
    of_place = {"latitude": Avg("listing__latitude"), "longitude": Avg("listing__longitude"), "number": Count("pk")}
    ends = {
        "south": Min("listing__latitude"),
        "west": Min("listing__longitude"),
        "north": Max("listing__latitude"),
        "east": Max("listing__longitude"),
    }
    places: Any = located.order_by().values("listing__town")
    rows = places.annotate(**of_place, **ends).order_by("-number", "listing__town")
    return [
        {
            "name": row["listing__town"],
            "latitude": float(row["latitude"]),
            "longitude": float(row["longitude"]),
            "number": row["number"],
            "box": [float(row[end]) for end in ends],
        }
        for row in rows
    ]


def joined(towns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Towns that would lie on each other become one cluster; no second look at the rows."""
    extent = Box(
        min(town["box"][0] for town in towns),
        min(town["box"][1] for town in towns),
        max(town["box"][2] for town in towns),
        max(town["box"][3] for town in towns),
    )
    cell = _cell_of(extent)
    cells: dict[tuple[int, int], dict[str, Any]] = {}
    for town in towns:  # the biggest of a cell comes first and gives it its place
        key = (int(town["latitude"] // cell), int(town["longitude"] // cell))
        if key not in cells:
            cells[key] = {**town, "box": list(town["box"])}
            continue
        known = cells[key]
        known["number"] += town["number"]
        for index, furthest in enumerate((min, min, max, max)):
            known["box"][index] = furthest(known["box"][index], town["box"][index])
    return [{name: one[name] for name in (*SPOT, "box")} for one in cells.values()]


def _cell_of(box: Box) -> float:
    """The side of a cell, in degrees."""
    return max((box.north - box.south) / CELLS, (box.east - box.west) / CELLS, 0.0005)


def clusters_of(operations: OperationQuerySet, box: Box) -> list[dict[str, Any]]:
    """The rows counted in the cells of a grid; each stands in the middle of its rows, with the box to look into."""
    cell = _cell_of(box)
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
