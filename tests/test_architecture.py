"""Imports run one way: between the top-level folders, the folders inside them, and all files."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ("sim", "calibration", "scenarios", "mentorsim")
Graph = dict[str, set[str]]


def in_functions(tree: ast.Module) -> set[ast.AST]:
    """What runs only when it is called."""
    inside = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        node
        for part in ast.walk(tree)
        if isinstance(part, inside) or (isinstance(part, ast.If) and "TYPE" in ast.dump(part.test))
        for node in ast.walk(part)
    }


@cache
def modules() -> dict[str, Path]:
    found = {}
    for top in ORDER:
        for path in (ROOT / top).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(late: bool) -> Graph:
    """Each module's own imports of the project; `late`: those inside functions too."""
    graph: Graph = {}
    for name, path in modules().items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = set() if late else in_functions(tree)
        used: set[str] = set()
        for node in ast.walk(tree):
            if node in hidden:
                continue
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                used |= {f"{node.module}.{a.name}" for a in node.names} | {node.module}
            elif isinstance(node, ast.Import):
                used |= {alias.name for alias in node.names}
        used &= set(modules())
        # `from package import module` needs the module; the package's own file only names it.
        used -= {u for u in used if any(other.startswith(f"{u}.") for other in used)}
        graph[name] = used - {name}
    return graph


def folders(graph: Graph, of: Callable[[str], str]) -> Graph:
    grouped: Graph = {}
    for name, used in graph.items():
        grouped.setdefault(of(name), set()).update({of(u) for u in used} - {of(name)})
    return grouped


def circle(graph: Graph) -> list[str]:
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("late", [True, False])
def test_top_level_folders_import_what_comes_before_them(late: bool) -> None:
    wrong = [
        f"{name} -> {used}"
        for name, all_used in imports(late).items()
        for used in all_used
        if ORDER.index(used.split(".")[0]) > ORDER.index(name.split(".")[0])
    ]
    assert not wrong


def test_files_import_each_other_in_no_circle() -> None:
    assert circle(imports(late=False)) == []


def test_folders_of_scenarios_import_each_other_in_no_circle() -> None:
    own = {
        name: {u for u in used if u.startswith("scenarios.")}
        for name, used in imports(late=True).items()
        if name.count(".") == 2 and name.startswith("scenarios.")
    }
    grouped = folders(own, lambda name: name.split(".")[1])
    assert len(grouped) > 5
    assert circle(grouped) == []


#: What stands in mentorsim/ itself: its entries, what they look for first, and the two languages
#: (texts, and the reader's).
AT_ROOT = {
    "mentorsim",
    "mentorsim.__main__",
    "mentorsim.language",
    "mentorsim.reader",
    "mentorsim.shadowing",
}


def folder_of(name: str) -> str:
    """The folder that a module lies in."""
    return name if modules()[name].name == "__init__.py" else name.rpartition(".")[0]


@pytest.mark.parametrize("late", [True, False])
def test_no_folder_of_mentorsim_is_both_above_and_below_another(late: bool) -> None:
    entries = {"mentorsim", "mentorsim.__main__"}  # they name what stands above everything
    own = {
        name: {u for u in used if u.startswith("mentorsim.") and u not in entries}
        for name, used in imports(late=late).items()
        if name.startswith("mentorsim.") and name not in entries
    }
    grouped = folders(own, folder_of)
    assert len(grouped) > 20
    assert circle(grouped) == []


def test_only_entries_and_languages_stand_in_mentorsim_itself() -> None:
    loose = {
        name
        for name, path in modules().items()
        if path.parent == ROOT / "mentorsim" and name.startswith("mentorsim")
    }
    assert loose == AT_ROOT


def test_commands_and_page_are_above_all_and_what_is_asked_is_below() -> None:
    graph = imports(late=True)
    used_by = {
        (folder_of(name), folder_of(u))
        for name, used in graph.items()
        for u in used
        if name.startswith("mentorsim.") and u.startswith("mentorsim.")
    }
    above_cli = {a for a, b in used_by if b == "mentorsim.cli" and a != b}
    assert above_cli <= {"mentorsim", "mentorsim.doc_pages"}
    below_request = {b for a, b in used_by if a == "mentorsim.request" and a != b}
    assert below_request <= {"mentorsim"}


#: Functions that fetch the study that ships, or a part of it.
FETCHERS = {
    "the_trial",
    "trial_design",
    "trial_groups",
    "as_in_trial",
    "readings",
    "shipped_evidence",
    "shipped_posterior",
    "shipped_study",
    "shipped_targets",
}
#: Who may: the edges, at which somebody asks without naming a study, and pages that tell of the
#: shipped one alone.
EDGES = ("cli", "page", "python", "doc_pages", "request", "report", "viz")
#: Below the edges, how often each file fetches: definitions that build on each other, fingerprints
#: of the model on one known world, defaults where a file or caller names no study, what is kept on
#: disk without one. None more; fewer is better.
FETCHING = {
    "calibration.calibration_setting": 1,
    "calibration.chain_data": 1,
    "calibration.evidence": 1,
    "calibration.fingerprints": 1,
    "calibration.posterior": 1,
    "calibration.restamp": 1,
    "calibration.stored_posterior": 1,
    "calibration.study": 1,
    "calibration.targets": 1,
    "calibration.trial": 8,
    "mentorsim.present.method": 2,
    "mentorsim.present.population.comparison": 2,
    "mentorsim.saved.run": 1,
    "scenarios.comparison.expected": 2,
    "scenarios.comparison.identity": 1,
    "scenarios.follow_up.honesty": 2,
    "scenarios.next_trial.plan": 1,
    "scenarios.policy.policies": 2,
}


def fetches(name: str) -> int:
    """Calls in a module that fetch the study that ships, and defaults that would."""
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    defaults = sum(
        isinstance(node, ast.keyword)
        and node.arg == "default_factory"
        and isinstance(node.value, ast.Name)
        and node.value.id in FETCHERS
        for node in ast.walk(tree)
    )
    return defaults + sum(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FETCHERS
        for node in ast.walk(tree)
    )


def test_a_study_is_passed_down_and_fetched_at_the_edge_alone() -> None:
    found = {
        name: fetches(name)
        for name in modules()
        if not (name.startswith("mentorsim.") and name.split(".")[1] in EDGES)
    }
    assert {name: count for name, count in found.items() if count} == FETCHING


def test_a_circle_would_be_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
