"""Kyero: English labels, the person's language beside them."""

import re

from realestate.intake.parsers.family import Family

FAMILY = Family(
    code="kyero",
    domains=("kyero",),
    leads=re.compile(r"enquiry|inquiry|new lead|consulta|viewing request|callback request", re.IGNORECASE),
    others=re.compile(r"invoice|performance|report|newsletter|feed (?:error|warning)|import", re.IGNORECASE),
    number=re.compile(
        r"kyero\.[a-z]{2,4}/(?:[a-z]{2}/)?(?:property|propiedad|inmueble)/(\d{5,10})|"
        r"kyero ref(?:erence)?\.?:?\s*(\d{5,10})",
        re.IGNORECASE,
    ),
    labels={
        "kyero ref": "portal_reference",
        "agent property reference": "reference",
        "client phone": "phone",
        "what they said": "message",
    },
)
