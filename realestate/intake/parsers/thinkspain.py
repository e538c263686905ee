"""thinkSPAIN: English or German labels, the reference in the subject."""

import re

from realestate.intake.parsers.family import Family

FAMILY = Family(
    code="thinkspain",
    domains=("thinkspain",),
    leads=re.compile(r"enquiry|inquiry|anfrage|demande|consulta|property lead", re.IGNORECASE),
    others=re.compile(r"invoice|statistics|report|newsletter|weekly", re.IGNORECASE),
    number=re.compile(
        r"thinkspain\.[a-z]{2,4}/\S{0,80}?/(\d{5,10})|thinkspain (?:ref|id)[^\d]{0,12}(\d{5,10})", re.IGNORECASE
    ),
    labels={"thinkspain property": "portal_reference", "tel": "phone", "additional comments": "message"},
)
