"""Take the pictures of the page that the README shows: docs/images/page, both languages.

Run it with `make screenshots` after the page's look has changed.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from mentorsim.language import LOCALES, Language
from mentorsim.page.setting import page_setting
from tests.support.browser import Visitor, browsing, serving

FOLDER = Path(__file__).parent.parent / "docs" / "images" / "page"
#: What is shown: a name, its address, and the heading that is scrolled to, if any.
SHOWN = {
    "start": ("", None),
    "compare": ("compare", None),
    "forecast": ("forecast", None),
    "drivers": ("drivers", "page.heading.tornado"),
}
WIDTH, HEIGHT = 1280, 1000
#: Colours of a picture: plain pages need few, and the files stay small.
COLOURS = 64


def taken(visitor: Visitor, path: str, heading: str | None, code: str) -> bytes:
    """A page as PNG, once nothing is on its way any more."""
    visitor.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    visitor.open(f"{path}?lang={code}")
    visitor.still()
    if heading is not None:
        name = Language(code).text(heading)
        found = visitor.page.get_by_role("heading", name=name)
        found.evaluate("heading => heading.scrollIntoView()")
    picture = Image.open(io.BytesIO(visitor.page.screenshot(animations="disabled")))
    out = io.BytesIO()
    picture.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draws = page_setting().count("full_draws")
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), draws) as address,
        browsing() as browser,
    ):
        visitor = Visitor(browser, address)
        for code in LOCALES:
            for name, (path, heading) in SHOWN.items():
                content = taken(visitor, path, heading, code)
                (FOLDER / f"{name}.{code}.png").write_bytes(content)
                print(f"{name}.{code}.png: {len(content)} bytes")


if __name__ == "__main__":
    main()
