"""Publish rules: what the law, the portals and the agency ask of an advertisement before it leaves the house.

``findings(operation, channel)`` tells what does not hold; ``light(…)`` sums it up. The operation should come from
``Operation.objects.…for_rules()``, so that no rule asks the database again.
"""

from realestate.listings.rules.engine import Finding, Severity, findings, light, may_leave

__all__ = ["Finding", "Severity", "findings", "light", "may_leave"]
