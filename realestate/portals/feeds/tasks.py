"""Background work of the feeds."""

from realestate.core.jobs import register
from realestate.portals.feeds.building import build_feed as build
from realestate.salespeople.models import User


@register("portals.build_feed")
def build_feed(account_id: int, forced_by_id: int | None = None) -> None:
    """One feed anew; nothing to do while another build is at it, for that one reads the same stock."""
    forced_by = User.objects.filter(pk=forced_by_id).first() if forced_by_id is not None else None
    build(account_id=account_id, forced_by=forced_by)
