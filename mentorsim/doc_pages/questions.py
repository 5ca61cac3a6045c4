"""The pages docs/questions.md and docs/questions.da.md: sixteen questions, each with a command and
what it answers.

`python -m mentorsim.doc_pages.questions` runs every command and writes the pages: nothing in them
is typed but the questions and how to read the answers.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from typer.testing import CliRunner

from mentorsim.language import LOCALES, Language, catalogue

DOCS = Path(__file__).parents[2] / "docs"
#: Captions, and sentences below tables: where one begins, the table before it ends.
CAPTIONS = (
    "decide.caption.",
    "fair.caption",
    "decide.assumptions",
    "ranking.caption",
    "report.caption.",
    "views.caption",
    "municipality.caption",
    "decide.success.",
    "fair.absent",
    "fair.changed",
    "fair.unchanged",
    "fair.gains",
    "forecast.caption.",
    "forecast.notes",
    "overview.caption",
    "search.caption",
    "search.curve.heading",
)
#: What begins a sentence of an answer on screen.
BULLETS = ("• ", "· ")
#: Draws behind the pages' numbers: few, and said so.
DRAWS = 128
EXAMPLES = "scenarios/examples"


@dataclass(frozen=True)
class Part:
    """A command, and what of its output the page shows.

    Attributes:
        command: without `mentorsim`.
        sentences: places of its sentences, from 0; they are the answer in plain words.
        captions: keys of the captions of its tables.
        bold: keys of the texts of single sentences below tables.
    """

    command: str
    sentences: tuple[int, ...] = ()
    captions: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        """The command as a shell splits it."""
        return shlex.split(self.command)


_BILL = "decide as-in-trial --perspective programme"
_TWO = f"decide as-in-trial 104-weeks --target-group 2000 --draws {DRAWS}"
_HERE = f"--situation {EXAMPLES}/situation.yaml --draws 64"
_MILLIONS = (
    "search as-in-trial --intake 300 --budget 5000000 --years 4 --among 26-weeks,104-weeks "
    "--draws 64"
)
_STREAM = "forecast as-in-trial --intake 500 --prices 2023 --draws 64"
#: The parts that answer each question: those of the project's collection of facts, and four that
#: begin from what a jobcentre has.
QUESTIONS: dict[int, tuple[Part, ...]] = {
    1: (
        Part(
            f"{_BILL} --draws {DRAWS}",
            (0, 1, 2),
            ("decide.caption.ratios",),
        ),
        Part(
            f"{_BILL} --effect employment --week 73 --draws {DRAWS}",
            (2,),
        ),
    ),
    2: (
        Part(
            f"{_STREAM} --years 10",
            (0, 1, 3),
            ("forecast.caption.years", "forecast.caption.by_purse"),
        ),
    ),
    3: (Part(f"{_STREAM} --years 10 --intake-years 1", (0, 2, 3), ("forecast.caption.purses",)),),
    4: (Part(_TWO, (), ("decide.caption.success",), ("decide.success.pays",)),),
    5: (
        Part(
            "rank limited-places low-grades-first never-su-first low-educated-parents-first "
            "best-gain-first --hours 60000 --draws 64",
            (),
            ("ranking.caption",),
        ),
        Part(_TWO, (), ("decide.caption.families",)),
    ),
    6: (
        Part(
            "forecast --blocks --years 10 --intake 500 --prices 2023 --draws 64",
            (),
            ("forecast.caption.blocks",),
            ("forecast.finding.blocks",),
        ),
    ),
    7: (
        Part(
            f"decide caseload-10 {EXAMPLES}/caseload-15.yaml caseload-20 "
            f"{EXAMPLES}/caseload-30.yaml every-second-week --draws {DRAWS}",
            (3,),
            ("decide.caption.ratios",),
        ),
    ),
    8: (Part(f"{_STREAM} --years 10", (), ("forecast.caption.ceiling",)),),
    9: (Part(_TWO, (4,), ("decide.caption.sums",)),),
    10: (Part(_TWO, (5,), ("decide.caption.value_of_information",)),),
    11: (
        Part(
            f"decide as-in-trial --draws {DRAWS}",
            (),
            ("fair.caption", "fair.caption.equity"),
            ("fair.gains", "fair.unchanged", "fair.absent"),
        ),
    ),
    12: (
        Part(
            "forecast 104-weeks --years 5 --intake 500 --prices 2023 --draws 64",
            (0,),
            ("forecast.caption.years",),
        ),
        Part(
            "compare as-in-trial limited-places --draws 64",
            (0,),
            ("report.caption.mentors",),
        ),
    ),
    13: (
        Part(
            f"compare 26-weeks as-in-trial 104-weeks {_HERE}",
            (0, 2, 4, 6, 7, 8),
            ("overview.caption",),
        ),
        Part(
            f"search as-in-trial {_HERE} --levers duration,first --candidates 40",
            (0, 1, 3),
            ("search.caption",),
        ),
        Part(f"forecast 26-weeks as-in-trial 104-weeks {_HERE}", (0, 1, 6, 8, 13, 15)),
    ),
    14: (Part(_MILLIONS, (2, 0), ("search.caption",)),),
    15: (Part(_MILLIONS, (3,), ("search.curve.heading",)),),
    16: (
        Part(
            f"search as-in-trial {_HERE} --candidates 300 "
            "--want education_or_employment_years,net_municipality",
            (0, 1, 2, 3, 4, 5, 6, 7),
            ("search.caption",),
        ),
    ),
}


@cache
def output_of(command: str, code: str) -> str:
    """What a command prints in a language.

    Raises:
        RuntimeError: it fails.
    """
    from mentorsim.cli import app

    result = CliRunner().invoke(app, [*shlex.split(command), "--language", code])
    if result.exit_code:
        raise RuntimeError(f"mentorsim {command}: {result.stderr}")
    return result.stdout


def bullets(output: str) -> list[str]:
    """The sentences of an answer, unwrapped."""
    found: list[str] = []
    inside = False
    for line in output.splitlines():
        if line.startswith(BULLETS):
            found.append(line[2:].strip())
            inside = True
        elif inside and line.strip():
            found[-1] += " " + line.strip()
        else:
            inside = False
    return found


def begins(key: str, language: Language) -> re.Pattern[str]:
    """What the first line of a text looks like, whatever stands in its places."""
    text = catalogue(language.code)[key].split("\n")[0][:28]
    # A place cut in the middle is any words.
    text = re.sub(r"\{[^}]*(\}|$)", "\0", text)
    return re.compile(".+?".join(re.escape(part) for part in text.split("\0")))


def table_of(output: str, key: str, language: Language) -> list[str]:
    """The lines of a table from its caption to the next one, without empty lines at its end.

    Args:
        output: what a command printed.
        key: of the text in the catalogue that it begins with.
        language: of the words.

    Raises:
        RuntimeError: the output has no such table.
    """
    lines = output.splitlines()
    wanted = begins(key, language)
    starts = [k for k, line in enumerate(lines) if wanted.match(line)]
    if not starts:
        raise RuntimeError(f"no table {key} in the output")
    others = [
        begins(name, language)
        for name in catalogue(language.code)
        if name.startswith(CAPTIONS) and name != key
    ]
    start = starts[0]
    end = start + 1
    # A second table under the same caption (another policy) is left out, as are sentences.
    others.append(wanted)
    while end < len(lines) and not any(other.match(lines[end]) for other in others):
        if lines[end].startswith(BULLETS):
            break
        end += 1
    kept = [line.rstrip() for line in lines[start:end]]
    heading = begins("forecast.heading", language)
    while not kept[-1] or (end < len(lines) and heading.match(kept[-1]) and len(kept) > 1):
        kept.pop()
    return kept


def sentence_of(output: str, key: str, language: Language) -> str:
    """A sentence below a table, unwrapped: from its beginning to the full stop that ends a line.

    Args:
        output: what a command printed.
        key: of the text in the catalogue that it begins with.
        language: of the words.

    Raises:
        RuntimeError: the output has no such sentence.
    """
    lines = [line.rstrip() for line in output.splitlines()]
    wanted = begins(key, language)
    start = next((k for k, line in enumerate(lines) if wanted.match(line)), None)
    if start is None:
        raise RuntimeError(f"no sentence {key} in the output")
    found = lines[start]
    while not found.endswith((".", "†")):
        start += 1
        found += " " + lines[start].strip()
    return found


def page(language: Language, output: Callable[[str, str], str] = output_of) -> str:
    """The page in a language, as Markdown.

    Args:
        language: of questions, answers and tables.
        output: runs a command in a language.
    """
    parts = [
        f"# {language.text('questions.title')}",
        "",
        language.text("questions.intro", draws=language.integer(DRAWS)),
        "",
    ]
    for number, shown in sorted(QUESTIONS.items()):
        heading = language.text(f"questions.{number}.question")
        parts += [f"## {language.integer(number)}. {heading}", ""]
        parts += [language.text(f"questions.{number}.answer"), ""]
        for part in shown:
            parts += _shown(part, language, output)
    return "\n".join(parts).rstrip() + "\n"


def _shown(part: Part, language: Language, output: Callable[[str, str], str]) -> list[str]:
    printed = output(part.command, language.code)
    told = bullets(printed)
    said = [told[k] for k in part.sentences]
    said += [sentence_of(printed, key, language) for key in part.bold]
    lines = ["```sh", f"mentorsim {part.command}", "```", ""]
    for words in said:
        lines += [f"> {words}", ""]
    for key in part.captions:
        lines += ["```text", *table_of(printed, key, language), "```", ""]
    return lines


def page_path(language: Language) -> Path:
    """Where the page of a language stands."""
    name = "questions.md" if language.code == "en" else f"questions.{language.code}.md"
    return DOCS / name


def main() -> None:
    """Run the commands and write the pages of both languages."""
    for code in LOCALES:
        language = Language(code)
        page_path(language).write_text(page(language), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
