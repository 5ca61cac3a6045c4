"""The site of the documentation: what `make docs` would let pass, and what its pages must name.

Building it takes some minutes: a step of continuous integration (`.ci/run`), not of the tests.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

import mentorsim

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def site() -> ModuleType:
    return loaded(ROOT / ".ci" / "site.py")


GOOD = {
    "index.html": '<a href="more/a.html#Ærlige-tal">a</a><img src="x.png"><a href="#b" id="b">b</a>'
    '<link href="s.css"><img src="data:image/svg+xml;x"><a href="https://example.org">out</a>',
    "more/a.html": '<h2 id="Ærlige-tal">x</h2><a href="../index.html">back</a>',
    "s.css": "@font-face {src: url('f.woff2')} b {background: url(data:image/png;base64,AA==)}",
    "x.png": "",
}


def written(folder: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder.resolve()


def test_a_good_site_has_no_fault(site: ModuleType, tmp_path: Path) -> None:
    assert list(site.faults(written(tmp_path, GOOD))) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("index.html", '<script src="https://cdn.example.org/a.js"></script>', "from elsewhere"),
        ("index.html", '<link rel="stylesheet" href="//fonts.example.org/a">', "from elsewhere"),
        ("index.html", "<style>@import url(https://example.org/a.css);</style>", "from elsewhere"),
        ("s.css", "@import 'https://example.org/a.css';", "s.css loads"),
        ("index.html", '<a href="more/b.html">b</a>', "which is not there"),
        ("index.html", '<img src="y.png">', "which is not there"),
        ("index.html", '<a href="more/a.html#b">b</a>', "no such place"),
    ],
)
def test_a_fault_is_found(
    site: ModuleType, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (found,) = site.faults(written(tmp_path, GOOD | {name: text}))
    assert said in found


def test_a_folder_without_pages_is_no_site(site: ModuleType, tmp_path: Path) -> None:
    assert len(list(site.faults(tmp_path))) == 1


def test_the_build_is_strict_and_continuous_integration_does_it() -> None:
    make = loaded(ROOT / "make.py")
    build, check = make.commands("docs", [])
    assert "-W" in build
    assert check[-2:] == [".ci/site.py", make.SITE]
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^make (--jobs=2 )?docs\b", steps, re.M)


def test_the_reference_has_every_exported_function_once() -> None:
    page = (DOCS / "api" / "functions.md").read_text(encoding="utf-8")
    named = re.findall(r"^\.\. autofunction:: mentorsim\.(\w+)$", page, re.M)
    assert sorted(named) == sorted(mentorsim.__all__)
    results = (DOCS / "api" / "results.md").read_text(encoding="utf-8")
    for name in re.findall(r"`~?([\w.]+\.[A-Z]\w+)`", results):
        module, _, thing = name.rpartition(".")
        assert hasattr(importlib.import_module(module), thing), name


def test_every_page_in_danish_says_so() -> None:
    language_of = loaded(DOCS / "conf.py").language_of
    danish = sorted(DOCS.rglob("*.da.md"))
    assert len(danish) > 5
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in danish:
        assert language_of(page.with_suffix("").as_posix()) == "da"
        assert f"\n{page.relative_to(DOCS).with_suffix('')}\n" in index, "not in the Danish part"
    assert language_of("docs/search") == "en"


def test_paths_that_contributing_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 120
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|toml|cff|md))`", text)
    assert len(paths) > 40
    named = [p for p in paths if "CODE" not in p and not p.startswith("out/")]
    inside = ("", "scenarios/")
    missing = [p for p in named if not any((ROOT / start / p).exists() for start in inside)]
    assert missing == []
    for target in set(re.findall(r"make ([a-z][a-z-]*)", text)):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    parts = text.partition("## How to add")[2].partition("## How results")[0].split("\n\n**")[1:]
    assert len(parts) >= 6
    assert max(len(part.splitlines()) for part in parts) < 10
