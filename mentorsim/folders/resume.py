"""Where a run keeps what it has finished until its results are written."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorsim.folders.output import unfinished
from mentorsim.terminal.errors import AlreadyDoneError, asked_of_command
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.workspace import Workspace

#: What every provenance has.
VERSION = "mentorsim"

#: What is kept beside results, so that a later --resume knows what they are the results of.
SETTING, REQUEST, LAYER = "setting.json", "request", "scenarios"
#: Options that no result depends on, and files whose content it does.
UNASKED = frozenset({"out", "resume", "workers", "json", "executor", "threads"})
FILES = frozenset({".yaml", ".yml", ".csv"})

Opening = Callable[[Mapping[str, Any]], "Workspace"]


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


@contextmanager
def saved_pieces(out: Path | None, *, resume: bool) -> Iterator[Opening | None]:
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
    from calibration.workspace import Workspace, check_setting, setting_text

    if out is None:
        if resume:
            raise InputError(
                Said("mentorsim.nothing_is_saved_without_a_folder"),
                field="--resume",
                allowed=Said("mentorsim.together_with_out_as_in_the"),
            )
        yield None
        return
    folder = unfinished(out)
    there = (folder / "setting.json").exists()
    if there and not resume:
        raise InputError(
            Said("mentorsim.an_interrupted_run_is_here"),
            file=folder,
            allowed=Said("mentorsim.resume_to_go_on_with_it_another_out"),
        )
    finished = resume and not there and holds_results(out)
    kept: list[str] = []

    def opened(identity: Mapping[str, Any]) -> Workspace:
        text = setting_text({**identity, REQUEST: request()}, LAYER)
        kept[:] = [text]
        if finished:
            if (out / SETTING).exists():
                check_request(out / SETTING)
                check_setting(out / SETTING, text)
            raise AlreadyDoneError(Said("mentorsim.out_this_run_is_finished_nothing", out=out))
        return Workspace(folder, identity, layer=LAYER, resume=resume)

    try:
        yield opened
    except AlreadyDoneError:
        raise
    except BaseException:
        if not any(folder.glob("*.npz")):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if kept and out.is_dir():
        (out / SETTING).write_text(kept[0] + "\n", encoding="utf-8", newline="\n")
    shutil.rmtree(folder, ignore_errors=True)


def check_request(path: Path) -> None:
    """Find out whether a finished run was asked the same as the running command.

    Args:
        path: of the setting beside its results.

    Raises:
        InputError: it was asked something else; told by the option, or the file is unreadable.
    """
    from calibration.workspace import first_difference

    try:
        before = json.loads(path.read_text(encoding="utf-8"))[REQUEST]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Said("calibration.unreadable_setting"), file=path, found=of_system(error)
        ) from error
    found = first_difference(before, request())
    if found is None:
        return
    field, was, now = found
    raise InputError(
        Said("mentorsim.the_finished_run_was_asked_something"),
        file=path.parent,
        field=field.replace("_", "-"),
        found=was,
        allowed=Said("mentorsim.now_another_out_or_without_resume", now=now),
    )


def request() -> dict[str, Any]:
    """What the running command was asked, as plain values; empty outside a command.

    Files stand with a digest of what they hold. That of young people does not: it could be tried
    out whether a file with another number in a small group has the same.
    """
    return {
        name: _plain(value, whole=name != "population")
        for name, value in sorted(asked_of_command().items())
        if name not in UNASKED and value is not None
    }


def _plain(value: Any, *, whole: bool) -> Any:
    """A value as JSON has it; of a file its name and, as a whole, a digest of what it holds."""
    if isinstance(value, list | tuple):
        return [_plain(each, whole=whole) for each in value]
    if isinstance(value, bool | int | float):
        return value
    path = Path(str(value))
    if path.suffix not in FILES or not path.is_file():
        return str(value)
    if not whole:
        return path.name
    return f"{path.name} ({hashlib.sha256(path.read_bytes()).hexdigest()[:16]})"
