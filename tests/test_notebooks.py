"""Every notebook runs from top to bottom, wherever a reader has copied it to."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

#: A cell that ends like this shows a picture.
DRAWS = ("plot(", "caseloads(", "statuses(")
NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_runs_wherever_it_is(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Streamlit, which other tests run in this process, chooses how pictures are drawn for it.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    copy = Path(shutil.copy(path, tmp_path))
    notebook = nbformat.read(copy, as_version=4)
    # Paths are relative to the notebook, as for a reader who opens it: nothing else lies beside it.
    where = {"metadata": {"path": str(copy.parent)}}
    NotebookClient(
        notebook, timeout=300, startup_timeout=180, kernel_name="python3", resources=where
    ).execute()
    for cell in notebook.cells:
        if cell.source.splitlines()[-1].startswith(DRAWS):
            shown = [kind for output in cell.outputs for kind in output.get("data", {})]
            assert "image/png" in shown, cell.source


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
