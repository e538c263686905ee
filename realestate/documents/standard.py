"""The fields of the documents that every agency needs, and their layouts.

Values come as finished words in the language of the document ("250.000 €", "12 de mayo de 2026"): the room that fills
them in knows how they are written. ``office`` and ``document`` are filled in by ``services.make_document`` itself.
Pictures come beside the values, as bytes by name: ``cover``, ``photo1`` … ``photo6``; in a selection each row of
``items`` names its own in ``picture``.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from realestate.documents.choices import DocumentKind
from realestate.documents.kinds import Field, register_kind

LEY_12 = "Ley 12/2023, art. 31"
RD_390 = "RD 390/2021, art. 15"
RDL_1_2007 = "RDL 1/2007, art. 97"

OFFICE = [
    Field("office.name", _("name of the office"), sample="Murcia Centro"),
    Field("office.legal_name", _("legal name of the agency"), sample="Inmobiliaria Ejemplo, S. L."),
    Field("office.tax_id", _("tax number of the agency"), sample="B12345674"),
    Field("office.address", _("address of the office"), sample="Calle Mayor, 1, 30001 Murcia"),
    Field("office.phone", _("phone of the office"), sample="+34 968 00 00 00"),
    Field("office.email", _("e-mail of the office"), sample="hola@example.com"),
    Field("office.registration_number", _("registration number of the agency"), sample="RAI-0001"),
    Field("office.website", _("web site"), sample="https://www.example.com"),
    Field("document.date", _("date of the document"), sample="24 de noviembre de 2026"),
]
AGENT = [
    Field("agent.name", _("name of the salesperson"), sample="Ana Pérez"),
    Field("agent.phone", _("phone of the salesperson"), sample="+34 612 00 00 00"),
    Field("agent.email", _("e-mail of the salesperson"), sample="ana@example.com"),
]
LISTING = [
    Field("listing.reference", _("reference"), required=True, sample="MUR-0042"),
    Field("listing.title", _("title"), sample="Ático con terraza junto a la catedral"),
    Field("listing.type", _("type of property"), sample="Ático"),
    Field("listing.address", _("address as it may be shown"), sample="Calle Trapería, 30001 Murcia"),
    Field("listing.place", _("town and zone"), sample="Murcia, Centro"),
    Field("listing.description", _("description"), sample="Ático luminoso con terraza de 40 m² y vistas."),
    Field("listing.url", _("address of the public page"), sample="https://example.com/inmuebles/atico-mur-0042/"),
]
FULL_LISTING = [
    Field("listing.full_address", _("full address"), required=True, sample="Calle Trapería, 12, 4.º B, 30001 Murcia"),
    Field("listing.cadastral_reference", _("cadastral reference"), sample="9872023VH5797S0001WX"),
    Field("listing.built_area", _("built area"), sample="120 m²"),
    Field("listing.usable_area", _("usable area"), sample="104 m²"),
    Field("listing.year_built", _("year of construction"), sample="1998"),
    Field("listing.registry", _("entry in the land register"), sample="Registro n.º 2 de Murcia, finca 12.345"),
]
OPERATION = [
    Field("operation.kind", _("kind of operation"), required=True, sample="Venta"),
    Field("operation.price", _("price"), required=True, sample="250.000 €"),
]
ENERGY = [
    Field(
        "energy.status", _("energy certificate in words"), required=True, law=RD_390, sample="Certificado disponible"
    ),
    Field("energy.consumption", _("letter of consumption"), sample="D"),
    Field("energy.consumption_value", _("consumption, kWh/m² year"), sample="112,4"),
    Field("energy.emissions", _("letter of emissions"), sample="C"),
    Field("energy.emissions_value", _("emissions, kg CO₂/m² year"), sample="21,8"),
    Field("energy.expires", _("certificate valid until"), sample="3 de mayo de 2033"),
]
OWNERS = [
    Field("owners", _("owners"), required=True, many=True),
    Field("owners.name", _("owner: name"), required=True, sample="Lucía Gómez Ruiz"),
    Field("owners.tax_id", _("owner: tax number"), required=True, sample="12345678Z"),
    Field("owners.address", _("owner: address"), sample="Calle Sol, 3, 30002 Murcia"),
    Field("owners.share", _("owner: share"), sample="100 %"),
    Field("owners.representative", _("owner: who acts for them"), sample="Pedro Gómez Ruiz"),
]
FACTS = [
    Field("facts", _("facts"), many=True),
    Field("facts.label", _("fact: name"), sample="Superficie construida"),
    Field("facts.value", _("fact: value"), sample="120 m²"),
    Field("features", _("features"), many=True),
    Field("features.name", _("feature: name"), sample="Ascensor"),
]
MANDATE = [
    Field("mandate.kind", _("kind of mandate"), required=True, sample="Exclusiva"),
    Field("mandate.is_exclusive", _("exclusive: anything if so"), sample="1"),
    Field("mandate.starts", _("begins on"), required=True, sample="1 de diciembre de 2026"),
    Field("mandate.ends", _("ends on"), required=True, sample="1 de junio de 2027"),
    Field("mandate.fee", _("fee"), required=True, sample="3 % del precio de venta"),
    Field("mandate.fee_minimum", _("least fee"), sample="3.000 €"),
    Field("mandate.fee_payer", pgettext_lazy("document", "who pays the fee"), sample="La parte propietaria"),
    Field("mandate.vat", _("VAT"), required=True, sample="IVA del 21 % no incluido"),
    Field("mandate.renewal", _("renewal"), sample="No se renueva de forma automática."),
    Field("mandate.notes", _("other terms"), sample="Visitas con aviso de 24 horas."),
    Field("mandate.signed_away", _("signed away from the office: anything if so"), law=RDL_1_2007, sample="1"),
    Field("mandate.withdraw_until", _("may be withdrawn from until"), law=RDL_1_2007, sample="15 de diciembre de 2026"),
]
REPORT = [
    Field("report.starts", _("report from"), required=True, sample="1 de noviembre de 2026"),
    Field("report.ends", _("report until"), required=True, sample="24 de noviembre de 2026"),
    Field("report.days_on_market", _("days on the market"), sample="54"),
    Field("report.enquiries", _("number of enquiries"), sample="12"),
    Field("report.viewings_done", _("number of viewings done"), sample="4"),
    Field("report.summary", _("words of the salesperson"), sample="El interés crece desde la bajada de precio."),
    Field("sources", _("where enquiries came from"), many=True),
    Field("sources.name", _("enquiries: from where"), sample="Portal"),
    Field("sources.count", _("enquiries: how many"), sample="8"),
    Field("viewings", _("viewings"), many=True),
    Field("viewings.date", _("viewing: day"), sample="12 de noviembre"),
    Field("viewings.feedback", _("viewing: what they said"), sample="Gusta la terraza; la cocina les parece pequeña."),
    Field("coming", _("viewings to come"), many=True),
    Field("coming.date", _("viewing to come: day and hour"), sample="26 de noviembre, 17:30"),
    Field("prices", _("prices"), many=True),
    Field("prices.date", _("price: day"), sample="1 de octubre"),
    Field("prices.price", _("price: amount"), sample="260.000 €"),
    Field("prices.operation", _("price: operation"), sample="Venta"),
    Field("prices.change", _("price: difference"), sample="−10.000 €"),
    Field("prices.days", _("price: days on the market at it"), sample="21"),
    Field("portals", _("portals"), many=True),
    Field("portals.name", _("portal: name"), sample="Kyero"),
    Field("portals.state", _("portal: state"), sample="Publicado"),
    Field("portals.operation", _("portal: operation"), sample="Venta"),
    Field("portals.since", _("portal: since"), sample="3 de octubre de 2026"),
]
DOSSIER = [
    Field("seller.name", _("seller or landlord: name"), required=True, law=LEY_12, sample="Lucía Gómez Ruiz"),
    Field("terms.included", _("what the price includes"), required=True, law=LEY_12, sample="Vivienda y trastero."),
    Field("terms.payment", _("how it is paid"), required=True, law=LEY_12, sample="10 % en arras, resto en escritura."),
    Field("terms.costs", _("taxes and costs of the buyer"), sample="ITP del 8 %, notaría y registro."),
    Field("terms.financing", _("financing"), sample="Sin financiación ofrecida por el vendedor."),
    Field("terms.guarantee", _("guarantee of payments on account"), sample="Aval bancario de las cantidades a cuenta."),
    Field("legal.habitability", _("certificate of habitability"), required=True, law=LEY_12, sample="Vigente, 2031"),
    Field("legal.occupancy", _("occupied or free"), required=True, law=LEY_12, sample="Libre de ocupantes"),
    Field("legal.charges", _("charges and burdens"), required=True, law=LEY_12, sample="Hipoteca que se cancela"),
    Field("legal.charges_on", _("date of the register extract"), sample="12 de noviembre de 2026"),
    Field("legal.share", _("share in the common elements"), sample="4,25 %"),
    Field("legal.community_fee", _("community fee"), sample="60 € al mes"),
    Field("legal.property_tax", _("property tax"), sample="420 € al año"),
    Field("legal.reforms", _("important reforms"), sample="Cocina y baños, 2019"),
    Field(
        "legal.services", _("services and installations"), required=True, law=LEY_12, sample="Agua, luz, gas y fibra."
    ),
    Field(
        "legal.accessibility", _("accessibility"), required=True, law=LEY_12, sample="Ascensor, portal sin escalones."
    ),
    Field("legal.protection", _("protected housing"), sample="No es vivienda protegida."),
    Field("legal.heritage", _("protected building"), sample="Sin protección arquitectónica."),
    Field("legal.asbestos", _("asbestos, where it was looked for"), sample="Sin información."),
    Field("legal.stressed_zone", _("stressed residential market"), sample="No está en zona tensionada."),
    Field("legal.last_rent", _("last rent of the home, when let"), sample="650 € al mes"),
    Field("legal.flood", _("area liable to flooding"), sample="Zona no inundable."),
    Field("legal.other", _("other relevant information"), sample="La comunidad ha aprobado pintar la fachada."),
]
DOSSIER_AREAS = [
    Field("listing.built_area", _("built area"), required=True, law=LEY_12, sample="120 m²"),
    Field("listing.usable_area", _("usable area"), required=True, law=LEY_12, sample="104 m²"),
    Field("listing.year_built", _("year of construction"), required=True, law=LEY_12, sample="1998"),
    Field("listing.registry", _("entry in the land register"), required=True, law=LEY_12, sample="Finca 12.345"),
]
PRICE = [
    Field("price.before", _("price until now"), required=True, sample="260.000 €"),
    Field("price.after", _("new price"), required=True, sample="250.000 €"),
    Field("price.from_date", _("new price from"), required=True, sample="24 de noviembre de 2026"),
    Field("mandate.date", _("date of the mandate"), sample="1 de octubre de 2026"),
]
SELECTION = [
    Field("selection.title", _("title of the selection"), sample="Áticos con terraza"),
    Field("selection.client", _("for whom"), sample="Familia Gómez"),
    Field("selection.note", _("words for the client"), sample="Lo que vimos ayer y dos más."),
    Field("selection.url", _("address of the page"), sample="https://example.com/"),
    Field("items", _("properties"), required=True, many=True),
    Field("items.reference", _("property: reference"), sample="MUR-0042"),
    Field("items.title", _("property: title"), sample="Ático con terraza"),
    Field("items.place", _("property: place"), sample="Murcia, Centro"),
    Field("items.price", _("property: price"), sample="250.000 €"),
    Field("items.facts", _("property: facts in a line"), sample="120 m² · 3 dormitorios · 2 baños"),
    Field("items.text", _("property: a few words"), sample="Luminoso y reformado."),
    Field("items.url", _("property: public page"), sample="https://example.com/"),
    Field("items.picture", _("property: name of its picture"), sample="photo1"),
]
EVIDENCE = [
    Field("signature.document", _("document that was signed"), sample="Nota de encargo MUR-0042"),
    Field("signature.name", _("who signed"), sample="Lucía Gómez Ruiz"),
    Field("signature.rows", _("what was recorded"), many=True),
    Field("signature.rows.label", _("recorded: name"), sample="Código comprobado"),
    Field("signature.rows.value", _("recorded: value"), sample="24 de noviembre de 2026, 12:00 UTC"),
    Field("signature.url", _("address of the check"), sample="https://example.com/verificar/0123/"),
]


def register() -> None:
    """Declare all of them."""
    register_kind(
        DocumentKind.MANDATE,
        fields=[*OFFICE, *AGENT, *LISTING, *FULL_LISTING, *OPERATION, *ENERGY, *OWNERS, *MANDATE],
        layout="documents/contract.html",
    )
    sheet = [*OFFICE, *AGENT, *LISTING, *OPERATION, *ENERGY, *FACTS]
    register_kind(DocumentKind.BROCHURE, fields=sheet, layout="documents/brochure.html")
    register_kind(DocumentKind.WINDOW_CARD, fields=sheet, layout="documents/window_card.html")
    register_kind(
        DocumentKind.OWNER_REPORT, fields=[*OFFICE, *AGENT, *LISTING, *REPORT], layout="documents/report.html"
    )
    register_kind(
        DocumentKind.BUYER_DOSSIER,
        fields=[*OFFICE, *AGENT, *LISTING, *FULL_LISTING, *DOSSIER_AREAS, *OPERATION, *ENERGY, *DOSSIER],
        layout="documents/dossier.html",
    )
    register_kind(
        DocumentKind.PRICE_ANNEX,
        fields=[*OFFICE, *AGENT, *LISTING, *FULL_LISTING, *OPERATION, *OWNERS, *PRICE],
        layout="documents/contract.html",
    )
    register_kind(DocumentKind.SELECTION, fields=[*OFFICE, *AGENT, *SELECTION], layout="documents/selection.html")
    register_kind(DocumentKind.EVIDENCE, fields=[*OFFICE, *EVIDENCE], layout="documents/evidence.html")
