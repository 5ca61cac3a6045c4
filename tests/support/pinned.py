"""Sentences written by hand, and the faults that must break them.

A catalogue's text is pinned if a sentence typed in a test fails once a word of direction in it is
turned round (`flere` for `færre`) or two of its numbers or policies have changed places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mentorsim.language import LOCALES, Language, catalogue

#: Words that say a direction, each with one that says another.
OPPOSITES: dict[str, tuple[tuple[str, str], ...]] = {
    "da": (
        ("flere", "færre"),
        ("flest", "færrest"),
        ("mere", "mindre"),
        ("mest", "mindst"),
        ("højere", "lavere"),
        ("højest", "lavest"),
        ("over", "under"),
        ("højst", "mindst"),
        ("større", "mindre"),
        ("størst", "mindst"),
        ("største", "mindste"),
        ("længere", "kortere"),
        ("bedre", "dårligere"),
        ("bedst", "dårligst"),
        ("gevinst", "tab"),
        ("gevinster", "tab"),
        ("overskud", "underskud"),
        ("indtægt", "udgift"),
        ("nettoudgift", "nettoindtægt"),
        ("merudgift", "besparelse"),
        ("udgift", "indtægt"),
        ("koster", "sparer"),
        ("kostet", "sparet"),
        ("vinder", "taber"),
        ("vinder", "mister"),
        ("vundet", "tabt"),
        ("betaler", "får"),
        ("betalt", "fået"),
        ("betaler sig", "betaler sig ikke"),
        ("plus", "minus"),
        ("foran", "bagud"),
        ("dyrere", "billigere"),
        ("positiv", "negativ"),
        ("ind", "ud"),
        ("ansatte", "brugte"),
        ("stiger", "falder"),
        ("voksende", "faldende"),
        ("tjent hjem", "ikke tjent hjem"),
    ),
    "en": (
        ("more", "fewer"),
        ("more", "less"),
        ("most", "fewest"),
        ("most", "least"),
        ("higher", "lower"),
        ("highest", "lowest"),
        ("above", "below"),
        ("over", "under"),
        ("at most", "at least"),
        ("larger", "smaller"),
        ("largest", "smallest"),
        ("longer", "shorter"),
        ("better", "worse"),
        ("best", "worst"),
        ("beats", "loses to"),
        ("gain", "loss"),
        ("gain", "cost"),
        ("gains", "costs"),
        ("gained", "lost"),
        ("gain", "lose"),
        ("costs", "saves"),
        ("cost", "saving"),
        ("saved", "spent"),
        ("pays", "gets"),
        ("paid", "got"),
        ("pay", "get"),
        ("plus", "minus"),
        ("loses", "wins"),
        ("ahead", "behind"),
        ("dearer", "cheaper"),
        ("positive", "negative"),
        ("into", "out of"),
        ("employed", "used"),
        ("rises", "falls"),
        ("does not pay", "pays"),
        ("grows", "shrinks"),
    ),
}
#: Uses of these words that say no direction: time, place, a rule year, a policy set beside another.
NEUTRAL: dict[str, str] = {
    "da": r"over (?=\{(weeks|year|draws|horizon)\}|uger|årene|år\b|alle|alt|hele|de samme|den |de "
    r"|parameter|parametre|tid|andelen|forskellen|fuldtids|jobcentre|priser|opad|to år|sæt)"
    r"|under (?=regler|reglerne|hver|hinanden|andre|nogen|støtten|antagelse|\{views\}|modellen"
    r"|kronerne|den|det|de |et|forløbet|opfølgning|samme)|ud over|derudover|kurver over"
    r"|tabel over|skal ud|ikke ud|ud af|skiller sig ud|går ud|ser ud|udtrukket|ud fra|regnet ud"
    r"|lagt ind|mere end én gang|mindst én|mest sandsynligt|først og fremmest",
    "en": r"over (?=\{(weeks|year|draws|horizon)\}|weeks|years|the |all|them|time|a |both|para"
    r"|draws|which|jobcentres|two|posterior|it\b|and\b)|under (?=way|rules|the |each|other|either"
    r"|assumption|any|both|that|this|support|one|a |them|aftercare|\{views\}|it\b)|carried over"
    r"|the other way|more than once|once more|most likely|cost of doing|no longer|at least one of"
    r"|in more respects|paid hours|into account|not used|is used|stopped over",
}
#: Placeholders whose places must not be changed.
PAIRED = (
    ("low", "high"),
    ("policy", "reference"),
    ("policy", "against"),
    ("arm", "first"),
    ("first", "last"),
    ("cost", "worth"),
    ("cost", "net"),
    ("bill", "net"),
    ("needed", "achieved"),
    ("here", "trial"),
    ("most", "least"),
    ("strong", "weak"),
    ("hours", "used"),
    ("number", "shipped"),
    ("number", "left"),
    ("soon", "late"),
    ("public", "municipality"),
    ("municipality", "state"),
    ("first_cost", "last_cost"),
    ("first_years", "last_years"),
)


@dataclass(frozen=True)
class Said:
    """What is said, and how it reads in both languages, written by hand.

    Attributes:
        say: the program's words in a language.
        da, en: what they must be.
    """

    say: Callable[[Language], str]
    da: str
    en: str

    def wanted(self, code: str) -> str:
        """The sentence written by hand."""
        return self.da if code == "da" else self.en

    def holds(self, language: Language) -> bool:
        """Whether the program says it; amounts and per cent may have spaces that do not break."""
        return plain(self.say(language)) == self.wanted(language.code)


def plain(words: str) -> str:
    """Words with ordinary spaces."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


