"""Phone numbers as they are stored (E.164) and as people read them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TAIL = 9  # digits that tell two numbers apart whatever prefix they were written with


def normalise_phone(raw: str, country: str = "ES") -> str:
    """E.164 of a number typed in ``country``; a ValidationError that a form can show when it is none."""
    text = raw.strip()
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(
            _("“%(value)s” is not a phone number."), code="invalid_phone", params={"value": raw.strip()[:40]}
        ) from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("“%(value)s” is not a valid phone number. Check the digits, or add the country's prefix."),
            code="invalid_phone",
            params={"value": raw.strip()[:40]},
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_or_none(raw: str, country: str = "ES") -> str | None:
    """E.164, or None when it cannot be one: for what machines and strangers send."""
    if not raw.strip():
        return None
    try:
        return normalise_phone(raw, country)
    except ValidationError:
        return None


def tail_of(phone: str) -> str:
    """The last nine digits: the same for +34 612 345 678, 0034612345678 and 612345678."""
    return "".join(char for char in phone if char.isdigit())[-TAIL:]


def readable(phone: str) -> str:
    """The stored number in groups, with its country's prefix."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def whatsapp_url(phone: str) -> str:
    """The link that opens a conversation with this number."""
    return "https://wa.me/" + "".join(char for char in phone if char.isdigit())
