"""Placeholder photos for the demo: flat, friendly drawings, the same for the same seed. No photo of anybody's home."""

import random
from collections.abc import Callable

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 960
Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw

SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((120, 184, 226), (222, 240, 248)),
    ((96, 164, 214), (246, 226, 200)),
    ((140, 196, 220), (238, 244, 236)),
)
WALLS: tuple[Colour, ...] = ((248, 240, 226), (240, 218, 190), (232, 200, 168), (246, 246, 242), (222, 226, 216))
ACCENTS: tuple[Colour, ...] = ((196, 90, 60), (46, 110, 120), (212, 150, 60), (96, 128, 84), (74, 98, 148))
WOODS: tuple[Colour, ...] = ((176, 128, 88), (150, 108, 76), (196, 152, 108))
ROOMS: tuple[Colour, ...] = ((240, 234, 224), (226, 234, 232), (244, 236, 214), (232, 228, 236))
LEAF: Colour = (86, 140, 88)
DARK_LEAF: Colour = (58, 106, 70)
SEA: Colour = (64, 148, 178)
WATER: Colour = (92, 192, 208)
STONE: Colour = (214, 204, 188)
GLASS: Colour = (158, 202, 220)
INK: Colour = (74, 82, 92)
WHITE: Colour = (252, 252, 250)


def shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def gradient(draw: Draw, box: tuple[int, int, int, int], top: Colour, bottom: Colour) -> None:
    left, upper, right, lower = box
    steps = max(1, lower - upper)
    for y in range(upper, lower):
        part = (y - upper) / steps
        red, green, blue = (round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        draw.line((left, y, right, y), fill=(red, green, blue))


def sky(draw: Draw, rng: random.Random, horizon: int) -> None:
    gradient(draw, (0, 0, WIDTH, horizon), *rng.choice(SKIES))
    x, y = rng.randint(120, 1100), rng.randint(70, 150)
    draw.ellipse((x, y, x + 110, y + 110), fill=(255, 240, 190))
    for _ in range(3):
        x, y = rng.randint(-60, 1200), rng.randint(60, 240)
        for dx, dy, radius in ((0, 18, 36), (48, 0, 52), (104, 16, 40)):
            draw.ellipse((x + dx, y + dy, x + dx + radius * 2, y + dy + radius), fill=WHITE)


def window(draw: Draw, x: int, y: int, width: int, height: int, frame: Colour) -> None:
    draw.rectangle((x - 8, y - 8, x + width + 8, y + height + 8), fill=frame)
    draw.rectangle((x, y, x + width, y + height), fill=GLASS)
    draw.polygon(
        ((x, y + height), (x + width // 2, y), (x + width * 3 // 4, y), (x + width // 4, y + height)),
        fill=(188, 222, 234),
    )
    draw.line((x + width // 2, y, x + width // 2, y + height), fill=frame, width=6)


def palm(draw: Draw, x: int, ground: int, height: int) -> None:
    top = ground - height
    draw.polygon(((x - 12, ground), (x + 12, ground), (x + 7, top), (x - 5, top)), fill=(150, 116, 84))
    for dx, dy in ((-130, 30), (-100, -50), (-30, -92), (50, -86), (116, -36), (130, 36)):
        draw.polygon(((x, top - 8), (x + dx, top + dy), (x + dx // 2, top + dy // 2 - 34)), fill=LEAF)
        draw.polygon(((x, top + 8), (x + dx, top + dy), (x + dx // 2, top + dy // 2 - 12)), fill=DARK_LEAF)


def plant(draw: Draw, x: int, floor: int, pot: Colour) -> None:
    for dx in (-46, -22, 0, 24, 48):
        draw.ellipse((x + dx - 20, floor - 190 + abs(dx), x + dx + 20, floor - 60), fill=LEAF if dx % 4 else DARK_LEAF)
    draw.polygon(((x - 42, floor - 76), (x + 42, floor - 76), (x + 30, floor), (x - 30, floor)), fill=pot)


def facade(draw: Draw, rng: random.Random) -> None:
    """A house with a pitched roof, or a block of flats with balconies."""
    sky(draw, rng, 700)
    wall, accent = rng.choice(WALLS), rng.choice(ACCENTS)
    draw.ellipse((-200, 560, 620, 900), fill=(170, 190, 140))
    draw.ellipse((620, 540, 1500, 900), fill=(158, 180, 132))
    draw.rectangle((0, 720, WIDTH, HEIGHT), fill=(150, 184, 116))
    if rng.random() < 0.5:
        draw.rectangle((300, 420, 980, 790), fill=wall)
        draw.rectangle((300, 420, 640, 790), fill=shade(wall, 0.96))
        draw.polygon(((260, 430), (640, 250), (1020, 430)), fill=accent)
        draw.polygon(((640, 250), (1020, 430), (980, 430), (640, 274)), fill=shade(accent, 0.85))
        for x in (370, 800):
            window(draw, x, 510, 110, 130, shade(accent, 1.2))
        draw.rectangle((580, 560, 700, 790), fill=rng.choice(WOODS))
        draw.ellipse((678, 676, 690, 688), fill=WHITE)
        draw.polygon(((560, 960), (720, 960), (700, 790), (580, 790)), fill=STONE)
    else:
        draw.rectangle((280, 180, 1000, 800), fill=wall)
        draw.rectangle((280, 160, 1000, 196), fill=accent)
        for floor in range(4):
            y = 240 + floor * 140
            for x in (340, 580, 820):
                window(draw, x, y, 120, 80, shade(wall, 0.8))
                draw.rectangle((x - 20, y + 70, x + 140, y + 104), fill=accent if floor % 2 else shade(accent, 1.15))
        draw.rectangle((575, 720, 705, 800), fill=INK)
        draw.polygon(((520, 960), (760, 960), (705, 800), (575, 800)), fill=STONE)
    palm(draw, rng.randint(110, 210), 830, rng.randint(300, 420))
    palm(draw, rng.randint(1080, 1170), 850, rng.randint(260, 400))
    for x in range(30, WIDTH, rng.randint(130, 190)):
        draw.ellipse((x - 50, 812, x + 60, 890), fill=DARK_LEAF if x % 2 else LEAF)


def room(draw: Draw, rng: random.Random) -> Colour:
    """Wall, floor and a window with the sea; returns the accent."""
    wall, wood, accent = rng.choice(ROOMS), rng.choice(WOODS), rng.choice(ACCENTS)
    draw.rectangle((0, 0, WIDTH, 660), fill=wall)
    draw.rectangle((0, 640, WIDTH, 662), fill=shade(wall, 0.9))
    draw.rectangle((0, 662, WIDTH, HEIGHT), fill=wood)
    for n in range(9):
        draw.line((n * 190 - 120, HEIGHT, 500 + n * 35, 662), fill=shade(wood, 0.92), width=4)
    return accent


def view(draw: Draw, rng: random.Random, x: int, y: int, width: int, height: int) -> None:
    """A window that shows sky, sea or hills."""
    draw.rectangle((x - 16, y - 16, x + width + 16, y + height + 16), fill=WHITE)
    gradient(draw, (x, y, x + width, y + height), *rng.choice(SKIES))
    far = y + height * 2 // 3
    draw.rectangle((x, far, x + width, y + height), fill=SEA if rng.random() < 0.6 else LEAF)
    draw.line((x + width // 2, y, x + width // 2, y + height), fill=WHITE, width=12)


def living(draw: Draw, rng: random.Random) -> None:
    accent = room(draw, rng)
    view(draw, rng, rng.choice((120, 820)), 150, 340, 320)
    x = rng.randint(520, 640)
    for n in range(2):
        draw.rectangle((x + n * 110, 190, x + n * 110 + 84, 300), fill=INK)
        draw.rectangle((x + n * 110 + 8, 198, x + n * 110 + 76, 292), fill=shade(rng.choice(ACCENTS), 1.25))
    draw.ellipse((260, 740, 1080, 920), fill=shade(accent, 1.35))
    draw.rounded_rectangle((300, 500, 940, 700), 40, fill=shade(accent, 0.9))
    draw.rounded_rectangle((330, 590, 910, 740), 26, fill=accent)
    draw.line((620, 600, 620, 730), fill=shade(accent, 0.85), width=5)
    for px in (370, 780):
        draw.rounded_rectangle((px, 540, px + 100, 630), 18, fill=rng.choice(WALLS))
    for px in (350, 880):
        draw.rectangle((px, 740, px + 16, 772), fill=INK)
    draw.ellipse((500, 800, 780, 870), fill=shade(rng.choice(WOODS), 0.8))
    draw.ellipse((500, 788, 780, 850), fill=rng.choice(WOODS))
    plant(draw, 1130, 780, STONE)
    draw.line((150, 760, 150, 480), fill=INK, width=8)
    draw.polygon(((90, 490), (210, 490), (180, 390), (120, 390)), fill=(250, 226, 160))


def kitchen(draw: Draw, rng: random.Random) -> None:
    accent = room(draw, rng)
    front = rng.choice((WHITE, accent, (206, 214, 210), (224, 206, 180)))
    view(draw, rng, 520, 200, 250, 210)
    for x in (90, 280, 830, 1020):
        draw.rectangle((x, 120, x + 176, 360), fill=front, outline=shade(front, 0.82), width=4)
        draw.line((x + 150, 300, x + 150, 340), fill=INK, width=6)
    tile = shade(accent, 1.35)
    for n in range(13):
        draw.rectangle((90 + n * 85, 430, 90 + n * 85 + 78, 520), fill=tile if n % 2 else shade(tile, 1.08))
    draw.rectangle((70, 520, 1220, 552), fill=(236, 230, 220))
    for n in range(6):
        x = 84 + n * 188
        draw.rectangle((x, 552, x + 180, 760), fill=front, outline=shade(front, 0.82), width=4)
        draw.line((x + 60, 580, x + 120, 580), fill=INK, width=6)
    draw.rectangle((836, 552, 1016, 760), fill=INK)
    draw.rectangle((856, 620, 996, 730), fill=(44, 50, 58))
    draw.arc((590, 440, 690, 560), 180, 360, fill=INK, width=10)
    for px in (880, 950):
        draw.ellipse((px, 508, px + 56, 524), fill=INK)
    draw.rectangle((380, 800, 900, 830), fill=rng.choice(WOODS))
    for px in (430, 620, 810):
        draw.line((px, 830, px - 12, 950), fill=INK, width=8)
        draw.line((px + 40, 830, px + 52, 950), fill=INK, width=8)
    for px in (560, 640, 710):
        draw.ellipse((px, 764, px + 44, 804), fill=rng.choice(((220, 150, 60), (196, 74, 56), (150, 180, 80))))


def bedroom(draw: Draw, rng: random.Random) -> None:
    accent = room(draw, rng)
    view(draw, rng, rng.choice((90, 930)), 160, 250, 320)
    draw.rounded_rectangle((420, 380, 880, 640), 24, fill=rng.choice(WOODS))
    draw.polygon(((420, 620), (880, 620), (980, 860), (320, 860)), fill=WHITE)
    draw.polygon(((390, 700), (910, 700), (980, 860), (320, 860)), fill=accent)
    draw.rectangle((320, 860, 980, 890), fill=shade(accent, 0.8))
    for x in (460, 660):
        draw.rounded_rectangle((x, 560, x + 170, 650), 26, fill=shade(accent, 1.4))
    for x in (330, 900):
        draw.rectangle((x, 600, x + 70, 700), fill=rng.choice(WOODS))
        draw.line((x + 35, 600, x + 35, 540), fill=INK, width=6)
        draw.polygon(((x, 550), (x + 70, 550), (x + 52, 490), (x + 18, 490)), fill=(250, 226, 160))


def terrace(draw: Draw, rng: random.Random) -> None:
    sky(draw, rng, 520)
    draw.rectangle((0, 470, WIDTH, 640), fill=SEA)
    for y in (500, 540, 585):
        x = rng.randint(0, 300)
        for dx in range(0, WIDTH, 320):
            draw.line((x + dx, y, x + dx + 120, y), fill=shade(SEA, 1.2), width=5)
    draw.rectangle((0, 630, WIDTH, HEIGHT), fill=STONE)
    for n in range(8):
        draw.line((n * 220 - 160, HEIGHT, 360 + n * 80, 630), fill=shade(STONE, 0.93), width=4)
    draw.rectangle((0, 480, WIDTH, 500), fill=WHITE)
    for x in range(20, WIDTH, 70):
        draw.rectangle((x, 490, x + 12, 640), fill=WHITE)
    accent = rng.choice(ACCENTS)
    draw.line((640, 800, 640, 260), fill=INK, width=12)
    for n in range(6):
        colour = accent if n % 2 else WHITE
        left = 340 + n * 100
        draw.polygon(((640, 190), (left, 350), (left + 100, 350)), fill=colour)
    draw.ellipse((500, 700, 780, 770), fill=WHITE)
    draw.polygon(((620, 740), (660, 740), (690, 880), (590, 880)), fill=shade(WHITE, 0.85))
    for x, lean in ((300, -1), (840, 1)):
        draw.rounded_rectangle((x, 740, x + 160, 790), 16, fill=accent)
        back = x - 10 if lean < 0 else x + 130
        draw.rounded_rectangle((back, 590, back + 40, 790), 16, fill=shade(accent, 0.85))
        for leg in (x + 10, x + 136):
            draw.line((leg, 790, leg, 880), fill=INK, width=10)
    plant(draw, 110, 850, accent)
    plant(draw, 1170, 850, shade(accent, 0.8))


def pool(draw: Draw, rng: random.Random) -> None:
    sky(draw, rng, 520)
    wall = rng.choice(WALLS)
    draw.rectangle((0, 470, WIDTH, 600), fill=DARK_LEAF)
    for x in range(-40, WIDTH, 110):
        draw.ellipse((x, 420, x + 170, 540), fill=LEAF if x % 20 else DARK_LEAF)
    left = rng.choice((80, 760))
    draw.rectangle((left, 290, left + 420, 580), fill=wall)
    draw.rectangle((left - 20, 270, left + 440, 300), fill=rng.choice(ACCENTS))
    window(draw, left + 50, 360, 320, 200, shade(wall, 0.8))
    draw.rectangle((0, 570, WIDTH, HEIGHT), fill=(228, 216, 196))
    if rng.random() < 0.5:
        draw.polygon(((250, 640), (1030, 640), (1220, 900), (60, 900)), fill=WHITE)
        draw.polygon(((270, 656), (1010, 656), (1180, 884), (100, 884)), fill=WATER)
    else:
        draw.ellipse((100, 630, 1180, 930), fill=WHITE)
        draw.ellipse((130, 650, 1150, 910), fill=WATER)
    for _ in range(14):
        x, y = rng.randint(300, 900), rng.randint(690, 860)
        draw.arc((x, y, x + 90, y + 26), 200, 340, fill=shade(WATER, 1.25), width=5)
    palm(draw, 1160, 640, 360)
    palm(draw, 90, 650, 300)
    accent = rng.choice(ACCENTS)
    for x in (420, 620):
        draw.polygon(((x, 600), (x + 150, 600), (x + 150, 624), (x, 624)), fill=WHITE)
        draw.polygon(((x, 600), (x + 44, 600), (x + 10, 546), (x - 24, 546)), fill=accent)


def plan(draw: Draw, rng: random.Random) -> None:
    """Rooms from above, with doors; nobody's floor in particular."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=(250, 249, 245))
    for x in range(0, WIDTH, 40):
        draw.line((x, 0, x, HEIGHT), fill=(240, 238, 232))
    for y in range(0, HEIGHT, 40):
        draw.line((0, y, WIDTH, y), fill=(240, 238, 232))
    middle, low = rng.randint(560, 720), rng.randint(460, 540)
    right = rng.randint(860, 960)
    fills = ((238, 228, 208), (222, 234, 236), (232, 238, 222), (240, 224, 222))
    boxes = ((160, 140, middle, low), (middle, 140, 1120, low), (160, low, right, 820), (right, low, 1120, 820))
    for box, colour in zip(boxes, rng.sample(fills, 4), strict=True):
        draw.rectangle(box, fill=colour, outline=INK, width=12)
    draw.rectangle((160, 140, 1120, 820), outline=INK, width=20)
    for x, y in ((middle - 130, low), (middle + 60, low), (right, low + 90)):
        if x == right:
            draw.rectangle((x - 8, y, x + 8, y + 80), fill=(250, 249, 245))
            draw.arc((x - 80, y, x + 80, y + 160), 180, 270, fill=INK, width=4)
        else:
            draw.rectangle((x, y - 8, x + 80, y + 8), fill=(250, 249, 245))
            draw.arc((x - 80, y - 80, x + 80, y + 80), 0, 90, fill=INK, width=4)
    for x in (280, 860):
        draw.rectangle((x, 130, x + 150, 150), fill=GLASS)
        draw.rectangle((x, 810, x + 150, 830), fill=GLASS)
    draw.rounded_rectangle((200, 180, 340, 330), 12, fill=WHITE, outline=INK, width=4)
    draw.rounded_rectangle((middle + 60, 190, middle + 220, 330), 12, fill=WHITE, outline=INK, width=4)
    draw.rounded_rectangle((240, 690, 480, 780), 20, fill=WHITE, outline=INK, width=4)
    draw.rectangle((540, 600, 660, 680), fill=WHITE, outline=INK, width=4)
    draw.ellipse((right + 40, 700, right + 110, 780), fill=WHITE, outline=INK, width=4)


SCENES: dict[str, Callable[[Draw, random.Random], None]] = {
    "facade": facade,
    "living": living,
    "kitchen": kitchen,
    "bedroom": bedroom,
    "terrace": terrace,
    "pool": pool,
    "plan": plan,
}


def draw_photo(scene: str, seed: int) -> Image.Image:
    """The picture of a scene (one of SCENES), 1280 × 960; another seed gives other colours and another composition."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), WHITE)
    SCENES[scene](ImageDraw.Draw(picture), random.Random(f"{scene}-{seed}"))
    return picture
