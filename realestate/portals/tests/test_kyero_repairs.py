"""Texts that were broken on their way, and texts that only look so."""

import pytest

from realestate.portals.kyero.repairs import cut, fix_double_encoding, strip_html
from realestate.portals.tests.kyero_feeds import codes, one, text

RIGHT = {
    "es": "Ático en Águilas, ¡junto al mar! 2ª línea; cigüeñas, ñandúes, 100 m² a 20 °C. «Óptimo» – precio: 1 €…",
    "de": "Großzügige Wohnung, Übergrößen, schöne Küche, Äpfel, „Straße“",
    "fr": "À côté de la plage, rénové, où l'œuvre naît, français, « très près »",
    "pt": "IRMÃ, AMANHû, “SÃO” e “MANHÔ. Não, manhã; ÂNGULO",
    "sv": "SJÖ, ÄLVSJÄ» Åre, gård, höst",
    "ca": "L'Alfàs del Pi, casa amb pi·lar, això és ÇA",
    "ru": "Квартира у моря",
    "en": "Café, naïve, 50°, £95,000, ½ acre, CAFÉ® LE GRÃ",
}


@pytest.mark.parametrize("language", RIGHT)
def test_right_text_is_never_touched(language: str) -> None:
    assert fix_double_encoding(RIGHT[language], language) == RIGHT[language]
    assert fix_double_encoding(RIGHT[language]) == RIGHT[language]


@pytest.mark.parametrize("language", ["es", "de", "fr", "ca", "ru"])
@pytest.mark.parametrize("rounds", [1, 2])
def test_text_that_was_encoded_twice_or_three_times_is_restored(language: str, rounds: int) -> None:
    broken = RIGHT[language]
    for _ in range(rounds):
        broken = broken.encode().decode("latin-1")
    assert fix_double_encoding(broken, language) == RIGHT[language]


@pytest.mark.parametrize(
    ("broken", "language", "right"),
    [
        ("GrundstÃ¼ck", "de", "Grundstück"),
        ("groÃŸer GrÃ¶ÃŸe", "de", "großer Größe"),  # Windows-1252
        ("gro\u00c3\u009fer", "de", "großer"),  # Latin-1
        ("groÃer und GrÃ¶Ãe", "de", "großer und Größe"),  # the control character was dropped
        ("gro\u00c3\ufffder", "de", "großer"),
        ("gro\u00c3?er", "de", "großer"),
        ("et Ã\u00a0 5 minutes", "fr", "et à 5 minutes"),
        ("et Ã  5 minutes", "fr", "et à 5 minutes"),  # the no-break space became a space
        ("et Ã 5 minutes, voilÃ  ", "fr", "et à 5 minutes, voilà "),
        ("Ã€ vendre, DÃ‰JÃ€ RÃ‰NOVÃ‰", "fr", "À vendre, DÉJÀ RÉNOVÉ"),
        ("HABITACIÃ“N en jardÃ\u00adn y jardÃn", "es", "HABITACIÓN en jardín y jardín"),
        ("100 mÂ² Â¡Oferta! 2Âª", "es", "100 m² ¡Oferta! 2ª"),
        ("â€œsolâ€\u009d â€“ playaâ€¦ 5 â‚¬", "es", "“sol” – playa… 5 €"),
        ("â€œsolâ€, mar", "es", "“sol”, mar"),
        ("Villamartín y cafÃ©", "es", "Villamartín y café"),  # half right, half broken
        ("ÐšÐ²Ð°Ñ€Ñ‚Ð¸Ñ€Ð°", "ru", "Квартира"),
        ("ðŸ\u008fŠ Piscina", "es", "🏊 Piscina"),
    ],
)
def test_known_forms_of_broken_accents_are_restored(broken: str, language: str, right: str) -> None:
    repaired = fix_double_encoding(broken, language)
    assert " ".join(repaired.split()) == " ".join(right.split())


def test_a_repaired_text_is_reported_with_what_stood_there() -> None:
    listing = one(desc="<de>NÃ¤he</de><en>Fine.</en>")
    assert listing.descriptions == {"de": "Nähe", "en": "Fine."}
    assert [(p.field, p.value, p.code, p.severity) for p in listing.problems] == [
        ("desc/de", "NÃ¤he", "double_encoded", "repaired")
    ]


def test_broken_accents_are_restored_in_every_text_field() -> None:
    listing = one(town="TorrevÃ©ja", location_detail="El PeÃ±Ã³n", features="<feature>BalcÃ³n</feature>", notes="SÃ³lo")
    assert (listing.town, listing.location_detail, listing.features, listing.notes) == (
        "Torrevéja",
        "El Peñón",
        ("Balcón",),
        "Sólo",
    )


def test_windows_characters_and_invisible_ones_are_cleaned() -> None:
    listing = one(desc="<en>\u0093Nice\u0094 \u200bview\u200b\u202e, cafe\u0301 1 \u0080</en>")
    assert listing.descriptions["en"] == "“Nice” view, café 1 €"


def test_html_becomes_plain_text_with_paragraphs() -> None:
    html = "<h2>Flat</h2><p>Sun &amp; sea.<br/>Lift.</p><ul><li>Pool</li><li>Garage</li></ul><script>alert(1)</script>"
    listing = one(desc=f"<en>{text(html)}</en>")
    assert listing.descriptions["en"] == "Flat\n\nSun & sea.\nLift.\n\n- Pool\n- Garage"
    assert codes(listing) == ["html"]


def test_html_that_nobody_escaped_becomes_plain_text_too() -> None:
    listing = one(desc="<en><p>First.</p><p>Second <b>part</b>.<br/>Third.</p></en>")
    assert listing.descriptions["en"] == "First.\n\nSecond part.\nThird."
    assert codes(listing) == ["html"]


def test_html_that_was_escaped_twice_becomes_plain_text() -> None:
    assert strip_html("&lt;b&gt;Casa&lt;/b&gt; &amp;amp; jard&iacute;n") == "Casa & jardín"


def test_a_less_than_sign_is_no_html() -> None:
    listing = one(desc=f"<en>{text('Price < 100.000 and > 50 m2, you & me')}</en>")
    assert listing.descriptions["en"] == "Price < 100.000 and > 50 m2, you & me"
    assert listing.problems == ()


def test_a_long_description_keeps_its_beginning_and_is_reported() -> None:
    listing = one(desc=f"<en>{'word ' * 6000}</en>")
    assert len(listing.descriptions["en"]) <= 20_000
    assert listing.descriptions["en"].endswith("word…")
    assert codes(listing) == ["too_long"]


def test_spaces_and_blank_lines_are_tidied() -> None:
    assert one(desc="<en>  One \t two \n\n\n\n three\r\nfour </en>").descriptions["en"] == "One two\n\nthree\nfour"


def test_a_text_is_cut_at_a_word() -> None:
    assert cut("one two three", 20) == "one two three"
    assert cut("one two three", 10) == "one two…"
    assert cut("x" * 50, 10) == "x" * 9 + "…"
