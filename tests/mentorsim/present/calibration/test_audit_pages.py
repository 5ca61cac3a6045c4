"""The audit as a page: what an evaluator reads of tables made by hand."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from mentorsim.language import Language
from mentorsim.present.calibration.audit_pages import audit_page, sbc_page

NAN = float("nan")


def life_after() -> pd.DataFrame:
    """Two quantities under four posteriors; the second has a year and nothing printed."""
    rows = []
    for k, name in enumerate(("with", "without", "near", "far")):
        rows.append((name, "job_kept_a_year", 0, 0.3, 0.5, 0.41 + 0.1 * k, 0.2, 0.6 + 0.1 * k))
        rows.append((name, "qualified", 10, NAN, NAN, 0.11 + 0.1 * k, 0.05, 0.25 + 0.1 * k))
    columns = (
        "posterior",
        "quantity",
        "year",
        "printed_low",
        "printed_high",
        "median",
        "low",
        "high",
    )
    return pd.DataFrame(rows, columns=columns)


def predicted(**more: str) -> pd.DataFrame:
    """Two rows, of which one is hit."""
    return pd.DataFrame(
        {
            "id": ["edu_men", "pension_after_eight_years"],
            "printed_low": [-3.6, 0.13],
            "printed_high": [3.6, 0.3],
            "in_words": [True, False],
            "predicted": [1.25, 0.42],
            "low": [-2.5, 0.35],
            "high": [4.5, 0.48],
            "hit": [True, False],
            "fitted": [1.5, 0.28],
        }
    ).assign(**more)


def tables() -> dict[str, pd.DataFrame]:
    trial = {"trial_low": [4.0], "trial_high": [4.0], "trial_se": [1.36], "predicted": [4.2]}
    ends = {"predicted_low": [3.0], "predicted_high": [5.5], "agrees": [True]}
    return {
        "targets": pd.DataFrame(
            {"id": ["edu_all_52"], "role": ["target"], "printed": [True], **trial, **ends}
        ),
        "life_after": life_after(),
        "left_out": predicted(block="life_after"),
        "hindcast": predicted(block="later"),
        "kept_aside": pd.DataFrame(
            {"id": ["one_mentor"], "role": ["validation"], "unit": ["share"], **trial, **ends}
        ),
        "readiness": pd.DataFrame(
            {"quantity": ["hazard_ratio"], "mean": [1.5], "low": [1.2], "high": [1.9]}
        ),
        "survey": pd.DataFrame(
            {"question": ["3_1"], "domain": ["education_steps"], "ratio": [1.75], "cohens_d": [0.3]}
        ),
        "other_readings": pd.DataFrame(
            {
                "contradiction": ["transfers_and_jobs"],
                "fitted_instead": ["job_transfer_high"],
                "id": ["job_all_60"],
                "by_default": [1.5],
                "sd": [0.7],
                "otherwise": [1.6],
            }
        ),
        "prior_predictive": pd.DataFrame(
            {
                "id": ["job_kept_a_quarter"],
                "printed_low": [0.6],
                "printed_high": [0.74],
                "low": [0.4],
                "high": [0.9],
                "tail": [0.8],
                "spread": [1.7],
            }
        ),
        "estimators": pd.DataFrame(
            {
                "outcome": ["education"],
                "group": ["all"],
                "week": [52],
                "plain": [4.0],
                "sd_plain": [1.3],
                "adjusted": [4.1],
                "sd_adjusted": [1.2],
                "difference": [0.01],
                "error": [0.02],
                "correlation": [0.98],
            }
        ),
        "parameters": pd.DataFrame(
            {
                "name": ["population_spread"],
                "unit": ["ratio"],
                "prior_low": [0.55],
                "prior_high": [1.8],
                "posterior_low": [0.6],
                "posterior_high": [1.7],
                "contraction_of_scores": [0.08],
                "verdict": ["assumption"],
            }
        ),
    }


DIAGNOSTICS = {
    "goodness_of_fit": {"distance": 95.0, "rows": 95, "p": 0.5},
    "support_for_trust": 0.4,
    "bayes_factor_trust_to_rival": 0.7,
    "r_hat_max": 1.01,
    "r_hat_worst": "uptake",
    "ess_bulk_min": 1000.0,
    "ess_tail_min": 900.0,
    "divergences": 0,
    "emulator_error_median": 0.1,
    "emulator_error_max": 0.4,
    "emulator_error_worst": "job_all_60",
}


@pytest.fixture(scope="module")
def page() -> str:
    return audit_page(tables(), DIAGNOSTICS, Language("en"))


def section(page: str, heading: str) -> str:
    """What stands under a heading, up to the next."""
    (found,) = [part for part in page.split("\n## ") if part.startswith(heading)]
    return found


def cells(part: str) -> list[list[str]]:
    """The table in a part of the page, heads first."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert set(found[1]) == {"---"}
    assert len({len(line) for line in found}) == 1
    return [found[0], *found[2:]]


