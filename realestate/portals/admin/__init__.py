"""Portals in the back office."""

from realestate.portals.admin import feeds as feeds
