"""Photos as a phone takes them."""

import io

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload


def photograph(name: str, number: int) -> FilePayload:
    """A JPEG of its own, no two alike; the higher the number, the redder its sky."""
    picture = Image.new("RGB", (1600, 1200), (60 + number * 12, 140, 200 - number * 12))
    pen = ImageDraw.Draw(picture)
    for stripe in range(number % 6 + 2):
        left = 60 + stripe * (1400 // (number % 6 + 2))
        pen.rectangle((left, 200 + number * 60, left + 90, 1100), fill=(240 - stripe * 25, 60 + number * 12, 60))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=82)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
