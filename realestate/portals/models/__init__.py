"""What the agency sends to portals, and what they have seen of it."""

from realestate.portals.models.feeds import FeedBuild, FeedDifference, FeedFetch, PortalAccount, Publication

__all__ = ["FeedBuild", "FeedDifference", "FeedFetch", "PortalAccount", "Publication"]
