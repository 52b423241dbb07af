"""A tenant's colour, made readable on both grounds: WCAG 2.2 asks for 4.5 to 1. Pure."""

import re

from bot.tenants import DEFAULT_ACCENT

Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
# kb.css's --soft, the nearer to the text of its two grounds in each scheme.
LIGHT: Colour = (245, 246, 248)
DARK: Colour = (34, 37, 44)
ENOUGH = 4.5
STEP = 0.05


def accent_css(accent: str) -> str:
    """`--accent` is for areas with `--on-accent` on them, `--ink` for links; anything but #rrggbb is ours."""
    colour = _parse(accent if re.fullmatch("#[0-9a-fA-F]{6}", accent) else DEFAULT_ACCENT)
    on = WHITE if contrast(colour, WHITE) >= ENOUGH else BLACK
    areas = f"--accent: {_hex(colour)}; --on-accent: {_hex(on)}"
    return (
        f":root {{ {areas}; --ink: {_hex(readable(colour, LIGHT))}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --ink: {_hex(readable(colour, DARK))}; }} }}\n"
    )


def readable(colour: Colour, ground: Colour) -> Colour:
    """Darker on a light ground and lighter on a dark one, only as far as it must be."""
    goal = BLACK if ground == LIGHT else WHITE
    shares = (step * STEP for step in range(round(1 / STEP) + 1))
    mixed = (_mix(colour, goal, share) for share in shares)
    return next((one for one in mixed if contrast(one, ground) >= ENOUGH), goal)


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    parts = (part / 255 for part in colour)
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mix(colour: Colour, goal: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, goal, strict=True))
    return red, green, blue


def _parse(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
