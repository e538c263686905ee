"""Reads the Kyero XML feed (v3, and v2.1 where it differs) as agencies export it: tolerant, and exact about it."""

from realestate.portals.kyero.reader import FeedReader, read_feed
from realestate.portals.kyero.types import FeedError, Limits, ParsedListing, Problem, RejectedListing, Severity

__all__ = ["FeedError", "FeedReader", "Limits", "ParsedListing", "Problem", "RejectedListing", "Severity", "read_feed"]
