"""The agency's words over a photo."""

from PIL import Image, ImageDraw, ImageFont

OPACITY = 120  # of 255: readable, and the room still to be seen
SHARE = 0.34  # of the picture's width
BASE = 64


def mark(picture: Image.Image, words: str) -> Image.Image:
    """A copy with the words in the lower right corner, light with a dark edge; the size follows the picture's."""
    font = ImageFont.load_default(BASE)
    left, top, right, bottom = font.getbbox(words)
    wanted = max(picture.width * SHARE, 60)
    size = min(max(int(BASE * wanted / max(right - left, 1)), 10), max(picture.height // 8, 10))
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(words)
    edge = max(size // 16, 1)
    margin = max(picture.width // 50, 4)
    layer = Image.new("RGBA", (int(right - left) + 2 * edge, int(bottom - top) + 2 * edge), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    place = (edge - left, edge - top)
    draw.text(place, words, font=font, fill=(255, 255, 255, OPACITY), stroke_width=edge, stroke_fill=(0, 0, 0, OPACITY))
    marked = picture.copy()
    marked.paste(layer, (picture.width - layer.width - margin, picture.height - layer.height - margin), layer)
    return marked
