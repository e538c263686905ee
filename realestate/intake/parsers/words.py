"""Which language a text is in, by its commonest words: enough to answer a stranger in their own."""

import re

COMMON = {
    "es": "el la los las de que y en un una por con para me estoy hola gracias interesado interesada piso "
        "casa quiero podría visita este más",
    "en": "the of and to in is i am we you your for with please hello hi thanks would like interested house "
        "property viewing this more",
    "fr": "le les des et est je nous vous pour avec bonjour merci intéressé intéressée maison appartement "
        "voudrais visite cette plus une",
    "de": "der die das und ist ich wir sie für mit bitte hallo danke guten interessiert haus wohnung möchte "
        "besichtigung diese mehr ein eine",
}  # fmt: skip
SETS = {code: frozenset(words.split()) for code, words in COMMON.items()}
WORD = re.compile(r"[a-zäöüßáéíóúñçàèêâîôûë]+")


def language_of(text: str) -> str:
    """es, en, fr or de; empty when the words do not say."""
    words = WORD.findall(text[:3000].lower())
    counts = {code: sum(word in known for word in words) for code, known in SETS.items()}
    best = max(counts, key=lambda code: counts[code])
    rest = max(count for code, count in counts.items() if code != best)
    return best if counts[best] >= 2 and counts[best] > rest else ""