def test_life_after_a_start_stands_beside_the_fit_without_its_figures(page: str) -> None:
    part = section(page, "Life after a start, with and without the figures on it")
    heads, printed, yearly = cells(part)
    assert heads == [
        "quantity",
        "printed",
        "fitted with these figures",
        "fitted without them",
        "fitted with them, groups near",
        "fitted with them, groups far",
    ]
    assert printed == [
        "job kept a year",
        "0.3 to 0.5",
        "0.41 (0.2 to 0.6)",
        "0.51 (0.2 to 0.7)",
        "0.61 (0.2 to 0.8)",
        "0.71 (0.2 to 0.9)",
    ]
    assert yearly[:3] == ["qualified, year 10", "", "0.11 (0.05 to 0.25)"]
    assert "population_spread" in part


def test_what_is_not_printed_is_an_empty_cell_and_no_nan(page: str) -> None:
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)


def test_the_hindcast_says_how_many_later_rows_are_hit(page: str) -> None:
    part = section(page, "Hindcast: 1 of 2 later rows hit")
    assert "week 52" in part
    assert cells(part) == [
        ["row", "printed", "predicted", "hit"],
        ["edu_men", "-3.6 to 3.6 (words)", "1.25 (-2.5 to 4.5)", "yes"],
        ["pension_after_eight_years", "0.13 to 0.3", "0.42 (0.35 to 0.48)", "**no**"],
    ]


def test_blocks_left_out_have_life_after_a_start_among_them(page: str) -> None:
    part = section(page, "Blocks left out and predicted: 1 of 2 rows hit")
    assert cells(part)[2] == [
        "life_after",
        "pension_after_eight_years",
        "0.13 to 0.3",
        "0.42 (0.35 to 0.48)",
        "0.28",
        "**no**",
    ]


def test_sections_stand_in_the_order_in_which_they_are_read(page: str) -> None:
    heads = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    order = (
        "Sampler",
        "Rows that were fitted",
        "Life after a start",
        "Blocks left out",
        "Hindcast",
        "What was not fitted",
        "What the other reading",
        "Prior predictive",
        "Does adjusting",
        "Parameters",
    )
    assert len(heads) == len(order)
    for head, start in zip(heads, order, strict=True):
        assert head.startswith(start)


@pytest.mark.parametrize("hits", [[True, True], [False, False]])
def test_headings_count_what_the_tables_say(hits: list[bool]) -> None:
    changed = tables()
    changed["hindcast"] = changed["hindcast"].assign(hit=np.array(hits))
    assert f"## Hindcast: {sum(hits)} of 2 later rows hit" in audit_page(
        changed, DIAGNOSTICS, Language("en")
    )


def test_the_page_is_danish_where_danish_is_asked_for() -> None:
    page = audit_page(tables(), DIAGNOSTICS, Language("da"))
    part = section(page, "Forudsagt bagud i tid: 1 af 2 senere rækker ramt")
    assert cells(part) == [
        ["række", "trykt", "forudsagt", "ramt"],
        ["edu_men", "-3,6 til 3,6 (ord)", "1,25 (-2,5 til 4,5)", "ja"],
        ["pension_after_eight_years", "0,13 til 0,3", "0,42 (0,35 til 0,48)", "**nej**"],
    ]
    assert "| værste R-hat | 1,010 (uptake) |" in page
    assert "| population_spread | forhold | 0,55 til 1,8 | 0,6 til 1,7 | 0,08 | antagelse |" in page
    assert not re.search(r"\d\.\d", page)
    # Names of the data files stay; of English sentences there is none.
    assert not re.search(r"\b(the|of|with|fitted|rows|intervals|words|yes)\b", plain(page))


def test_the_exam_is_told_in_both_languages() -> None:
    marks = pd.DataFrame(
        {"quantity": ["uptake"], "p_uniform": [0.423], "recovered": [0.66]}
        | {f"coverage_{level}": [level / 100] for level in (50, 80, 95)}
    )
    found = {
        "trials": 256,
        "quantities": 1,
        "smallest_p": 0.0156,
        "smallest_p_corrected": 1.0,
        "quantity": "uptake",
        "p_below_5_percent": 6,
        "p_below_5_percent_expected": 5.2,
        "diverging": 0.0,
        "emulator_error_median": 0.263,
        "emulator_error_max": 0.654,
    }
    for level in (50, 80, 95):
        found |= {f"mean_coverage_{level}": level / 100, f"outside_{level}": 0}
    english, danish = (sbc_page(marks, found, Language(code)) for code in ("en", "da"))
    assert "| p below 5 %; number expected by chance | 6; 5.2 |" in english
    assert "| uptake | 0.423 | 50 | 80 | 95 | 0.66 |" in english
    assert "| p under 5 %; antal, der forventes tilfældigt | 6; 5,2 |" in danish
    assert "| uptake | 0,423 | 50 | 80 | 95 | 0,66 |" in danish
    assert "![Genfundet](recovery.png)" in danish
    assert not re.search(r"\b(the|of|by|quantities|trials)\b", plain(danish))


def plain(page: str) -> str:
    """What is said, without comments, code and names of data files."""
    return re.sub(r"<!--.*?-->|`[^`]*`|\w+_\w+|\(\w+\.png\)", "", page)
