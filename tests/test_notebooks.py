"""Every notebook runs from top to bottom, wherever a reader has copied it to."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from scenarios.comparison.intervals import least_draws

#: A cell that ends like this shows a picture.
DRAWS = ("plot(", "caseloads(", "statuses(")
NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
#: Fewer weeks than this 104 and 52 are the same.
WEEK = 60


def smaller(source: str) -> str:
    """A cell with a quarter of the draws and a shorter time: every line runs alike.

    Where there were draws enough for a verdict, there still are. Samples stay: a method refuses to
    do with fewer than it needs.
    """

    def fewer(found: re.Match[str]) -> str:
        count = int(found[1])
        return f"draws={max(count // 4, least_draws() if count >= least_draws() else 2)}"

    return re.sub(r"\bweek=104\b", f"week={WEEK}", re.sub(r"\bdraws=(\d+)", fewer, source))


def test_a_smaller_cell_keeps_what_its_result_depends_on() -> None:
    assert smaller("decide(draws=128)") == f"decide(draws={least_draws()})"
    assert smaller("tornado(draws=24), f(draws=4)") == "tornado(draws=6), f(draws=2)"
    assert smaller("sensitivity(samples=64), week=104") == f"sensitivity(samples=64), week={WEEK}"


# Each has a kernel of its own, and shares nothing with the others.
@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=pytest.mark.xdist_group(p.name), id=p.name) for p in NOTEBOOKS],
)
def test_notebook_runs_wherever_it_is(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Streamlit, which other tests run in this process, chooses how pictures are drawn for it.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = smaller(cell.source) if cell.cell_type == "code" else cell.source
    # Paths are relative to the notebook, as for a reader who opens it: nothing else lies beside it.
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(
        notebook, timeout=300, startup_timeout=180, kernel_name="python3", resources=where
    ).execute()
    for cell in notebook.cells:
        if cell.source.splitlines()[-1].startswith(DRAWS):
            shown = [kind for output in cell.outputs for kind in output.get("data", {})]
            assert "image/png" in shown, cell.source


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
