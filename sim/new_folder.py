"""A new folder of text files that appears whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said


def write_new_folder(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a new folder, lines ended the same way on every system.

    Args:
        folder: a new one; folders above it are made.
        files: what stands in each, by name.

    Returns:
        The folder.

    Raises:
        InputError: it is there already, or cannot be written.
    """
    if folder.exists():
        raise InputError(
            Said("sim.this_folder_exists"),
            file=folder,
            allowed=Said("sim.the_path_of_a_new_folder"),
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as part:
            whole = Path(part) / folder.name
            whole.mkdir()
            for name, text in files.items():
                (whole / name).write_text(text, encoding="utf-8", newline="\n")
            whole.rename(folder)
    except OSError as error:
        raise InputError(
            Said("sim.cannot_write_the_folder"),
            file=folder,
            found=of_system(error),
            allowed=Said("sim.a_new_folder_in_one_that"),
        ) from error
    return folder
