"""An integer search for hidden numbers, over all that is published of small populations.

All that leaves is made from `protected(municipality)` (a test below holds the files to that), so
two populations with the same one cannot be told apart by anything published, nor by running again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest

from calibration.trial import the_trial
from mentorsim.language import Language
from mentorsim.report.files import write_comparison
from scenarios.comparison.compare import compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.municipality.local_population import local_people
from scenarios.municipality.margins import MEAN, schema
from scenarios.municipality.municipality import Municipality, read_municipality
from scenarios.municipality.suppression import protected
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from tests.worlds.small_comparison import few_draws

#: What a column of a file may hold; an empty cell is unknown. Whoever looks for the hidden numbers
#: knows that shares are 0 or 1, which makes a mean a count.
COLUMNS = {
    "gender": ("woman", "man", ""),
    "stratum": ("grade_4_or_above", "grade_below_4", "no_grades", ""),
    "transfer_share_year_1": ("1", "0", ""),
    "su_share_3_years": ("1", "0", ""),
}
#: Columns without categories: what is hidden is how many have a share, and how many are unknown.
NUMBERS = {"su_share_year_2": ("1", "0", ""), "mother_income": ("200", "300", "")}
POPULATIONS = 60
Counts = tuple[int, ...]


def counted(column: str, words: tuple[str, ...], counts: Counts) -> Municipality:
    """A municipality of which one column is known."""
    cells = [word for word, times in zip(words, counts, strict=True) for _ in range(times)]
    text = f"{column};age\n" + "".join(f"{cell};20\n" for cell in cells)
    return read_municipality(Path("here.csv"), content=text.encode())


def published(column: str, words: tuple[str, ...], counts: Counts) -> object:
    """What is published of it; an error is told too."""
    try:
        return protected(counted(column, words, counts))
    except InputError as error:
        return str(error)


def small_populations(words: tuple[str, ...], seed: int) -> Iterator[Counts]:
    """Random ones, with few in some cells."""
    dice = random.Random(seed)
    for _ in range(POPULATIONS):
        counts = [
            dice.choice((dice.randint(0, 4), dice.randint(5, 9), dice.randint(10, 60)))
            for _ in words
        ]
        counts[dice.randrange(len(words) - 1)] += 20
        yield tuple(counts)


def nearby(counts: Counts, small: list[int]) -> Iterator[Counts]:
    """All populations of as many people that differ in the small cells and in one other."""
    for other in (k for k in range(len(counts)) if k not in small):
        for given in product(range(5), repeat=len(small)):
            changed = list(counts)
            for k, people in zip(small, given, strict=True):
                changed[k] = people
            changed[other] += sum(counts) - sum(changed)
            # Whether any are unknown is no secret: only how few.
            if changed[other] >= 0 and (changed[-1] > 0) == (counts[-1] > 0):
                yield tuple(changed)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_search_does_not_narrow_a_hidden_count(column: str) -> None:
    words, searched = COLUMNS[column], 0
    for counts in small_populations(words, seed=len(column)):
        small = [k for k, n in enumerate(counts) if n < 5 and (words[k] or n > 0)]
        if not small:
            continue
        found = published(column, words, counts)
        alike = [c for c in nearby(counts, small) if published(column, words, c) == found]
        for k in small:
            assert {c[k] for c in alike} >= {1, 2, 3, 4}, (counts, words[k], alike)
        searched += 1
    assert searched > POPULATIONS / 3


@pytest.mark.parametrize("column", NUMBERS)
def test_a_mean_tells_neither_how_few_are_unknown_nor_how_few_have_it(column: str) -> None:
    words, searched = NUMBERS[column], 0
    for one, zero, unknown in small_populations(words, seed=7):
        known, counts = one + zero, (one, zero, unknown)
        found = published(column, words, counts)
        if 0 < unknown < 5:
            for m in (1, 2, 3, 4):
                total = known + unknown - m
                assert any(
                    published(column, words, (k, total - k, m)) == found for k in range(total + 1)
                ), (counts, m)
            searched += 1
        if one < 5 and unknown == 0 and column.startswith("su"):
            assert all(
                published(column, words, (k, known - k, 0)) == found for k in (1, 2, 3, 4)
            ), counts
            searched += 1
    assert searched > POPULATIONS / 10


@pytest.mark.parametrize("column", ["su_share_year_2", "su_share_3_years", "transfer_share_year_2"])
def test_the_own_share_of_one_person_moves_nothing(column: str) -> None:
    def with_shares(*shares: str) -> Municipality:
        cells = [*shares, *["0"] * (104 - len(shares))]
        text = f"{column};gender\n" + "".join(
            f"{cell};{'woman' if k % 2 else 'man'}\n" for k, cell in enumerate(cells)
        )
        return protected(read_municipality(Path("here.csv"), content=text.encode()))

    alike = [("0,5",), ("0,02",), ("1",), ("1", "0,7"), ("1", "1", "1", "1")]
    assert len({repr(with_shares(*shares)) for shares in alike}) == 1
    if column != "su_share_3_years":
        assert with_shares("0,5") != with_shares(*["1"] * 6)


def test_what_follows_from_several_means_has_no_narrower_steps() -> None:
    """Two years and the mean of three say something of the third: all of 0 to 4 stay possible."""
    dice = random.Random(3)
    for _ in range(200):
        n = dice.randint(50, 130)
        few = dice.randint(1, 4)
        ones = [dice.randint(0, n), dice.randint(0, n), few]
        shares = [[1] * k + [0] * (n - k) for k in ones]
        rows = zip(
            shares[0], shares[1], (sum(row) / 3 for row in zip(*shares, strict=True)), strict=True
        )
        text = "transfer_share_year_2;transfer_share_year_3;transfer_share_3_years\n" + "".join(
            f"{a};{b};{mean:.9f}\n" for a, b, mean in rows
        )
        found = protected(read_municipality(Path("here.csv"), content=text.encode()))
        spans = {m.variable[-6:]: m.between for m in found.margins if m.category == MEAN}
        a, b, mean = (spans[name] or (0.0, 0.0) for name in ("year_2", "year_3", "_years"))
        least = n * (3 * mean[0] - a[1] - b[1])
        most = n * (3 * mean[1] - a[0] - b[0])
        assert least < 1e-6
        assert most > 5 - 1e-6


def test_unknown_of_what_follows_from_several_columns_does_not_tell_of_one() -> None:
    """Unknown in any of three years, less the unknown of two of them, would tell the third."""
    lines = ["0;0;0"] * 90 + [";0;0"] * 4 + ["0;;0"] * 6
    text = "su_share_year_1;su_share_year_2;su_share_year_3\n" + "\n".join(lines)
    found = protected(read_municipality(Path("here.csv"), content=text.encode()))
    assert dict(found.missing) == {"su_history": 10}


#: One line of a file per person: the same but for the hidden numbers.
PAIRS: Mapping[str, tuple[list[str], list[str]]] = {
    "a mean": (
        ["transfer_share_year_1"] + ["0"] * 1 + ["1"] * 103,
        ["transfer_share_year_1"] + ["0"] * 4 + ["1"] * 100,
    ),
    "unknown": (
        ["gender;mother_income;age"]
        + ["woman;200;20", "man;300;20"] * 50
        + ["woman;250;20"] * 3
        + [";;20"],
        ["gender;mother_income;age"] + ["woman;200;20", "man;300;20"] * 50 + [";;20"] * 4,
    ),
    "one share": (
        ["su_share_3_years;age"] + ["0,02;20"] + ["0;20"] * 103,
        ["su_share_3_years;age"] + ["0,9;20"] * 2 + ["0;20"] * 102,
    ),
}


@pytest.mark.parametrize("case", PAIRS)
def test_no_published_file_moves_with_what_is_hidden(case: str, tmp_path: Path) -> None:
    read, seen = [], []
    for k, lines in enumerate(PAIRS[case]):
        here = read_municipality(Path("here.csv"), content="\n".join(lines).encode())
        read.append(here)
        result = compare(
            local_people(here, the_trial()),
            [load_policy("as-in-trial")],
            load_policy("no-mentor"),
            few_draws(),
            EnsembleSetting(horizon=20),
        )
        out = tmp_path / str(k)
        write_comparison(out, result, {"seed": "1"}, (Language("da"),))
        seen.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert (read[0].people, read[0].margins) != (read[1].people, read[1].margins)
    assert read[0].people == read[1].people == len(PAIRS[case][0]) - 1
    assert seen[0] == seen[1]


def test_every_mean_from_which_categories_follow_says_so() -> None:
    told = {name: v.tells for name, v in schema().variables.items() if v.mean and not v.categories}
    assert {v for v in told.values() if v} == {"su_history", "transfers_last_year"}
    assert all(told[name] == "su_history" for name in told if name.startswith("su_share"))
    assert told["transfer_share_year_1"] == told["transfer_share_3_years"] == "transfers_last_year"
