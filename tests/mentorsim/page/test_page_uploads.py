"""Uploads: what a reader hands over is used, or refused with a message; never anything else."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from mentorsim.page.setting import MEGABYTE, page_setting
from mentorsim.page.uploads import (
    example,
    needs_people,
    open_question,
    people_of,
    policy_file,
    policy_of,
    prices_of,
    shown_name,
)
from scenarios.comparison.preview import people_address
from scenarios.policy.policies import load_policy
from sim.errors import InputError
from sim.strict_yaml import load_yaml

TABLE = "variable;category;share\ngender;woman;0,45\ngender;man;0,55\n"
LARGEST = MEGABYTE * page_setting().count("largest_upload")


def test_the_examples_can_be_used() -> None:
    assert needs_people("shares.csv", example("shares.csv"))
    assert not needs_people("individuals.csv", example("individuals.csv"))
    assert people_of("shares.csv", example("shares.csv"), 640).people == 640
    assert people_of("individuals.csv", example("individuals.csv")).people > 4
    prices = prices_of("prices.yaml", example("prices.yaml"), 2023)
    assert set(prices.overlaid) == {"mentor_salary", "overhead_share", "mentor_direct_share"}


def test_danish_and_english_files_say_the_same() -> None:
    danish = "variabel;kategori;andel\nkøn;kvinde;45 %\nkøn;mand;55 %\n"
    ours = people_of("a.csv", TABLE.encode(), 300)
    theirs = people_of("a.csv", danish.encode("utf-8-sig"), 300)
    assert theirs.municipality == ours.municipality
    # Results tell how a file was read, each reader's own: they are not shared.
    assert people_address(theirs) != people_address(ours)
    assert people_address(people_of("a.csv", TABLE.encode(), 300)) == people_address(ours)


def test_what_a_file_leaves_open_is_asked_one_by_one() -> None:
    content = (Path(__file__).parents[2] / "population_samples" / "bank_several.csv").read_bytes()
    take: list[str] = []
    for name, answer in (("OMRÅDE", "Vejle"), ("TID", "2025K1")):
        question = open_question("a.csv", content, take)
        assert question is not None
        assert question.name == name
        assert answer in question.choices
        take.append(f"{question.name}={answer}")
    assert open_question("a.csv", content, take) is None
    assert not needs_people("a.csv", content, take)
    assert people_of("a.csv", content, take=take).municipality.people == 640


HOSTILE = {
    "huge": b"x" * (LARGEST + 1),
    "empty": b"",
    "workbook": b"PK\x03\x04" + b"\0" * 100,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "latin": TABLE.replace("woman", "kvinde å").encode("latin-1"),
    "utf-16 that does not say so": TABLE.encode("utf-16-le"),
    "zero bytes": TABLE.encode() + b"\0",
    "formula": TABLE.replace("woman", "=HYPERLINK(1)").encode(),
    "formula in a number": TABLE.replace("0,45", '=cmd|"/C calc"!A1').encode(),
    "personal number": TABLE.encode() + b"gender;010203-1234;0,1\n",
    "markup": TABLE.replace("gender", "<script>alert(1)</script>").encode(),
    "a million columns": b";" * 1_000_000 + b"\n" + b";" * 1_000_000,
    "a long cell": b"variable;category;share\n" + b"x" * 1_000_000,
    "quotes without end": b'variable;category;share\n"' + b"\n" * 100_000,
    "shares of more than all": TABLE.replace("0,55", "0,95").encode(),
    "not a number": TABLE.replace("0,45", "NaN").encode(),
    "columns that say who": b"navn;alder\nx;20\ny;21\n",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_population_gets_a_message(kind: str) -> None:
    begun = time.monotonic()
    tracemalloc.start()
    with pytest.raises(InputError) as found:
        needs_people("../../etc/<b>file</b>\n.csv", HOSTILE[kind])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.value.problem
    assert found.value.file is None or "/" not in found.value.file
    assert len(str(found.value)) < 2000
    assert "010203" not in str(found.value)
    # Each runs in a fraction of a second; a quadratic look at a million columns would take hours.
    assert time.monotonic() - begun < 20
    assert peak < 60 * LARGEST


PRICES = {
    "huge": b"#" * (LARGEST + 1),
    "not YAML": b"a: [1, 2",
    "a list": b"- 1\n- 2\n",
    "broken": "mentor_salary: å".encode("latin-1"),
    "unknown": b"mentor_sallary: {value: 1, source: x, certainty: A, price_level: 2023}",
    "negative": b"mentor_salary: {value: -1, source: x, certainty: A, price_level: 2023}",
    "a text": b"mentor_salary: {value: '5', source: x, certainty: A, price_level: 2023}",
    "infinite": b"mentor_salary: {value: .inf, source: x, certainty: A, price_level: 2023}",
    "twice": b"a: 1\na: 2\n",
    "code": b"a: !!python/object/apply:os.system ['true']\n",
    "deep": b"[" * 20_000,
    "bomb": b"a: &a [x, x, x, x, x, x, x, x, x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (98 + k, 98 + k, b", ".join([b"*%c" % (97 + k)] * 9)) for k in range(9)
    ),
}


@pytest.mark.parametrize("kind", PRICES)
def test_a_file_that_is_no_prices_gets_a_message(kind: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError) as found:
        prices_of("prices.yaml", PRICES[kind], 2023)
    assert len(str(found.value)) < 20_000
    assert time.monotonic() - begun < 20


TITLE = b"title: {da: a, en: b}\ndescription: {da: a, en: b}\nreference: c\n"
POLICIES = {
    "huge": b"#" * 2_000_000,
    "not UTF-8": b"\xff\xfe",
    "not YAML": b"title: [1, 2",
    "empty": b"",
    "a list": b"- 1\n- 2\n",
    "a field too many": TITLE + b"fundng: {}\n",
    "a field too few": b"title: {da: a, en: b}\n",
    "no text": b"title: 1\n",
    "negative": TITLE + b"duration: {weeks: -5}\n",
    "infinite": TITLE + b"duration: {weeks: .inf}\n",
    "endless": TITLE + b"duration: {weeks: 1000000000000000}\n",
    "two answers": TITLE + b"capacity: {mentors: 5, hours: 5, follows: places}\n",
    "unknown group": TITLE + b"targeting: {eligible: [everybody]}\n",
    "code": TITLE + b"corps: !!python/object/apply:os.system ['true']\n",
    "deep": b"[" * 20_000,
    "references": TITLE + b"a: &x [1]\nb: *x\n",
    "twice": TITLE + b"title: {da: a, en: b}\n",
    "a stream of millions": TITLE + b"intake: {kind: stream, per_year: 100000000, weeks: 1000}\n",
}


@pytest.mark.parametrize("kind", POLICIES)
def test_a_file_that_is_no_policy_gets_a_message(kind: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError) as found:
        policy_of("../../policy\n.yaml", POLICIES[kind])
    assert found.value.file == "policy .yaml"
    assert len(str(found.value)) < 20_000
    assert time.monotonic() - begun < 20


def test_references_in_yaml_are_refused_everywhere() -> None:
    with pytest.raises(InputError, match="references"):
        load_yaml("a: &x [1]\nb: *x\n", file="f")


def test_a_policy_goes_out_and_in() -> None:
    named = load_policy("best-gain-first")
    back = policy_of("ours.yaml", policy_file(named))
    assert back.name == "own-ours"
    assert back.policy == named.policy
    for content in (b"\xff\xfe", b"- 1", b"title: 1", b"x" * 2_000_000):
        with pytest.raises(InputError):
            policy_of("ours.yaml", content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shares.csv", "shares.csv"),
        ("C:\\Users\\me\\shares.csv", "shares.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x07.csv", "a b .csv"),
        ("x" * 500 + ".csv", "x" * 60 + ".csv"),
        ("", "file"),
        ("/", "file"),
    ],
)
def test_names_of_files_are_shown_as_names(name: str, shown: str) -> None:
    assert str(shown_name(name)) == shown
