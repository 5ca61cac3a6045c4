"""Every notebook runs from top to bottom, as a reader would run it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

#: A cell that ends like this shows a picture.
DRAWS = ("plot(", "caseloads(", "statuses(")
NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    # Paths are relative to the notebook, as for a reader who opens it.
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, timeout=300, startup_timeout=180, kernel_name="python3", resources=where
    ).execute()
    for cell in notebook.cells:
        if cell.source.splitlines()[-1].startswith(DRAWS):
            shown = [kind for output in cell.outputs for kind in output.get("data", {})]
            assert "image/png" in shown, cell.source


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS
