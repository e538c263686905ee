"""What the agency sends to portals, and what they have seen of it."""

from realestate.portals.models.feeds import FeedBuild, FeedDifference, FeedFetch, PortalAccount, Publication
from realestate.portals.models.imports import ImportBatch, ImportedListing

__all__ = ["FeedBuild", "FeedDifference", "FeedFetch", "ImportBatch", "ImportedListing", "PortalAccount", "Publication"]
