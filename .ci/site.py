"""Check a built site: nothing is loaded from elsewhere, and every link leads somewhere.

    python .ci/site.py out/site

Sphinx minds links between pages; this looks at what a reader's browser gets: files brought along,
anchors, styles and scripts, and whether any of it would ask another machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What a browser loads by itself, by element.
LOADED = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "input": "src", "link": "href",
    "object": "data", "script": "src", "source": "src", "track": "src", "video": "src",
}  # fmt: skip
IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])([^"')\s;]+)""")


class Page(HTMLParser):
    """What a page loads, where its links lead, and what can be led to.

    Args:
        text: of the page.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)
        self.loaded += [t for part in re.findall(r"(?s)<style.*?</style>", text)
                        for t in IN_STYLES.findall(part)]  # fmt: skip

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        found = {name: value for name, value in attrs if value is not None}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        self.loaded += [found[name] for name in (LOADED.get(tag), "srcset") if name in found]
        if tag == "a" and "href" in found:
            self.links.append(found["href"])


def faults(site: Path) -> Iterator[str]:
    """What is wrong with a site.

    Args:
        site: its folder.

    Yields:
        A sentence each.
    """
    pages = {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    if not pages:
        yield f"{site}: no page"
    for path, page in pages.items():
        name = path.relative_to(site)
        yield from (f"{name} loads {t} from elsewhere" for t in page.loaded if _is_elsewhere(t))
        for target in [*page.loaded, *page.links]:
            if urlsplit(target).scheme or target.startswith("//"):
                continue
            parts = urlsplit(target)
            to = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not to.is_file():
                yield f"{name} leads to {target}, which is not there"
            elif (
                parts.fragment and to in pages and unquote(parts.fragment) not in pages[to].anchors
            ):
                yield f"{name} leads to {target}, and there is no such place on that page"
    for path in sorted(site.rglob("*.css")):
        for target in IN_STYLES.findall(path.read_text(encoding="utf-8")):
            if _is_elsewhere(target):
                yield f"{path.relative_to(site)} loads {target} from elsewhere"


def _is_elsewhere(target: str) -> bool:
    return target.startswith("//") or urlsplit(target).scheme not in ("", "data")


if __name__ == "__main__":
    wrong = list(faults(Path(sys.argv[1]).resolve()))
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{sys.argv[1]}/docs/index.html")
