"""pisos.com and Indomio: labelled lines or a table; price proposals and wishes for viewings too."""

import re
from dataclasses import replace

from realestate.intake.parsers.family import Family

FAMILY = Family(
    code="pisos.com",
    domains=("pisos",),
    leads=re.compile(
        r"(?:nueva )?(?:solicitud|petici[oó]n|consulta)|contacto|interesad[oa]|propuesta de precio|"
        r"quiere visitar|visita",
        re.IGNORECASE,
    ),
    others=re.compile(r"factura|resumen|informe|caduc|estad[ií]stic|contraseña", re.IGNORECASE),
    calls=re.compile(r"llamada (?:perdida|no atendida)", re.IGNORECASE),
    number=re.compile(r"pisos\.[a-z]{2,4}/\S{0,200}?-(\d{6,16}(?:_\d{3,9})?)", re.IGNORECASE),
    labels={"id anuncio": "portal_reference", "importe propuesto": "price", "precio que ofrece": "price"},
)
INDOMIO = replace(
    FAMILY,
    code="indomio",
    domains=("indomio",),
    number=re.compile(r"indomio\.[a-z]{2,4}/\S{0,80}?(\d{6,12})", re.IGNORECASE),
    leads=re.compile(FAMILY.leads.pattern + r"|enquiry|request|new lead", re.IGNORECASE),
)
