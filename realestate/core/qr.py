"""QR codes as drawings for paper."""

import segno
from django.utils.safestring import SafeString


def qr_svg(address: str) -> SafeString:
    """A QR code of an address as SVG, black on white, with the quiet zone; it scales to the box that it stands in."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(border=2, dark="#10201d", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None)
    return SafeString(svg)  # drawn from the bits of the address, never from its letters
