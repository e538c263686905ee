"""Publish rules: what the law, the portals and the agency ask of an advertisement before it leaves the house.

``findings(operation, channel)`` tells what does not hold; ``light(…)`` sums it up. The operation should come from
``Operation.objects.…for_rules()``, so that no rule asks the database again.
"""

from realestate.listings.rules.base import Facts, Rule, Severity
from realestate.listings.rules.engine import Finding, blockers, findings, light, light_of, may_leave
from realestate.listings.rules.packs import pack, pack_name

__all__ = [
    "Facts", "Finding", "Rule", "Severity", "blockers", "findings", "light", "light_of", "may_leave", "pack",
    "pack_name",
]  # fmt: skip
