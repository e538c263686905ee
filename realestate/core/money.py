"""Money is a Decimal with an ISO 4217 code; nothing is added across currencies."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Currency(models.TextChoices):
    """The currencies of the countries that the product serves."""

    EUR = "EUR", _("Euro")
    MXN = "MXN", _("Mexican peso")
    ARS = "ARS", _("Argentine peso")
    COP = "COP", _("Colombian peso")
    CLP = "CLP", _("Chilean peso")
    PEN = "PEN", _("Peruvian sol")
    UYU = "UYU", _("Uruguayan peso")
    USD = "USD", _("US dollar")


# Digits after the point, ISO 4217. The Colombian peso has two, but nobody quotes a price with them.
EXPONENTS = {"CLP": 0}
SYMBOLS = {"EUR": "€", "USD": "US$", "MXN": "MX$", "ARS": "AR$", "COP": "CO$", "CLP": "CL$", "PEN": "S/", "UYU": "$U"}


def default_currency() -> str:
    return str(settings.DEFAULT_CURRENCY)


def exponent(currency: str) -> int:
    """Digits after the point in this currency."""
    return EXPONENTS.get(currency, 2)


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the smallest coin of its currency."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), rounding=ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Shares of ``total`` in proportion to ``weights`` that add up to it to the cent (largest remainder)."""
    coin = Decimal(1).scaleb(-exponent(currency))
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be positive and add up to more than nothing")
    coins = int(quantize(total, currency) / coin)
    exact = [Decimal(coins) * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (exact[i] - shares[i], -i), reverse=True)
    for i in order[: coins - sum(shares)]:
        shares[i] += 1
    return [share * coin for share in shares]


def format_money(amount: Decimal, currency: str) -> str:
    """The amount as people write it: ``250.000 €`` in Spanish, ``€250,000`` in English; cents only if there are any."""
    rounded = quantize(amount, currency)
    digits = 0 if rounded == rounded.to_integral_value() else exponent(currency)
    number = number_format(rounded, decimal_pos=digits, use_l10n=True, force_grouping=True)
    symbol = SYMBOLS.get(currency, currency)
    if (get_language() or "es").startswith("en"):
        return f"{symbol}{number}"
    return f"{number}\N{NO-BREAK SPACE}{symbol}"
