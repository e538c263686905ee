"""Lines such as ``Nombre: Lucía`` in four languages, wherever the value stands: behind it, in the next cell, below."""

import re
from dataclasses import dataclass

from realestate.core.text import normalise
from realestate.intake.parsers import clean

# What portals and agencies' own forms write before a value: normalised, without colon.
WORDS: dict[str, dict[str, str]] = {
    "name": {
        "es": "nombre|nombre y apellidos|nombre completo|nombre del interesado|nombre del contacto|interesado|contacto|"
        "persona de contacto|cliente|usuario|remitente|datos de contacto",
        "en": "name|full name|client name|contact name|your name|enquirer|enquirer name|customer|sender|client",
        "fr": "nom|nom complet|nom et prenom|nom prenom|nom du contact|client",
        "de": "vor- und nachname|name des interessenten|interessent|ansprechpartner|vollstandiger name|ihr name|kunde",
    },
    "first_name": {"es": "nombre de pila", "en": "first name", "fr": "prenom", "de": "vorname"},
    "last_name": {
        "es": "apellidos|apellido", "en": "last name|surname|family name", "fr": "nom de famille",
            "de": "nachname|familienname",
    },
    "email": {
        "es": "correo|correo electronico|e-mail del interesado|email del interesado|direccion de correo|"
            "email de contacto",
        "en": "email|e-mail|mail|email address|e-mail address|client email|your email",
        "fr": "courriel|adresse e-mail|adresse email|adresse mail|adresse electronique",
        "de": "e-mail-adresse|emailadresse|e-mail adresse|mailadresse",
    },
    "phone": {
        "es": "telefono|tel|tlf|tfno|movil|telefono movil|telefono de contacto|telefono del interesado|"
            "numero de telefono|"
        "whatsapp|celular",
        "en": "phone|telephone|phone number|telephone number|mobile|mobile number|contact number|"
            "contact phone|cell|tel no",
        "fr": "telephone portable|portable|numero de telephone|tel. portable",
        "de": "telefon|telefonnummer|handy|mobil|rufnummer|mobilnummer",
    },
    "reference": {
        "es": "referencia|ref|referencia del anuncio|referencia del inmueble|su referencia|ref. inmueble|ref. anuncio|"
        "referencia anunciante|referencia interna|referencia agencia|n.o de referencia|numero de referencia|"
        "tu referencia",
        "en": "reference|property reference|property ref|your reference|your ref|agent reference|agent ref|ref no|"
        "listing reference|ref number",
        "fr": "reference du bien|reference de l'annonce|ref. annonce|votre reference|ref. bien",
        "de": "referenz|referenznummer|objektnummer|objekt-nr|objekt-id|objektreferenz|ihre referenz",
    },
    "portal_reference": {
        "es": "codigo|codigo del anuncio|id anuncio|id del anuncio|codigo de anuncio|codigo inmueble|codigo fotocasa|"
        "codigo idealista|codigo habitaclia|numero de anuncio|anuncio n.o|id inmueble|anuncio",
        "en": "kyero reference|kyero ref|thinkspain ref|thinkspain reference|property id|listing id|"
            "advert id|portal reference|"
        "thinkspain id",
        "fr": "numero d'annonce|id annonce",
        "de": "anzeigennummer|anzeigen-id|scout-id",
    },
    "message": {
        "es": "mensaje|comentario|comentarios|consulta|texto|observaciones|mensaje del interesado|mensaje del usuario|"
        "su mensaje|peticion|solicitud",
        "en": "message|comments|comment|enquiry|inquiry|client message|their message|notes|question|"
            "message from the client",
        "fr": "votre message|commentaire|commentaires|demande",
        "de": "nachricht|mitteilung|anfrage|kommentar|nachricht des interessenten|bemerkung",
    },
    "url": {
        "es": "enlace|enlace al anuncio|ver anuncio|url|anuncio en", "en": "link|property link|listing url|"
            "property url|web page",
        "fr": "lien|lien de l'annonce", "de": "link zur anzeige|webseite",
    },
    "price": {
        "es": "precio propuesto|oferta|propuesta de precio|precio ofrecido", "en": "offer|offered price|price proposal",
        "fr": "prix propose", "de": "preisvorschlag",
    },
    "wishes": {
        "es": "fecha de visita|fecha deseada|disponibilidad|horario|cuando|fecha y hora|horario preferido|"
            "dia de visita",
        "en": "viewing date|preferred date|preferred time|availability|best time to call|visit date",
        "fr": "date de visite|disponibilites", "de": "besichtigungstermin|wunschtermin|erreichbarkeit",
    },
    "external_id": {
        "es": "id de contacto|codigo de contacto|id del contacto|id mensaje|id de la solicitud",
            "en": "lead id|enquiry id|message id|enquiry no",
        "fr": "id contact", "de": "anfrage-id|anfragenummer",
    },
    "other": {  # known, not needed: they end a message
        "es": "precio|superficie|direccion|ubicacion|inmueble|operacion|tipo|habitaciones|zona|poblacion|"
            "fecha|hora|portal|"
        "procedencia|origen|dni|idioma|asunto|provincia|vivienda|acepta|politica de privacidad|dormitorios|"
        "banos|titulo",
        "en": "price|property|location|town|province|bedrooms|type|date|time|source|language|subject|country|"
            "address|area|"
        "budget|newsletter|privacy|bathrooms|title|portal name",
        "fr": "prix|bien|ville|lieu|type de bien|langue|objet|pays|adresse|surface|pieces",
        "de": "preis|objekt|ort|datum|uhrzeit|sprache|betreff|land|strasse|wohnort|zimmer|adresse|anrede|"
            "objekttyp|quelle",
    },
}  # fmt: skip

