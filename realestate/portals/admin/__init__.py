"""Portals in the back office."""

from realestate.portals.admin import feeds as feeds
from realestate.portals.admin import imports as imports
