"""References by each office's pattern: taken from a counter, so they are unique and never come back."""

import re

from realestate.core.models import Counter
from realestate.listings.models import Listing
from realestate.salespeople.models import Office

NUMBER = re.compile(r"\{number(?::0(\d))?\}$")


def next_reference(office: Office) -> str:
    """The next reference of this office, in capitals.

    The counter belongs to what stands before the number, so offices that share a pattern share its numbers too, and
    a reference that was deleted stays used.
    """
    prefix = NUMBER.sub("", office.reference_pattern).replace("{office}", office.code).upper()
    found = NUMBER.search(office.reference_pattern)
    digits = int(found[1] or 0) if found else 0
    while True:
        reference = f"{prefix}{Counter.take(f'listing-reference:{prefix}'):0{digits}}"
        if not Listing.objects.filter(reference=reference).exists():
            return reference
