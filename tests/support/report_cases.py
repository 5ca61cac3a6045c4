"""Kept runs and a kept forecast in folders, and a reader of reports, for tests of the report."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp

from typer.testing import CliRunner

from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from mentorsim.cli import app
from mentorsim.language import Language
from mentorsim.present.forecast.files import write_forecast
from mentorsim.report.files import write_comparison
from mentorsim.saved.run import Run, run_of
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.municipality.local_population import local_people
from scenarios.municipality.municipality import read_municipality
from scenarios.policy.policies import load_policies, load_policy
from tests.worlds.small_forecast import small_forecast

#: As many as a 95 % interval takes: with fewer nothing is judged.
DRAWS = 39
EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"
ORIGIN = {"posterior": "a calibration", "draws": str(DRAWS), "seed": "1"}


@cache
def comparison() -> Comparison:
    """With every kind of chapter: other measures, an order by gain, draws enough for drivers."""
    return compare(
        the_trial(),
        load_policies(["with-other-measures", "best-gain-first"]),
        load_policy("no-mentor"),
        shipped_posterior().first(DRAWS),
        EnsembleSetting(horizon=80),
    )


@cache
def run_folder() -> Path:
    """The same as `compare --out` writes it, with its report in Danish."""
    out = Path(mkdtemp()) / "ours"
    posterior = shipped_posterior().first(DRAWS)
    write_comparison(out, comparison(), ORIGIN, (Language("da"),), posterior, the_trial())
    return out


@cache
def local_folder() -> Path:
    """A run about a municipality's own young people, with other settings."""
    here = local_people(read_municipality(EXAMPLES / "shares.csv", 400), the_trial())
    posterior = shipped_posterior().first(4)
    result = compare(
        here,
        load_policies(["as-in-trial"]),
        load_policy("no-mentor"),
        posterior,
        EnsembleSetting(horizon=60),
    )
    out = Path(mkdtemp()) / "theirs"
    origin = {**ORIGIN, "draws": "4", "population": "shares", "staffing": "median"}
    write_comparison(out, result, origin, (Language("en"),), posterior, here)
    return out


@cache
def small_run() -> Run:
    """Every kind of chapter but drivers, three years of kroner, from a few draws."""
    few = shipped_posterior().first(4)
    result = compare(
        the_trial(),
        load_policies(["with-other-measures", "best-gain-first"]),
        load_policy("no-mentor"),
        few,
        EnsembleSetting(horizon=157),
    )
    return replace(run_of(result, ORIGIN, few, the_trial()), name="ours")


@cache
def forecast_folder() -> Path:
    """A forecast as `forecast --out` writes it."""
    out = Path(mkdtemp()) / "years"
    write_forecast(out, small_forecast(), {**ORIGIN, "draws": "4"}, Language("en"))
    return out


def make(*arguments: object) -> tuple[int, str, str]:
    """`mentorsim report` with these arguments: exit code, output, errors."""
    result = CliRunner().invoke(app, ["report", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@cache
def made(code: str, *folders: Path) -> str:
    """The report of some folders in a language."""
    path = Path(mkdtemp()) / "report.html"
    status, _, errors = make(*folders, "--language", code, "--out", path)
    assert status == 0, errors
    return path.read_text(encoding="utf-8")


class Page(HTMLParser):
    """Tags with their attributes, and the words of a page.

    Attributes:
        tags: name and attributes of each.
        own: words in the page's language, text alternatives included.
        other: words marked as another language.
        headings: level and words of each.
    """

    VOID = ("meta", "img", "br", "link", "source")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.own: list[str] = []
        self.other: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        self.tags.append((tag, found))
        self.own += [found[name] for name in ("alt", "aria-label", "title") if name in found]
        if tag not in self.VOID:
            foreign = tag != "html" and "lang" in found
            self._open.append((tag, foreign))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        names = [tag for tag, _ in self._open]
        if "style" in names:
            return
        foreign = any(foreign for _, foreign in self._open)
        (self.other if foreign else self.own).append(data)
        if names and re.fullmatch("h[1-6]", names[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    @property
    def text(self) -> str:
        """All words on one line."""
        return plain(" ".join(self.own + self.other))


def plain(words: str) -> str:
    """Words with single spaces."""
    return " ".join(words.split())
