"""Background work of the portals' imports."""

from realestate.core.jobs import register
from realestate.portals import imports, undo
from realestate.portals.feeds import tasks as feeds
from realestate.portals.models import ImportBatch

__all__ = ["check_import", "feeds", "run_import", "undo_import"]


@register("portals.check_import")
def check_import(batch_id: int) -> None:
    """Read a feed for its preview."""
    batch = ImportBatch.objects.for_rows().filter(pk=batch_id).first()
    if batch is not None:
        imports.check_import(batch)


@register("portals.run_import")
def run_import(batch_id: int) -> None:
    """Write a confirmed feed into the stock."""
    batch = ImportBatch.objects.for_rows().filter(pk=batch_id).first()
    if batch is not None:
        imports.run_import(batch)


@register("portals.undo_import")
def undo_import(batch_id: int) -> None:
    """Put a large import back."""
    batch = ImportBatch.objects.for_rows().filter(pk=batch_id).first()
    if batch is not None:
        undo.run_undo(batch)
