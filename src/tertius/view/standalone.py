"""A figure of a page as a file of its own: the light colours of the page inside it, nothing to load; and the same as a PNG.

A PNG needs the extra ``png``. The same figure gives the same bytes; in a PNG the letters are those of the fonts of the machine.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module, resources

from tertius.errors import NotSupportedError

__all__ = ["MARGIN", "SCALE", "png_of", "standalone"]

MARGIN = 8.0
"""Around a figure."""
SCALE = 2.0
"""Pixels of a PNG for each unit of the SVG."""
_SANS = '"DejaVu Sans", "Noto Sans", "Noto Sans Arabic", Arial, sans-serif'
_ON_PAGE = re.compile(r"(?:^|;)\s*(?:width|max-width|height|margin|display|flex)\s*:[^;]*")


# The colours and dashes of who moves, as in the studio.
_MOVERS = "\n".join(
    f"svg .arc.m{k} {{ stroke: {colour}; stroke-dasharray: {dash} }}\nsvg .tip.m{k} {{ fill: {colour} }}\nsvg .mover.m{k} {{ fill: {colour} }}"
    for k, (colour, dash) in enumerate(
        zip(("#27587a", "#984030", "#25644f", "#775708", "#6a3d8a", "#4b5560"), ("none", "7 3", "2 3", "9 3 2 3", "12 4", "4 4"), strict=True)
    )
)
_GRAPH = f"""svg .arc {{ fill: none; stroke-width: 1.5 }}
svg .mover {{ font-weight: 700; paint-order: stroke; stroke: #fbfaf7; stroke-width: 3px }}
svg .node-button.start .box {{ fill: #f1eee7 }}
svg .node-button.outcome .box {{ stroke: #22262b; stroke-width: 2.4 }}
svg .node-button .label {{ font-family: "DejaVu Sans Mono", monospace }}
{_MOVERS}"""


@lru_cache(maxsize=1)
def _style() -> str:
    """The rules of the page's style sheet about what is in a figure, with the light colours put in."""
    sheet = resources.files("tertius.view").joinpath("templates", "report.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([a-z-]+): ([^;]+);", sheet[: sheet.index("@media")])) | {"sans": _SANS}
    rules = []
    for selector, body in re.findall(r"^(svg[^{]*)\{([^}]*)\}", sheet, flags=re.MULTILINE):
        inside = _ON_PAGE.sub("", body.strip()).strip("; ")
        if inside:
            rules.append(f"{selector.strip()} {{ {inside} }}")
    return re.sub(r"var\(--([a-z-]+)(?:, *[a-z]+)?\)", lambda m: light[m.group(1)], "\n".join(rules)) + "\n" + _GRAPH


def _needed(style: str, svg: str) -> str:
    """The rules whose classes are all in the figure."""
    there = {c for value in re.findall(r'class="([^"]*)"', svg) for c in value.split()}
    return "\n".join(r for r in style.splitlines() if set(re.findall(r"\.([a-z][\w-]*)", r.partition("{")[0])) <= there)


def standalone(svg: str) -> str:
    """The figure with a name space, its style and a light ground."""
    head, rest = svg.split(">", 1)
    style = _style()
    ink = re.search(r"color: ([^;}]+)", style)
    paper = re.search(r"\.box \{ fill: ([^;]+);", style)
    assert ink is not None
    assert paper is not None
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)" width="[\d.]+" height="[\d.]+"', head)
    assert size is not None
    width, height = (float(x) + 2 * MARGIN for x in size.groups())
    head = head.replace(size.group(), f'viewBox="{-MARGIN:g} {-MARGIN:g} {width:g} {height:g}" width="{width:g}" height="{height:g}"')
    ground = f'<rect x="{-MARGIN:g}" y="{-MARGIN:g}" width="{width:g}" height="{height:g}" fill="{paper.group(1)}"/>'
    title = re.match(r"<title.*?</desc>", rest, flags=re.DOTALL)
    assert title is not None
    inside = f"{title.group()}<style>{_needed(style, svg)}</style>{ground}{rest[title.end() :]}"
    # Programs that draw an SVG without a page take `currentColor` from the attribute.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head} xmlns="http://www.w3.org/2000/svg" color="{ink.group(1).strip()}">{inside}\n'


def png_of(svg: str) -> bytes:
    """A standalone SVG as PNG. Raises `NotSupportedError` where the extra is not installed."""
    try:
        convert = import_module("vl_convert")
    except ImportError:
        raise NotSupportedError("PNG needs vl-convert-python, which is not installed: pip install 'tertius[png]'; or name a file that ends in .svg") from None
    found: bytes = convert.svg_to_png(svg, scale=SCALE)
    return found
