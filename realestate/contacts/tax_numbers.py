"""Identity and tax numbers: one way of writing them, and whether their check digits fit."""

from collections.abc import Callable

from stdnum.ar import cuit
from stdnum.ar import dni as ar_dni
from stdnum.cl import rut as cl_rut
from stdnum.co import nit
from stdnum.es import nif
from stdnum.mx import curp, rfc
from stdnum.pe import cui, ruc
from stdnum.uy import rut as uy_rut

# What people and companies of a country have (a Spanish NIF is a DNI, a NIE or that of a company).
NUMBERS: dict[str, tuple[Callable[[str], bool], ...]] = {
    "ES": (nif.is_valid,),
    "MX": (rfc.is_valid, curp.is_valid),
    "AR": (cuit.is_valid, ar_dni.is_valid),
    "CO": (nit.is_valid,),
    "CL": (cl_rut.is_valid,),
    "PE": (ruc.is_valid, cui.is_valid),
    "UY": (uy_rut.is_valid,),
}


def tax_number(typed: str) -> str:
    """Capitals without the spaces, dots and hyphens that people put in."""
    return "".join(char for char in typed.upper() if char.isalnum())[:20]


def is_tax_number(number: str, country: str) -> bool:
    """Do the check digits fit? Only what looks like a number of the country is judged: a passport has none."""
    if country not in NUMBERS:
        return True
    if any(is_valid(number) for is_valid in NUMBERS[country]):
        return True
    return not _looks_like(number, country)


def _looks_like(number: str, country: str) -> bool:
    """Of the shape of this country's numbers, so that a wrong digit can be told from a passport."""
    if country == "ES":
        return len(number) == 9 and number[1:-1].isdigit()
    if country == "MX":
        return len(number) in {12, 13, 18} and number[:3].isalpha()
    lengths = {"AR": {11}, "CO": {10}, "CL": {8, 9}, "PE": {11}, "UY": {12}}
    return len(number) in lengths[country] and number[:-1].isdigit()
