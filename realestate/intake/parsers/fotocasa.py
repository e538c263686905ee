"""Fotocasa and habitaclia, one house: labelled lines, the portal's number in the address."""

import re
from dataclasses import replace

from realestate.intake.parsers.family import Family

FAMILY = Family(
    code="fotocasa",
    domains=("fotocasa",),
    leads=re.compile(
        r"contacto (?:recibido|nuevo|de|desde)|nuevo contacto|solicitud de (?:informaci[oó]n|contacto)|"
        r"te ha contactado|"
        r"(?P<name>[^:]{2,60}?) (?:está interesad\w+|se ha interesado)|petici[oó]n de informaci[oó]n|"
        r"nou contacte|new contact",
        re.IGNORECASE,
    ),
    others=re.compile(r"factura|resumen|informe|rendimiento|caduc|newsletter|consejos|contraseña", re.IGNORECASE),
    calls=re.compile(r"llamada (?:perdida|no atendida|no contestada)|missed call", re.IGNORECASE),
    number=re.compile(
        r"(?:fotocasa\.[a-z]{2,4}/\S{0,200}?/|c[oó]digo fotocasa:?\s*|id fotocasa:?\s*)(\d{6,12})(?:/d)?", re.IGNORECASE
    ),
    labels={"codigo fotocasa": "portal_reference", "id fotocasa": "portal_reference", "quiere": "message"},
)
HABITACLIA = replace(
    FAMILY,
    code="habitaclia",
    domains=("habitaclia",),
    number=re.compile(r"(?:habitaclia\.[a-z]{2,4}/\S{0,200}?-i|c[oó]digo habitaclia:?\s*)(\d{6,14})", re.IGNORECASE),
    labels={
        "codigo habitaclia": "portal_reference",
        "nom i cognoms": "name",
        "missatge": "message",
        "telefon": "phone",
        "correu": "email",
    },
)
