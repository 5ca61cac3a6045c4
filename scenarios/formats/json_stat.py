"""JSON-stat, versions 1 and 2: a table as one list of numbers and the categories of its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from scenarios.formats.grid import Grid, Row, cell_text, check_cells
from scenarios.formats.text import decoded
from sim.errors import InputError
from sim.foreign import of_system
from sim.messages import Said

NUMBERS = "INDHOLD"
#: A number that is not there and of which the file does not say why.
UNKNOWN = ".."


def read_json_stat(file: Path, content: bytes) -> Grid:
    """A JSON-stat file as a tidy table.

    Raises:
        InputError: other JSON, several tables, or one that contradicts itself.
    """
    text, encoding = decoded(file, content)
    try:
        table = _dataset(file, json.loads(text))
        spread = table["dimension"]
        # In version 1 the order and the sizes of the columns stand among the columns.
        head = table if "id" in table else spread
        names = [str(name) for name in head["id"]]
        role = head.get("role", {}) or {}
        categories = [_categories(spread[name]["category"]) for name in names]
        labels = [str(spread[name].get("label") or name) for name in names]
        check_cells(file, (len(c) for c in categories))
        cells = _cells(table, prod(len(c) for c in categories))
        sizes = [int(size) for size in head["size"]]
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(
            Said("scenarios.not_a_json_stat_file"),
            file=file,
            found=of_system(error),
            allowed=Said("scenarios.json_stat_with_dimension_id_size"),
        ) from error
    if sizes != [len(c) for c in categories]:
        raise InputError(
            Said("scenarios.other_sizes_than_the_categories_say"),
            file=file,
            field="size",
            found=", ".join(map(str, sizes)),
            allowed=", ".join(str(len(c)) for c in categories),
        )
    rows: list[Row] = [(Said("scenarios.headings"), (*labels, NUMBERS))]
    rows += [
        (Said("scenarios.number_number", number=k), (*place, cell))
        for k, (place, cell) in enumerate(zip(product(*categories), cells, strict=True), 1)
    ]
    timed = [labels[names.index(name)] for name in role.get("time", []) if name in names]
    return Grid(
        file,
        "json_stat",
        tuple(rows),
        tidy=True,
        title=str(table.get("label") or ""),
        count=NUMBERS,
        time=timed[0] if timed else None,
        encoding=encoding,
        unit=_unit(spread, role),
    )


def _dataset(file: Path, content: Any) -> dict[str, Any]:
    if isinstance(content, dict) and "dimension" not in content:
        tables = [x for x in content.values() if isinstance(x, dict) and "dimension" in x]
        if len(tables) == 1:
            return dict(tables[0])
        raise InputError(
            Said("scenarios.not_one_table_of_json_stat"),
            file=file,
            found=Said("scenarios.count_tables", count=len(tables)),
            allowed=Said("scenarios.a_file_with_one_table_dataset"),
        )
    return dict(content)


def _categories(category: Mapping[str, Any]) -> list[str]:
    """What a column holds, in order: labels, or codes where there are none."""
    labels, index = category.get("label") or {}, category.get("index")
    if index is None:
        codes = list(labels)
    elif isinstance(index, Mapping):
        codes = sorted(index, key=lambda code: int(index[code]))
    else:
        codes = list(index)
    return [str(labels.get(code, code)).strip() for code in codes]


def _cells(table: Mapping[str, Any], count: int) -> list[str]:
    """The numbers in full, as text; why one is not there, where the file says it."""
    value, status = table["value"], table.get("status") or {}
    if isinstance(value, Mapping):
        numbers = [value.get(str(k)) for k in range(count)]
    else:
        numbers = list(value)
    if len(numbers) != count:
        raise ValueError(
            Said("scenarios.count_numbers_for_count2_places", count=len(numbers), count2=count)
        )
    return [cell_text(x) or _why(status, k) for k, x in enumerate(numbers)]


def _why(status: Mapping[str, Any] | Sequence[Any] | str, k: int) -> str:
    if isinstance(status, str):
        found: Any = status
    elif isinstance(status, Mapping):
        found = status.get(str(k))
    else:
        found = status[k]
    return str(found or UNKNOWN)


def _unit(spread: Mapping[str, Any], role: Mapping[str, Any]) -> str:
    """Units of the numbers, where the file says one."""
    for name in role.get("metric", []):
        units = (spread[name].get("category") or {}).get("unit") or {}
        bases = {str(unit.get("base") or unit.get("label") or "") for unit in units.values()}
        if len(bases) == 1:
            return bases.pop()
    return ""
