"""Pages that show what commands print: `python -m mentorsim.doc_pages.shown_output PAGE...`
refreshes them.

In such a page a block of a command is followed by a block of its output:

    ```sh
    mentorsim threshold 104-weeks --factor caseload
    ```

    ```text
    ...
    ```

Everything else stays as it is written.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner

from mentorsim.terminal.console import progress

#: A command, on one line or on several with a backslash, and what it printed.
SHOWN = re.compile(
    r"```sh\nmentorsim (?P<command>[^`]*?)\n```\n\n```text\n(?P<output>.*?)```", re.S
)


def printed(command: str) -> str:
    """What a command prints, without blanks at the ends of lines.

    Raises:
        RuntimeError: it fails.
    """
    from mentorsim.cli import app

    result = CliRunner().invoke(app, shlex.split(command))
    if result.exit_code:
        raise RuntimeError(f"mentorsim {command}: {result.stderr}")
    return "\n".join(line.rstrip() for line in result.stdout.rstrip().splitlines())


def commands(page: str) -> list[str]:
    """The commands of a page whose output it shows, each on one line."""
    return [_joined(found["command"]) for found in SHOWN.finditer(page)]


def refreshed(page: str, output: Callable[[str], str] = printed) -> str:
    """The page with the output of its commands as they print it now.

    Args:
        page: as it stands.
        output: runs a command.
    """

    def again(found: re.Match[str]) -> str:
        said = output(_joined(found["command"]))
        return f"```sh\nmentorsim {found['command']}\n```\n\n```text\n{said}\n```"

    return SHOWN.sub(again, page)


def _joined(command: str) -> str:
    return " ".join(command.replace("\\\n", " ").split())


def main(paths: list[str]) -> None:
    """Refresh some pages."""
    for path in map(Path, paths):
        page, done = path.read_text(encoding="utf-8"), 0
        count = max(1, len(commands(page)))
        with progress(path.name) as bar:

            def run(command: str, bar: Callable[[float], None] = bar, count: int = count) -> str:
                nonlocal done
                said, done = printed(command), done + 1
                bar(done / count)
                return said

            text = refreshed(page, run)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
