"""What the browser is told besides the page itself: its style, and words that are not ours."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from mentorsim.language import LOCALES, Language

#: Words that Streamlit writes by itself, in the catalogue under `browser.`; the English ones are
#: its own.
OWN_WORDS = (
    "skip", "sidebar", "collapse", "expand", "open", "choose", "no_results", "clear", "remove",
    "delete", "limit", "upload", "file", "add_files", "add_icon", "less", "more", "type", "size", "progress",
)  # fmt: skip


@cache
def style() -> str:
    """The style sheet."""
    return (files("mentorsim") / "page" / "page.css").read_text(encoding="utf-8")


@cache
def script(code: str) -> str:
    """Sets the document's language, and Streamlit's own words in it."""
    language = Language(code)
    pairs = [
        [Language(other).name("browser", word), language.name("browser", word)]
        for word in OWN_WORDS
        for other in LOCALES
        if other != code
    ]
    asked = json.dumps({"language": code, "words": pairs}, ensure_ascii=False)
    text = (files("mentorsim") / "page" / "page.js").read_text(encoding="utf-8")
    # What stands in a script must not end it.
    return text.replace("/*ASKED*/", asked.replace("<", "\\u003c"))
