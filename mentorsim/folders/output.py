"""Output folders that appear whole or not at all."""

from __future__ import annotations

import glob
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorsim.folders.lock import BESIDE, hold, let_go
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said


def check_folder(out: Path) -> None:
    """Find out before a long run whether its results can be written; leaves nothing behind.

    Raises:
        InputError: `out` is a file, or cannot be created or written to.
    """
    if out.exists() and not out.is_dir():
        raise InputError(
            Said("mentorsim.the_output_folder_is_a_file"),
            file=out,
            allowed=Said("mentorsim.a_folder_new_or_not"),
        )
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryDirectory(dir=there):
            pass
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(
        Said("mentorsim.cannot_write_to_the_output_folder"),
        file=out,
        found=of_system(error),
        allowed=Said("mentorsim.a_folder_that_can_be_created"),
    )


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write into; its files move to `out` when everything has been written.

    On any error or interruption nothing of it is left, and what `out` held before stays. What a
    killed process left is cleaned away by the next one that writes to `out`.

    Raises:
        InputError: `out` is a file, or cannot be created or written to.
    """
    check_folder(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clean(out)
        part, held = _new_part(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        yield part
        _publish(part, out)
    except OSError as error:
        raise InputError(
            Said("mentorsim.writing_the_output_failed"),
            file=out,
            found=of_system(error),
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
        let_go(part, held)


def _prefix(out: Path) -> str:
    return f".{out.name}.writing-"


def _new_part(out: Path) -> tuple[Path, int]:
    """A folder to write into, and what holds it: as long as that is open, nobody cleans it away."""
    while True:
        part = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        # Another run may take it for one that was left, before or after it is held.
        with suppress(FileNotFoundError):
            held = hold(part)
            if held is not None and part.exists():
                return part, held
            if held is not None:
                let_go(part, held)


def _clean(out: Path) -> None:
    """Remove what a killed run left half written; what a run is writing to is held, and stays."""
    for part in out.parent.glob(f"{glob.escape(_prefix(out))}*"):
        with suppress(OSError):
            held = None if part.name.endswith(BESIDE) else hold(part)
            if held is not None:
                shutil.rmtree(part, ignore_errors=True)
                let_go(part, held)


def _publish(part: Path, out: Path) -> None:
    part.chmod(0o755)
    if not out.exists():
        part.rename(out)
        return
    for path in sorted(part.rglob("*")):
        target = out / path.relative_to(part)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            path.replace(target)


def write_whole(path: Path, text: str) -> None:
    """Write a text file, whole or not at all, over what was there.

    Raises:
        InputError: it cannot be written.
    """
    write_whole_bytes(path, text.encode())


def write_whole_bytes(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, over what was there.

    Raises:
        InputError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise InputError(
            Said("mentorsim.cannot_write_the_file"),
            file=path,
            found=of_system(error),
            allowed=Said("mentorsim.a_place_that_can_be_written"),
        ) from error


def write_new(path: Path, text: str) -> None:
    """Write a text file that is not there yet.

    Raises:
        InputError: it exists, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(
            Said("mentorsim.this_file_exists"),
            file=path,
            allowed=Said("mentorsim.the_path_of_a_new_file"),
        ) from error
    except OSError as error:
        raise InputError(
            Said("mentorsim.cannot_write_the_file"),
            file=path,
            found=of_system(error),
            allowed=Said("mentorsim.a_new_file_in_a_folder"),
        ) from error


def unfinished(out: Path) -> Path:
    """The folder beside the results in which finished pieces wait."""
    whole = out.absolute()
    return whole.parent / f".{whole.name}.unfinished"
