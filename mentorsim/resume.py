"""Where a run keeps what it has finished until its results are written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from calibration.workspace import Workspace
from mentorsim.exits import AlreadyDoneError
from sim.errors import InputError

#: What every provenance has.
VERSION = "mentorsim"

Opening = Callable[[Mapping[str, Any]], Workspace]


def holds_results(out: Path) -> bool:
    """Whether a folder holds what a run wrote: a JSON file that says which version wrote it."""
    for path in sorted(out.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(content, dict) and VERSION in (content.get("provenance") or content):
            return True
    return False


def unfinished(out: Path) -> Path:
    """The folder beside the results in which finished pieces wait."""
    whole = out.absolute()
    return whole.parent / f".{whole.name}.unfinished"


@contextmanager
def kept_pieces(out: Path | None, *, resume: bool) -> Iterator[Opening | None]:
    """What opens the workspace of a run; it goes away when the results are there.

    After an interruption, whatever its kind, it stays if any piece is finished.

    Args:
        out: folder of the results; without one nothing is kept.
        resume: go on with what an interrupted run left; where it left nothing, begin.

    Raises:
        InputError: something is there without `resume`, or it belongs to another run or was made
            by other code.
        AlreadyDoneError: with `resume`, the results of a finished run are there and nothing else.
    """
    if out is None:
        if resume:
            raise InputError(
                "nothing is kept without a folder for the results", field="--resume",
                allowed="together with --out, as in the interrupted command",
            )  # fmt: skip
        yield None
        return
    folder = unfinished(out)
    there = (folder / "setting.json").exists()
    if there and not resume:
        raise InputError(
            "an interrupted run is here", file=folder,
            allowed="--resume to go on with it, another --out, or delete this folder",
        )  # fmt: skip
    if resume and not there and holds_results(out):
        raise AlreadyDoneError(
            f"{out}: this run is finished, nothing is left to go on with; "
            "without --resume it is made anew"
        )
    try:
        yield lambda identity: Workspace(folder, identity, layer="scenarios", resume=resume)
    except BaseException:
        if not any(folder.glob("*.npz")):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