LABELS: dict[str, tuple[str, str]] = {
    word: (field, language)
    for field, languages in WORDS.items()
    for language, words in languages.items()
    for word in words.split("|")
}
LINE = re.compile(r"^[\s>*•·\-–_|]*([^\s:：|][^:：|\n]{0,44}?)[\s*_]*(?:[:：]|\s\|\s)[\s*_]*(.*)$")
END = re.compile(
    r"^(?:datos del? \w+$|property details|--+\s*$|__+|==+|este (?:mensaje|correo|e-?mail)|this (?:message|"
    r"e-?mail)|diese (?:nachricht|"
    r"e-?mail)|ce (?:message|courriel)|"
    r"responder\b|reply\b|contesta\b|antworten\b|répondre\b|ver (?:el )?(?:anuncio|inmueble|ficha)|"
    r"view (?:the )?(?:property|listing|enquiry)|"
    r"aviso legal|política de privacidad|privacy policy|datenschutz|darse de baja|unsubscribe|abmelden|se désabonner|"
    r"©|\(c\)|copyright|el equipo de|the .{2,20} team|equipo .{2,20}$|recuerda\b|consejo\b|enviado desde|sent from|"
    r"mandado desde|gestiona (?:tus|este)|you (?:have )?received this|has recibido este|recibes este|"
    r"un saludo del equipo|"
    r"responde? a este|puedes responder|you can reply|contact the client|llámale|llama a este)",
    re.IGNORECASE,
)


@dataclass
class Labelled:
    """What was found behind labels, and in which language they were."""

    values: dict[str, str]
    language: str

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def name(self) -> str:
        parts = [self.get("first_name"), self.get("last_name")]
        full = self.get("name")
        if full and parts[1] and parts[1] not in full:
            return f"{full} {parts[1]}"
        return full or " ".join(part for part in parts if part)


def read_labels(text: str, extra: dict[str, str] | None = None) -> Labelled:
    """The first value of each field; ``extra`` are further normalised words and their fields."""
    lines = text.replace("\t", "\n\t").split("\n")
    lines = _joined(lines, extra or {})
    values: dict[str, str] = {}
    votes: dict[str, int] = {}
    index = 0
    while index < len(lines):
        hit = label_of(lines[index], extra)
        index += 1
        if hit is None:
            continue
        field, language, value = hit
        if language:
            votes[language] = votes.get(language, 0) + 1
        if field == "message":
            body, index = _message(lines, index, value, extra)
            value = body
        elif not value:
            value, index = _below(lines, index, extra)
        if value and field not in values and field != "other":
            values[field] = value
    best = max(votes, key=lambda code: votes[code], default="")
    return Labelled(values, best)


def label_of(line: str, extra: dict[str, str] | None = None) -> tuple[str, str, str] | None:
    """(field, language, value) of a line that begins with a label we know."""
    if len(line) > 3000:
        return None
    found = LINE.match(line)
    if not found:
        return None
    word = normalise(found.group(1)).strip(" .*_")
    if extra and word in extra:
        return extra[word], "", found.group(2).strip()
    known = LABELS.get(word)
    return (*known, found.group(2).strip()) if known else None


def _joined(lines: list[str], extra: dict[str, str]) -> list[str]:
    """``Nombre`` in one cell and its value in the next become one line, colon or not."""
    out: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        index += 1
        word = normalise(line).strip(" .:*_") if 0 < len(line) < 46 else ""
        if word in LABELS or word in extra:
            after = next((step for step in range(index, min(index + 3, len(lines))) if lines[step].strip()), None)
            if after is not None and lines[after].startswith("\t") and not label_of(lines[after].strip(), extra):
                line = f"{line.rstrip(': ')}: {lines[after].strip()}"
                index = after + 1
        out.append(line)
    return out


def _below(lines: list[str], index: int, extra: dict[str, str] | None) -> tuple[str, int]:
    """The value on the next line that holds anything, unless that is a label itself."""
    for step in range(index, min(index + 3, len(lines))):
        line = lines[step].strip()
        if not line:
            continue
        if label_of(line, extra) is None and not END.match(line):
            return line, step + 1
        break
    return "", index


def _message(lines: list[str], index: int, first: str, extra: dict[str, str] | None) -> tuple[str, int]:
    """All lines up to the next label, or to where the portal's own words begin."""
    body = [first] if first else []
    while index < len(lines) and len(body) < 400:
        line = lines[index].strip()
        if END.match(line):
            break
        hit = label_of(line, extra)
        if hit is not None and (hit[0] != "other" or hit[2]):
            break
        body.append(line)
        index += 1
    said = clean.paragraphs("\n".join(body)).strip()
    if len(said) > 1 and said[0] in "\"“«'" and said[-1] in "\"”»'":
        said = said[1:-1].strip()
    return said, index
