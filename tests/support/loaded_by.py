"""A program: which of some libraries each command loads first, as JSON.

    python -m tests.support.loaded_by LIBRARIES COMMAND ...

Libraries are separated by commas. Commands run one after the other in one process, so that a
library counts for the first that loads it.
"""

from __future__ import annotations

import json
import sys

from typer.testing import CliRunner

from mentorsim.cli import app


def main() -> None:
    """Print the exit code of each command, and the libraries that it loaded."""
    libraries, known = sys.argv[1].split(","), set[str]()
    found = {}
    for command in sys.argv[2:]:
        code = CliRunner().invoke(app, command.split()).exit_code
        here = {library for library in libraries if library in sys.modules}
        found[command] = [code, sorted(here - known)]
        known |= here
    print(json.dumps(found))


if __name__ == "__main__":
    main()
