"""The commands `policies`, `check` and `new`: the library, and a policy file of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.options import (
    Json,
    Lang,
)
from mentorsim.folders.output import write_new
from mentorsim.language import Language
from mentorsim.terminal.console import output, print_json
from sim.messages import Said

if TYPE_CHECKING:
    from scenarios.policy.gain import Cell
    from scenarios.policy.policies import NamedPolicy


def policies_command(json: Json = False, language: Lang = "en") -> None:
    """The command `policies`; its help is `mentorsim.command_policies`."""
    from mentorsim.present.clean import in_language
    from scenarios.policy.policies import library_names, load_policy

    words = Language(language)
    named = [load_policy(name) for name in library_names()]
    if json:
        print_json([{"name": p.name} | p.policy.model_dump(mode="json") for p in named])
        return
    for p in named:
        title, what = in_language(p.policy.title, words), in_language(p.policy.description, words)
        why = "" if p.policy.reason is None else in_language(p.policy.reason, words)
        output().print(f"{p.name}: {title}. {what} {why}".strip(), markup=False)


def check_command(
    policy: Annotated[
        str,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"),
            help=Said("mentorsim.help_a_policys_yaml_file_or"),
        ),
    ],
    json: Json = False,
    language: Lang = "en",
) -> None:
    """The command `check`; its help is `mentorsim.command_check`.

    Args:
        policy: a name in the library, or a file.
        json: whether results go to standard output for machines.
        language: of the reader, da or en.
    """
    from mentorsim.present.policy.assumptions import assumption_lines
    from mentorsim.present.policy.pages import checked
    from scenarios.policy.measure_effects import assumed
    from scenarios.policy.policies import load_policy
    from sim.programme import EXPECTED_GAIN

    words, named = Language(language), load_policy(policy)
    ends = named.ends_in(None)
    # Where the order is worked out from the posterior, it is shown: nobody can see it in the file.
    cells = _order(named) if named.policy.targeting.score == EXPECTED_GAIN else []
    if json:
        order = [{"groups": cell.groups, "gain": cell.gain} for cell in cells]
        known = {"name": named.name, "evidence_ends": ends, "expected_gain": order}
        print_json(known | named.policy.model_dump(mode="json"))
        return
    for line in checked(named, ends, cells, words):
        output().print(line, markup=False, highlight=False)
    for measure, said in assumption_lines(assumed([named]), words):
        title = words.text("assumption.title", measure=measure)
        output().print(f"{title}. {said}", markup=False, highlight=False)


def _order(named: NamedPolicy) -> list[Cell]:
    """Who goes first, by expected gain."""
    from calibration.stored_posterior import shipped_posterior
    from calibration.trial import the_trial
    from scenarios.policy.gain import gain_cells

    return gain_cells(the_trial(), named.policy, shipped_posterior())


def new_command(
    path: Annotated[
        Path,
        typer.Argument(
            metavar=Said("mentorsim.metavar_file"), help=Said("mentorsim.help_the_file_to_write")
        ),
    ],
    language: Lang = "en",
) -> None:
    """The command `new`; its help is `mentorsim.command_new`."""
    from mentorsim.present.policy.pages import template

    words = Language(language)
    write_new(path, template(words))
    output().print(words.text("policies.new.written", path=str(path)), markup=False)
