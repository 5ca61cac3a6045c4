"""`mentorsim schema`: the JSON schema of a file that people write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.options import Lang
from mentorsim.folders.output import write_new
from mentorsim.language import Language
from mentorsim.present.schemas import KINDS
from mentorsim.terminal.console import output
from sim.messages import Said


def schema_command(
    kind: Annotated[
        str, typer.Argument(metavar=Said("mentorsim.metavar_kind"), help=", ".join(KINDS))
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help=Said("mentorsim.help_a_new_file_else_the_screen"))
    ] = None,
    language: Lang = "en",
) -> None:
    """The command `schema`; its help is `mentorsim.command_schema`.

    Args:
        kind: of file that the schema is for.
        out: a new file; None prints it.
        language: of the reader, da or en.
    """
    from mentorsim.present.schemas import schema

    words = Language(language)
    text = json.dumps(schema(kind, language), ensure_ascii=out is None, indent=1)
    if out is None:
        print(text)
        return
    write_new(out, text + "\n")
    output().print(words.text("screen.written", path=str(out)), markup=False)
