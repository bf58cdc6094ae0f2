"""A small line as a picture with words: no chart engine, no script, readable by a screen reader."""

import base64
from collections.abc import Sequence

from dashboard import markup

WIDTH, HEIGHT, EDGE = 132, 34, 4
# mid tones that keep 3:1 against both the light and the dark page
GREY, RED = "#6B7890", "#DD3B33"
PEN = 'stroke-linecap="round" vector-effect="non-scaling-stroke"'


def picture(values: Sequence[float | None], alt: str, is_bad: bool = False) -> str:
    """Return an <img> of the values in order; unknown values leave a gap, never a zero."""
    known = [value for value in values if value is not None]
    if not known:
        return '<div class="sm-spark" aria-hidden="true"></div>'
    svg = base64.b64encode(_svg(values, RED if is_bad else GREY).encode()).decode()
    return f'<img class="sm-spark" alt="{markup.text(alt)}" src="data:image/svg+xml;base64,{svg}">'


def _svg(values: Sequence[float | None], colour: str) -> str:
    known = [value for value in values if value is not None]
    low, span = min(known), (max(known) - min(known)) or 1
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    points = [
        None
        if value is None
        else (
            EDGE + place * step,
            HEIGHT / 2
            if max(known) == min(known)
            else HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE),
        )
        for place, value in enumerate(values)
    ]
    path, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path += f"{pen}{point[0]:.1f} {point[1]:.1f}"
        pen = "L"
    # a line of no length with a round end stays a circle however wide the card is
    last = next(point for point in reversed(points) if point is not None)
    alone = [
        here
        for before, here, after in zip([None, *points], points, [*points[1:], None], strict=False)
        if here is not None and before is None and after is None and here != last
    ]
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in alone)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.75" '
        f'stroke-linejoin="round" {PEN}/>'
        f'<path d="{dots}" stroke="{colour}" stroke-width="4" {PEN}/>'
        f'<path d="M{last[0]:.1f} {last[1]:.1f}h0" stroke="{colour}" stroke-width="5.5" '
        f"{PEN}/></svg>"
    )
