"""A release: one version everywhere, and files that hold everything."""

from __future__ import annotations

import importlib.util
import shutil
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def release() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_version_and_changelog_tell_the_same(release: ModuleType) -> None:
    told = release.told(ROOT)
    assert len({version for version, _ in told.values()}) == 1, told


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_release_has_a_date_and_one_version(release: ModuleType, project: Path) -> None:
    version, _ = release.told(project)["pyproject.toml"]
    _, cited = release.told(project)["CITATION.cff"]
    edit(project / "CHANGELOG.md", f"## {version} (unreleased)", f"## {version} ({cited})")
    assert release.contradictions(version, project) == []
    edit(project / "CHANGELOG.md", f"({cited})", "(2031-01-02)")
    assert release.contradictions(version, project) == [
        f"CITATION.cff tells {cited}, the changelog 2031-01-02"
    ]
    edit(project / "CHANGELOG.md", "(2031-01-02)", "(unreleased)")
    (wrong,) = release.contradictions(version, project)
    assert "unreleased" in wrong
    assert len(release.contradictions("9.9", project)) == 4
    assert release.contradictions("next", project) == ["'next' is no version; one is 0.2.0"]


def packed(folder: Path, metadata: str, *files: str) -> tuple[Path, Path]:
    wheel, archive = folder / "x-1.0-py3-none-any.whl", folder / "x-1.0.tar.gz"
    with zipfile.ZipFile(wheel, "w") as made:
        made.writestr("x-1.0.dist-info/METADATA", metadata)
        for name in files:
            made.writestr(name, "")
    (folder / "file").touch()
    with tarfile.open(archive, "w:gz") as source:
        for name in files:
            source.add(folder / "file", f"x-1.0/{name}")
    return wheel, archive


GOOD = (
    "Metadata-Version: 2.4\nName: x\nVersion: 1.0\nDescription-Content-Type: text/markdown\n\n# x\n"
)


def test_what_was_built_is_looked_into(release: ModuleType, tmp_path: Path) -> None:
    built = packed(tmp_path, GOOD, "sim/py.typed")
    assert release.faults(*built, "1.0", ["sim/py.typed"]) == []
    assert release.faults(*built, "1.0", ["sim/more.yaml"]) == [
        "x-1.0-py3-none-any.whl lacks sim/more.yaml",
        "x-1.0.tar.gz lacks sim/more.yaml",
    ]
    assert release.faults(*built, "1.1", [])[0].endswith("is of version 1.0, not 1.1")


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (GOOD.replace("# x", ""), "no description"),
        (GOOD.replace("Version: 1.0\nD", "Version: one\nD"), "one"),
        (GOOD.replace("Metadata-Version: 2.4\n", ""), "metadata version"),
    ],
)
def test_metadata_that_an_index_refuses_is_none(
    release: ModuleType, tmp_path: Path, metadata: str, said: str
) -> None:
    wrong = release.faults(*packed(tmp_path, metadata), "1.0", [])
    assert any(said in line for line in wrong), wrong
