"""idealista: a block without labels under "Nuevo mensaje de …", and missed calls."""

import re

from realestate.intake.parsers.family import Family

FAMILY = Family(
    code="idealista",
    domains=("idealista",),
    leads=re.compile(
        r"(?:nuevo mensaje|mensaje|contacto|consulta|solicitud) de (?P<name>.{2,60}?)(?: (?:sobre|para|por|"
        r"interesad\w+ en|desde)\b|\s*$|\s+[-|(])"
        r"|nuevo (?:mensaje|contacto)|new message from (?P<name_en>.{2,60}?) (?:about|on)|new message|"
        r"te han contactado|"
        r"interesad[oa]s? en tu|solicita(?:n)? (?:una )?visita|contraoferta|nueva oferta",
        re.IGNORECASE,
    ),
    others=re.compile(
        r"factura|estad[ií]stic|resumen (?:semanal|mensual)|publicad[oa] correctamente|caduca|invoice|tu contraseña",
        re.IGNORECASE,
    ),
    calls=re.compile(r"llamada (?:perdida|no atendida)|missed call", re.IGNORECASE),
    number=re.compile(
        r"(?:idealista\.[a-z.]{2,6}/(?:[a-z]{2}/)?(?:inmueble|imovel|immobile)/|"
        r"c[oó]digo(?: del anuncio)?:?\s*)(\d{6,12})",
        re.IGNORECASE,
    ),
    labels={"codigo de anuncio": "portal_reference", "tu referencia": "reference"},
)
