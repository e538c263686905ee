"""The energy label in a page or a document."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from realestate.core import energy

register = template.Library()


@register.simple_tag
def energy_label(values: Mapping[str, Any] | None) -> SafeString:
    """The scale with both letters, of ``consumption``, ``emissions``, ``consumption_value`` and ``emissions_value``.

    Empty when there is no letter: the page then says in words why.
    """
    given = {name: str((values or {}).get(name) or "") for name in ("consumption", "emissions")}
    numbers = {name: str((values or {}).get(name) or "") for name in ("consumption_value", "emissions_value")}
    return energy.energy_label(given["consumption"], given["emissions"], **numbers)
