"""Other measures lift the barriers of whom they are for, and words change nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.groups import group_mask
from sim.state import youth_rows
from tests.support.policy_cases import policy
from tests.worlds.policy_worlds import VALUES, changed, lived, people, world


# --- other measures -------------------------------------------------------------------------------
def measure(**parts: Any) -> dict[str, Any]:
    relief = {"low": 0.1, "central": 0.5, "high": 0.9, "source": "a test"}
    name = {"da": "-", "en": "-"}
    return {"name": name, "from_week": 10, "relief": relief, "price": "test", **parts}


LIMITED = {"barrier_limited": 1.0}


def test_a_measure_lifts_barriers_of_whom_it_is_for() -> None:
    rules = policy(measures=[measure(who=["heavy_barriers", "woman"])])
    simulation = world(rules, LIMITED)
    simulation.advance(simulation.weeks)
    back = np.argsort(simulation.order)
    rows = {name: row[back] for name, row in youth_rows(simulation.world).items()}
    given = simulation.world.measured[back, 0] == 2
    target = group_mask(people(), "heavy_barriers") & people().woman
    assert given.any()
    assert not np.any(given & ~target)
    before = people().severity
    np.testing.assert_allclose(rows["severity"][given], 0.5 * before[given])
    assert np.array_equal(rows["severity"][~given], before[~given])
    assert simulation.world.measures_begun.sum() == given.sum()
    # The barrier-limited have a higher ceiling, and trust grows faster, just as if they had
    # come with the lighter barriers.
    marks_missing = group_mask(people(), "grade_none")
    ceiling = np.where(marks_missing, 1.0 - rows["severity"], 1.0)
    np.testing.assert_allclose(rows["readiness_ceiling"], ceiling)
    light = lived(policy(), LIMITED)
    lifted = np.exp(VALUES["trust_barrier"] * (before - rows["severity"]))
    np.testing.assert_allclose(rows["trust_growth"], light["trust_growth"] * lifted)


def test_a_measure_touches_nobody_else_and_nothing_before_its_week() -> None:
    rules = policy(measures=[measure(who=["woman"], from_week=30)])
    ours, theirs = world(rules, LIMITED), world(policy(), LIMITED)
    first, second = ours.run_with_history(), theirs.run_with_history()
    assert np.array_equal(first.trust[:30], second.trust[:30])
    assert np.array_equal(first.status[:30], second.status[:30])
    helped = np.any(first.readiness != second.readiness, axis=0)
    assert helped.any()
    # Everybody has a place and nobody's minutes change hands, except by who leaves earlier.
    men = ~people().woman
    assert not np.any(ours.world.measured[np.argsort(ours.order)][men] == 2)


def test_a_measure_helps_those_limited_by_barriers_and_hardly_others() -> None:
    rules = policy(measures=[measure(from_week=0)])
    none = group_mask(people(), "grade_none")

    def gain(mix: float) -> float:
        values = {"barrier_limited": mix, "trust_barrier": 0.0}
        return float(
            (lived(rules, values)["readiness"] - lived(policy(), values)["readiness"])[none].sum()
        )

    assert gain(1.0) > 0.5
    assert gain(0.0) == 0.0


def test_measures_add_up_and_levels_are_chosen() -> None:
    levels = {"low": 0.1, "central": 0.5, "high": 0.9}
    for level, share in levels.items():
        rows = lived(policy(measures=[measure(level=level, from_week=0)]))
        had = rows["severity"] != people().severity
        np.testing.assert_allclose(rows["severity"][had], (1 - share) * people().severity[had])
    rows = lived(policy(measures=[measure(from_week=0), measure(from_week=0, level="low")]))
    had = rows["severity"] != people().severity
    np.testing.assert_allclose(rows["severity"][had], 0.45 * people().severity[had])


def test_a_measure_is_for_those_in_the_programme() -> None:
    rules = policy(measures=[measure(from_week=0)], targeting={"eligible": ["woman"]})
    rows = lived(rules)
    had = rows["severity"] != people().severity
    assert np.all(rows["eligible"][had] == 1)
    assert np.all(rows["uptake"][had] == 1)
    # The name, the price and the source are words: they change nothing.
    words = measure(
        from_week=0,
        price="other",
        name={"da": "x", "en": "y"},
        relief={"low": 0.1, "central": 0.5, "high": 0.9, "source": "another"},
    )
    assert not changed(rules, policy(measures=[words], targeting={"eligible": ["woman"]})).any()


# --- texts ----------------------------------------------------------------------------------------
def test_texts_change_nothing() -> None:
    text = {"da": "x", "en": "y"}
    rules = policy(title=text, description=text, reason=text, reference="elsewhere")
    assert not changed(rules, policy()).any()
