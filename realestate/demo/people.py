"""Names and words for the demo agency: invented people who live where the stock lies."""

FIRST_NAMES_ES = (
    "Lucía", "María", "Carmen", "Ana", "Isabel", "Marta", "Elena", "Sofía", "Paula", "Cristina", "Rocío", "Nuria",
    "Antonio", "José", "Manuel", "Francisco", "Javier", "Daniel", "Pedro", "Ángel", "Sergio", "Rubén", "Iván", "Óscar",
)  # fmt: skip
LAST_NAMES_ES = (
    "García", "Martínez", "López", "Sánchez", "Pérez", "Hernández", "Ruiz", "Muñoz", "Nicolás", "Marín", "Navarro",
    "Moreno", "Vidal", "Cánovas", "Lorente", "Zapata", "Egea", "Cegarra", "Conesa", "Peñalver", "Saura", "Ros",
)  # fmt: skip
FIRST_NAMES_ABROAD = (
    "James", "Emma", "Oliver", "Sarah", "Thomas", "Hannah", "Lars", "Ingrid", "Pieter", "Anneke", "Jürgen", "Claudia",
    "Émile", "Camille", "Seán", "Niamh",
)  # fmt: skip
LAST_NAMES_ABROAD = (
    "Taylor", "Whitfield", "Harrison", "O'Brien", "Andersson", "Lindqvist", "de Vries", "van der Berg", "Müller",
    "Schneider", "Dubois", "Lefèvre", "Kowalski", "Bennett",
)  # fmt: skip
COMPANIES = (
    "Inversiones Mar Menor SL", "Promociones Costa Cálida SA", "Gestión Patrimonial Segura SL",
    "Hostelería del Puerto SL",
    "Sunrise Relocation Ltd", "Naves y Locales Levante SL",
)  # fmt: skip

MESSAGES = (
    "Hola, me interesa este inmueble. ¿Sigue disponible? Podría verlo esta semana.",
    "Buenas tardes, ¿cuál sería el último precio? Compramos sin hipoteca.",
    "Me gustaría visitarlo el sábado por la mañana si es posible.",
    "¿Se admite mascota? Somos una pareja con un perro pequeño.",
    "Hello, is this property still for sale? We are in the area next week and would love to see it.",
    "Good morning, could you send me more photos and the community fees please?",
    "Buscamos vivienda para todo el año, cerca de un colegio. ¿Está amueblada?",
    "¿Está cerca de la playa? ¿Tiene plaza de garaje?",
    "Estamos pensando en mudarnos antes del verano. ¿Podemos hablar por teléfono?",
    "Quisiera saber si aceptarían una oferta un poco más baja.",
)
WANTS = (
    "Piso de tres dormitorios, con ascensor",
    "Casa con jardín cerca del mar",
    "Ático con terraza",
    "Alquiler para todo el año, dos dormitorios",
    "Villa with pool, quiet area",
    "Local para una cafetería",
    "Casa de campo con terreno",
    "Apartment near the beach, two bedrooms",
)
CALL_NOTES = (
    "Hablamos diez minutos: busca para mudarse en tres meses, presupuesto claro.",
    "Muy interesado, quiere verlo con su pareja.",
    "Le explico gastos y comunidad. Va a pensarlo.",
    "Tiene que vender antes su piso. Le llamo en dos semanas.",
    "Wants a sea view if at all possible; budget is fixed.",
    "Prefiere planta baja o con ascensor.",
)
NO_ANSWER_NOTES = ("No contesta, dejo mensaje en el buzón.", "Comunica. Le escribo por WhatsApp.")
NOTES = (
    "Ya tiene la hipoteca preconcedida.",
    "Viene recomendado por un cliente nuestro.",
    "Prefiere que le escribamos por las tardes.",
    "Vive en Madrid, solo puede venir los fines de semana.",
)
WHATSAPPS = (
    "Le mando la ficha y el plano.",
    "Te paso la ubicación para la visita.",
    "Hi, here are three more homes that might suit you.",
)
FEEDBACK = (
    ("loves_it", "Les ha encantado, sobre todo la terraza. Quieren hacer una oferta."),
    ("interested", "Les gusta, pero quieren comparar con otro de la zona."),
    ("interested", "Liked the light and the kitchen; thinks the second bedroom is small."),
    ("undecided", "Dudan por el ruido de la calle."),
    ("undecided", "Need to talk about the price with the bank."),
    ("not_interested", "Demasiado lejos del colegio."),
    ("not_interested", "Esperaban una parcela más grande."),
)
PLANS = {
    "call": ("Llamar para concretar visita", "Preguntar qué le pareció", "Confirmar presupuesto"),
    "whatsapp": ("Enviar opciones nuevas", "Mandar ubicación"),
    "email": ("Enviar dossier", "Mandar nota simple"),
    "task": ("Preparar estudio de financiación", "Pedir certificado energético"),
}

# (code, name, town, street, phone, people: (first name, last name, role, colour, language))
OFFICES = (
    (
        "MUR",
        "Murcia Centro",
        "Gran Vía 12, 30001 Murcia",
        "+34968000101",
        (
            ("Ana", "Belmonte", "salesperson", "teal", "es"),
            ("Bruno", "Cánovas", "salesperson", "blue", "es"),
            ("Clara", "Egea", "salesperson", "purple", "es"),
            ("Diego", "Lorente", "coordinator", "amber", "es"),
            ("Elena", "Marín", "manager", "red", "es"),
        ),
    ),
    (
        "MAR",
        "Mar Menor",
        "Avenida del Mar 3, 30710 Los Alcázares",
        "+34968000202",
        (
            ("Fernando", "Saura", "salesperson", "green", "es"),
            ("Grace", "Bennett", "salesperson", "pink", "en"),
            ("Hugo", "Conesa", "salesperson", "indigo", "es"),
            ("Irene", "Peñalver", "coordinator", "orange", "es"),
        ),
    ),
)
