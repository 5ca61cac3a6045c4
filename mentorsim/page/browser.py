"""What the browser is told besides the page itself: its style, and words that are not ours."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from mentorsim.language import LOCALES, Language

#: Words that Streamlit writes by itself, by our name for them (`browser.` in the catalogue).
OWN_WORDS = {
    "skip": "Skip to main content",
    "sidebar": "Sidebar",
    "collapse": "Collapse sidebar",
    "expand": "Expand sidebar",
    "open": "Open",
    "choose": "Choose an option",
    "no_results": "No results",
    "clear": "Clear all",
    "remove": "Remove {what}",
    "delete": "Delete {what}",
    "limit": "You can only select up to {number} options. Remove an option first.",
    "upload": "Upload",
    "file": "file upload",
    "add_files": "Add files",
    "add_icon": "add icon",
    "less": "Decrement",
    "more": "Increment",
    "type": "{type} files are not allowed.",
    "size": "File must be {size} or smaller.",
    "progress": "progress",
}


@cache
def style() -> str:
    """The style sheet."""
    return (files("mentorsim.page.app") / "page.css").read_text(encoding="utf-8")


@cache
def script(code: str) -> str:
    """Sets the document's language, and Streamlit's own words in it."""
    language = Language(code)
    own = {word: language.name("browser", word) for word in OWN_WORDS}
    pairs = [[words, own[word]] for word, words in OWN_WORDS.items()]
    # After a change of language the page still has our words in the other one.
    pairs += [
        [Language(other).name("browser", word), own[word]]
        for other in LOCALES
        for word in OWN_WORDS
        if other != code
    ]
    asked = json.dumps({"language": code, "words": pairs}, ensure_ascii=False)
    text = (files("mentorsim.page.app") / "page.js").read_text(encoding="utf-8")
    # What stands in a script must not end it.
    return text.replace("/*ASKED*/", asked.replace("<", "\\u003c"))
