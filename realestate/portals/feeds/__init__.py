"""Feeds for portals: what is exported, in which format, how it is built, kept, served and explained."""