class Heard(Language):
    """A language that remembers which texts were asked for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.keys: set[str] = set()

    def text(self, key: str, **values: object) -> str:
        self.keys.add(key)
        return super().text(key, **values)

    def name(self, family: str, identifier: str) -> str:
        self.keys.add(f"{family}.{identifier}")
        return super().name(family, identifier)


def heard(said: Said, code: str) -> set[str]:
    """Keys of the texts that a sentence is made of."""
    language = Heard(code)
    said.say(language)
    return language.keys


def with_text(code: str, key: str, text: str) -> Language:
    """A language whose catalogue has another text under a key."""
    language = Language(code)
    language._texts = {**catalogue(code), key: text}
    return language


def turned(text: str, code: str) -> Iterator[str]:
    """The text with one word of direction turned round, once for each such word."""
    neutral = [m.span() for m in re.finditer(NEUTRAL[code], text, re.IGNORECASE)]
    for one, other in OPPOSITES[code]:
        for word, instead in ((one, other), (other, one)):
            for found in re.finditer(rf"(?<![\w{{]){word}(?![\w}}])", text, re.IGNORECASE):
                start, end = found.span()
                if not any(a <= start and end <= b + 1 for a, b in neutral):
                    yield text[:start] + instead + text[end:]


def swapped(text: str) -> Iterator[str]:
    """The text with two of its numbers, or its two policies, in each other's place."""
    for one, other in PAIRED:
        first, second = f"{{{one}}}", f"{{{other}}}"
        if first in text and second in text:
            yield text.replace(first, "\0").replace(second, first).replace("\0", second)


def directional() -> list[str]:
    """Keys of all texts that say a direction in Danish or in English."""
    texts = {code: catalogue(code) for code in LOCALES}
    return [
        key
        for key in texts["da"]
        if any(next(turned(texts[code][key], code), None) for code in LOCALES)
    ]


@dataclass(frozen=True)
class Holds:
    """Phrases that a text of the catalogue must hold, written by hand, with its placeholders.

    For headings, labels and notes, which say the same whatever the numbers are.
    """

    da: tuple[str, ...]
    en: tuple[str, ...]

    def holds(self, text: str, code: str) -> bool:
        """Whether the text holds all of them."""
        return all(phrase in plain(text) for phrase in (self.da if code == "da" else self.en))
