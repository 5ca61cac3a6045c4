"""`mentorsim situation new` and `check`: a situation's file, written and tried."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.options import Json, Lang
from mentorsim.folders.output import write_new
from mentorsim.language import Language
from mentorsim.terminal.console import output, print_json
from sim.messages import Said


def new_command(
    path: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"), help=Said("mentorsim.help_the_file_to_write")
        ),
    ],
    language: Lang = "en",
) -> None:
    """The command `situation new`; its help is `mentorsim.command_situation_new`."""
    from mentorsim.present.policy.templates import template_of
    from scenarios.situation.situation import Situation

    words = Language(language)
    write_new(path, template_of(Situation, words.text("situation.template.head"), words))
    output().print(words.text("situation.new.written", path=str(path)), markup=False)


def check_command(
    path: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"), help=Said("mentorsim.help_a_situations_file")
        ),
    ],
    json: Json = False,
    language: Lang = "en",
) -> None:
    """The command `situation check`; its help is `mentorsim.command_situation_check`.

    Args:
        path: the file.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
    """
    from mentorsim.present.situation.words import Told, check_lines, situation_json
    from mentorsim.request.request import situated
    from scenarios.municipality.local_population import LocalPeople
    from scenarios.situation.posts import posts
    from scenarios.situation.reading import read_situation

    words = Language(language)
    here = read_situation(path)
    lives = situated(here, None, None).people
    prices = here.own_prices()
    told = Told(here, posts(here, prices))
    if json:
        content = situation_json(told)
        content["follows"] |= {"rule_year": prices.rule_year}
        print_json(content)
        return
    people = lives if isinstance(lives, LocalPeople) else None
    for line in check_lines(told, people, prices, words):
        output().print(line, markup=False, highlight=False)
