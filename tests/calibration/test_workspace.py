"""Finished pieces of a long computation: made once, whole or not there, never mixed up."""

from __future__ import annotations

import errno
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from calibration.sources import code_up_to
from calibration.workspace import Workspace
from sim.errors import InputError

IDENTITY = {"seed": 1, "runs": 10, "reading": "pooled", "chosen": {"one": "a"}}


def begin(folder: Path, **changes: object) -> Workspace:
    return Workspace(folder, IDENTITY | changes, layer="calibration", resume=False)


def resume(folder: Path, **changes: object) -> Workspace:
    return Workspace(folder, IDENTITY | changes, layer="calibration", resume=True)


def noisy(k: int) -> np.ndarray:
    """A run that depends on nothing but its task."""
    return np.random.default_rng(k).standard_normal(3)


class Counted:
    """Runs, and how many of them; interrupted at a task, if asked."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.stop_at, self.done, self.lock = stop_at, [], threading.Lock()

    def __call__(self, k: int) -> np.ndarray:
        if k == self.stop_at:
            raise KeyboardInterrupt
        with self.lock:
            self.done.append(k)
        return noisy(k)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_a_piece_is_made_once_and_read_afterwards(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> dict[str, np.ndarray]:
        made.append("made")
        return {"a": np.arange(3), "b": np.array([[0.1, np.nan]]), "c": np.array([True])}

    first = begin(tmp_path / "w").piece("one", make)
    again = resume(tmp_path / "w").piece("one", make)
    assert made == ["made"]
    assert list(first) == list(again) == ["a", "b", "c"]
    for name, array in first.items():
        assert array.dtype == again[name].dtype
        assert array.tobytes() == again[name].tobytes()


def test_runs_come_in_order_with_any_number_of_workers_and_any_last_piece(tmp_path: Path) -> None:
    expected = np.array([noisy(k) for k in range(11)])
    for workers in (1, 2, 5):
        shares: list[float] = []
        found = begin(tmp_path / str(workers)).runs(
            "r", range(11), noisy, workers=workers, progress=shares.append, piece=4
        )
        assert (found == expected).all()
        assert shares == [4 / 11, 8 / 11, 1.0]
        assert sorted(contents(tmp_path / str(workers))) == [
            "r-0000.npz",
            "r-0001.npz",
            "r-0002.npz",
            "setting.json",
        ]


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("stop_at", [0, 3, 5, 8, 10])
def test_a_resumed_computation_ends_like_one_without_a_break(
    tmp_path: Path, stop_at: int, workers: int
) -> None:
    whole = begin(tmp_path / "whole").runs("r", range(11), noisy, workers=1, piece=3)
    folder = tmp_path / "broken"
    with pytest.raises(KeyboardInterrupt):
        begin(folder).runs("r", range(11), Counted(stop_at), workers=workers, piece=3)
    finished = len(list(folder.glob("r-*.npz")))
    assert finished == stop_at // 3, "whole pieces before the break are kept"
    rest = Counted()
    found = resume(folder).runs("r", range(11), rest, workers=4 - workers, piece=3)
    assert found.tobytes() == whole.tobytes()
    assert sorted(rest.done) == list(range(3 * finished, 11)), "nothing is run twice"
    for name, array in contents(tmp_path / "whole").items():
        if name.endswith(".npz"):
            with np.load(tmp_path / "whole" / name) as one, np.load(folder / name) as two:
                assert one["rows"].tobytes() == two["rows"].tobytes(), name
        else:
            assert array == contents(folder)[name]


def test_a_part_file_of_a_killed_process_is_ignored(tmp_path: Path) -> None:
    begin(tmp_path).piece("done", lambda: {"x": np.ones(1)})
    (tmp_path / "next.npz.part").write_bytes(b"half of a piece")
    (tmp_path / "done.npz.part").write_bytes(b"")
    space = resume(tmp_path)
    assert space.piece("next", lambda: {"x": np.full(2, 7.0)})["x"].tolist() == [7.0, 7.0]
    assert resume(tmp_path).piece("next", never)["x"].tolist() == [7.0, 7.0]
    assert space.piece("done", never)["x"].tolist() == [1.0]
    assert not (tmp_path / "next.npz.part").exists()


def never() -> dict[str, np.ndarray]:
    raise AssertionError("this piece is there and must not be made again")


def test_a_part_of_the_setting_is_no_computation(tmp_path: Path) -> None:
    """Killed while the very first file was written: begun anew without a word."""
    (tmp_path / "setting.json.part").write_text("{")
    begin(tmp_path)
    assert resume(tmp_path).folder == tmp_path


@pytest.mark.parametrize(
    ("name", "value", "field", "shown"),
    [
        ("seed", 2, "seed", ("1", "2")),
        ("runs", 20, "runs", ("10", "20")),
        ("reading", "as-printed", "reading", ("pooled", "as-printed")),
        ("chosen", {}, "chosen.one", ("a", "nothing")),
        ("model", "f" * 16, "model", ("nothing", "f" * 16)),
    ],
)
def test_another_setting_is_refused_by_name(
    tmp_path: Path, name: str, value: object, field: str, shown: tuple[str, str]
) -> None:
    begin(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(InputError) as caught:
        resume(tmp_path, **{name: value})
    assert caught.value.field == field
    assert caught.value.file == str(tmp_path / "setting.json")
    assert (caught.value.found, (caught.value.allowed or "").split(";")[0]) == shown
    assert contents(tmp_path) == before


def test_a_setting_that_is_gone_is_another_setting(tmp_path: Path) -> None:
    begin(tmp_path)
    with pytest.raises(InputError) as caught:
        Workspace(
            tmp_path,
            {k: v for k, v in IDENTITY.items() if k != "reading"},
            layer="calibration",
            resume=True,
        )
    assert caught.value.field == "reading"


def test_settings_with_tuples_and_numbers_compare_as_they_are_stored(tmp_path: Path) -> None:
    begin(tmp_path, sizes=(1, 2), rate=0.1)
    resume(tmp_path, sizes=(1, 2), rate=0.1)


@pytest.mark.parametrize("text", ["", "{", "\x00", "[]", "3"])
def test_an_unreadable_setting_is_one_message(tmp_path: Path, text: str) -> None:
    begin(tmp_path)
    (tmp_path / "setting.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        resume(tmp_path)
    assert caught.value.file == str(tmp_path / "setting.json")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_bytes(b"not an archive\n")


def flipped(path: Path) -> None:
    """One byte of the numbers changed, as a bad disk does."""
    raw = bytearray(path.read_bytes())
    at = raw.find(np.full(3, 7.25).tobytes())
    assert at > 0
    raw[at] ^= 1
    path.write_bytes(bytes(raw))


def cannot_be_read(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [half, empty, text, flipped, cannot_be_read])
def test_an_unreadable_piece_is_one_message_that_says_what_to_do(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    def seven(k: int) -> np.ndarray:
        return np.full(3, 7.25)

    begin(tmp_path).runs("r", range(4), seven, piece=2)
    spoil(tmp_path / "r-0001.npz")
    with pytest.raises(InputError) as caught:
        resume(tmp_path).runs("r", range(4), seven, piece=2)
    assert caught.value.file == str(tmp_path / "r-0001.npz")
    assert caught.value.allowed == "delete it, then --resume"
    if spoil is not cannot_be_read:
        # What the message says helps.
        (tmp_path / "r-0001.npz").unlink()
        again = Counted()
        resume(tmp_path).runs("r", range(4), again, piece=2)
        assert sorted(again.done) == [2, 3]


def full(descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_one_message_and_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = begin(tmp_path)
    space.runs("r", range(4), noisy, piece=2)
    before = contents(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("calibration.workspace.os.fsync", full)
        with pytest.raises(InputError) as caught:
            space.runs("r", range(8), noisy, piece=2)
    assert caught.value.found == "there is no space left"
    assert caught.value.file == str(tmp_path / "r-0002.npz")
    assert "--resume" in (caught.value.allowed or "")
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {*after} - {*before} <= {"r-0002.npz.part"}, "no piece that is not whole"
    # With space again it goes on where it was.
    rest = Counted()
    found = resume(tmp_path).runs("r", range(8), rest, piece=2)
    assert sorted(rest.done) == [4, 5, 6, 7]
    assert (found == np.array([noisy(k) for k in range(8)])).all()


def test_a_disk_that_is_full_from_the_start_leaves_no_computation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("calibration.workspace.os.fsync", full)
        with pytest.raises(InputError, match="writing failed"):
            begin(tmp_path / "w")
    begin(tmp_path / "w")


def test_a_folder_that_cannot_be_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(InputError, match="writing failed"):
            begin(folder)
    assert (tmp_path / "file").read_text() == "mine"


def test_what_was_not_begun_begins(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "new"):
        assert resume(folder).piece("one", lambda: {"x": np.ones(1)})["x"].tolist() == [1.0]
        assert resume(folder).piece("one", never)["x"].tolist() == [1.0]
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_another_setting_is_told_by_the_field_that_differs(tmp_path: Path) -> None:
    policies = {"mine": {"duration": {"weeks": 52}, "title": "t" * 500}}
    Workspace(
        tmp_path,
        {"policies": policies, "draws": "a" * 16, "number of draws": 32},
        layer="calibration",
        resume=False,
    )

    def told(**changes: object) -> InputError:
        now = {"policies": policies, "draws": "b" * 16, "number of draws": 32} | changes
        with pytest.raises(InputError, match="another setting") as caught:
            Workspace(tmp_path, now, layer="calibration", resume=True)
        assert len(str(caught.value)) < 400, "no policy is printed whole"
        return caught.value

    longer = {"mine": {"duration": {"weeks": 78}, "title": "t" * 500}}
    error = told(policies=longer)
    assert (error.field, error.found) == ("policies.mine.duration.weeks", "52")
    assert str(error.allowed).startswith("78;")
    error = told(**{"number of draws": 64})
    assert (error.field, error.found) == ("number of draws", "32")
    assert str(error.allowed).startswith("64;")
    assert told(policies={"other": policies["mine"]}).field == "policies.mine"
    assert told().field == "draws"


def test_nothing_is_begun_over_something_unfinished(tmp_path: Path) -> None:
    begin(tmp_path).piece("one", lambda: {"x": np.ones(1)})
    before = contents(tmp_path)
    with pytest.raises(InputError, match="is here") as caught:
        begin(tmp_path)
    assert "--resume" in (caught.value.allowed or "")
    assert contents(tmp_path) == before


def test_the_setting_is_stored_readably(tmp_path: Path) -> None:
    begin(tmp_path)
    stored = json.loads((tmp_path / "setting.json").read_text(encoding="utf-8"))
    assert stored == IDENTITY | {"code": code_up_to("calibration")}
