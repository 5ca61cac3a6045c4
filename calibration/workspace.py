"""A folder in which a long computation keeps what it has finished, so that it can be resumed.

Every piece is written to a part file and renamed when it is whole: whatever happens, also a killed
process or a power cut, a piece is either there and complete or not there. A piece depends only on
the setting and the code, so that a resumed computation ends with the same numbers as one without a
break.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from calibration.sources import code_up_to
from sim.errors import InputError
from sim.executor import Progress, run_all, silent
from sim.foreign import of_system
from sim.messages import Said

Arrays = dict[str, npt.NDArray[Any]]
Task = TypeVar("Task")

#: Runs that are kept together: about a second of work.
PIECE = 64
#: What the fingerprint of the code is called beside the setting.
CODE = "code"


class Workspace:
    """Finished pieces of one computation."""

    def __init__(
        self, folder: Path, identity: Mapping[str, Any], *, layer: str, resume: bool
    ) -> None:
        """Open or create the folder.

        Args:
            folder: where pieces are kept.
            identity: everything that the pieces depend on besides the code; must be the same when
                resumed.
            layer: the package that makes the pieces, one of `calibration.sources.LAYERS`; its code
                and that of those it stands on must be the same too.
            resume: whether pieces of an earlier computation may be there; where there are none,
                it begins.

        Raises:
            InputError: pieces are there but `resume` is not set, or they belong to a computation
                with another setting or of other code, or the folder cannot be written to.
        """
        self.folder = folder
        path = folder / "setting.json"
        text = setting_text(identity, layer)
        if path.exists():
            if not resume:
                raise InputError(
                    Said("calibration.an_earlier_computation_is_here"),
                    file=folder,
                    allowed=Said("calibration.resume_to_go_on_with_it"),
                )
            check_setting(path, text)
            return
        self._write(path, text.encode())

    def _write(self, path: Path, content: bytes) -> None:
        part = path.with_suffix(path.suffix + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise InputError(
                Said("calibration.writing_failed_what_was_finished_before"),
                file=path,
                found=of_system(error),
                allowed=Said("calibration.a_folder_with_enough_space_then"),
            ) from error

    def has(self, name: str) -> bool:
        """Whether a piece is finished."""
        return (self.folder / f"{name}.npz").exists()

    def piece(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """A piece by name: read if it is there, else made and kept."""
        path = self.folder / f"{name}.npz"
        if path.exists():
            return read_piece(path)
        arrays = make()
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **arrays)
        self._write(path, buffer.getvalue())
        return arrays

    def runs(
        self,
        name: str,
        tasks: Sequence[Task],
        run: Callable[[Task], npt.NDArray[np.float64]],
        *,
        workers: int = 2,
        progress: Progress = silent,
        piece: int = PIECE,
    ) -> npt.NDArray[np.float64]:
        """Results of many runs, in order, kept in pieces; shape (tasks, ...).

        Args:
            name: of the pieces.
            tasks: what to run.
            run: of one task.
            workers: threads.
            progress: called with the share done.
            piece: runs that are kept together.
        """
        found = []
        for first in range(0, len(tasks), piece):
            batch = tasks[first : first + piece]

            def make(batch: Sequence[Task] = batch) -> Arrays:
                return {"rows": np.array(run_all(run, batch, workers=workers))}

            found.append(self.piece(f"{name}-{first // piece:04d}", make)["rows"])
            progress(min(1.0, (first + len(batch)) / len(tasks)))
        return np.concatenate(found)


def read_piece(path: Path) -> Arrays:
    """A finished piece.

    Raises:
        InputError: it is not there, or cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as content:
            return dict(content)
    except FileNotFoundError as error:
        raise InputError(
            Said("calibration.this_piece_is_not_finished"),
            file=path,
            found=Said("sim.nothing"),
            allowed=Said("calibration.resume_first"),
        ) from error
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(
            Said("calibration.unreadable_piece"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.delete_it_then_resume"),
        ) from error


def read_runs(folder: Path, name: str) -> npt.NDArray[np.float64]:
    """Results of the finished runs of a name, in order, as `Workspace.runs` keeps them.

    Raises:
        InputError: there are none, one of them is missing, or it cannot be read.
    """
    pieces = [folder / f"{name}-{k:04d}.npz" for k in range(len(list(folder.glob(f"{name}-*"))))]
    return np.concatenate(
        [read_piece(path)["rows"] for path in pieces or [folder / f"{name}-0000.npz"]]
    )


def setting_text(identity: Mapping[str, Any], layer: str) -> str:
    """What a computation depends on, and a fingerprint of the code, as a file holds it.

    Args:
        identity, layer: as of `Workspace`.
    """
    return json.dumps({**identity, CODE: code_up_to(layer)}, indent=1, sort_keys=True)


def check_setting(path: Path, text: str) -> None:
    """Find out whether what is kept belongs to this setting and code.

    Args:
        path: of the setting that is kept.
        text: of the setting that is asked for (`setting_text`).

    Raises:
        InputError: the file cannot be read, or holds another setting or other code.
    """
    identity = json.loads(text)
    try:
        before = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            Said("calibration.unreadable_setting"), file=path, found=of_system(error)
        ) from error
    # First, because other code may change the rest as well.
    if before.get(CODE) != identity[CODE]:
        raise InputError(
            Said("calibration.the_earlier_computation_was_made_by"),
            file=path,
            field=CODE,
            found=before.get(CODE, Said("calibration.not_known")),
            allowed=Said("calibration.identity_go_on_with_the_version", identity=identity[CODE]),
        )
    field, was, now = first_difference(before, identity) or ("", None, None)
    if field:
        raise InputError(
            Said("calibration.the_earlier_computation_had_another_setting"),
            file=path,
            field=field,
            found=was,
            allowed=Said("calibration.now_or_start_anew_in_another", now=now),
        )


def first_difference(before: Any, now: Any, path: str = "") -> tuple[str, str, str] | None:
    """The first field in which two settings differ, and what it is in each; None if in none.

    Of fields that differ, those that say something come before digests of many numbers.

    Args:
        before, now: settings as plain values.
        path: of the settings inside larger ones, with dots.
    """
    if before == now:
        return None
    if not (isinstance(before, Mapping) and isinstance(now, Mapping)):
        return path, _told(before), _told(now)
    found = [
        first_difference(before.get(name), now.get(name), f"{path}.{name}" if path else name)
        for name in sorted({*before, *now})
    ]
    return min((each for each in found if each), key=lambda each: _is_digest(each[1]))


def _is_digest(word: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16,}", word) is not None


def _told(value: Any) -> str:
    """A value in a message: what is not there is nothing, and a whole policy is not printed."""
    if value is None:
        return Said("sim.nothing")
    return Said("calibration.something_else") if isinstance(value, Mapping) else str(value)
