"""Whose paper a report is: the day, the municipality that it is about, and who hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mentorsim.language import Language

#: The report in English, if no other name is given.
DEFAULT = "report.html"


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is.

    Attributes:
        day: of the paper.
        municipality: whom it is about; empty if nobody says.
        sender: who hands it in; empty if nobody says.
    """

    day: date
    municipality: str = ""
    sender: str = ""

    def lines(self, language: Language) -> list[tuple[str, str]]:
        """What is said of it, and what it is."""
        known = {
            "municipality": self.municipality,
            "sender": self.sender,
            "day": language.date(self.day),
        }
        return [(language.text(f"paper.{name}"), said) for name, said in known.items() if said]

    def line(self, language: Language) -> str:
        """What it is, on one line, for the top of each sheet."""
        return " · ".join(said for _, said in self.lines(language))

    def told(self, language: Language) -> str:
        """The same with what each is, for below the title."""
        return "   ·   ".join(f"{name}: {said}" for name, said in self.lines(language))


def page_numbers(language: Language) -> tuple[str, str]:
    """What stands before the number of a sheet, and between it and how many there are."""
    before, between = language.text("paper.page").split("|")
    return before, between


def report_name(language: Language) -> str:
    """File name of the report: report.html in English, report.da.html in Danish."""
    return DEFAULT if language.code == "en" else f"report.{language.code}.html"
