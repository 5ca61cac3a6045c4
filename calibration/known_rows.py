"""Are all rows of a trial's tables ones that the model has words for?

Tables of one's own may name a group, an outcome or a quantity that the model does not know. Such a
row must not be taken for another.
"""

from __future__ import annotations

from collections.abc import Iterable

from calibration.observe import DELIVERY, OUTCOMES, PAIRED_TRAITS, TRAITS
from calibration.target import SLOPE
from calibration.trial import Trial
from sim.errors import InputError
from sim.foreign import hint
from sim.messages import Said


def check_known(trial: Trial) -> None:
    """Find out whether the model can speak to every row that is not set aside.

    Raises:
        InputError: the first row that it cannot speak to.
    """
    tables, subgroups = trial.tables, trial.groups.subgroups
    aside = trial.readings.outside_the_model
    levels = {r.outcome for r in tables.effects if r.control_level}
    variables = {variable for variable, _ in subgroups}
    for row in tables.effects:
        if row.id in aside:
            continue
        where = f"{row.id}, "
        _known("effects.csv", where + "outcome", row.outcome, OUTCOMES)
        if row.effect_low_pp is not None and row.outcome not in levels:
            raise InputError(
                Said("calibration.no_level_of_controls_for_this"),
                file="effects.csv",
                field=where + "control_level",
                found=Said("calibration.none_in_any_row"),
                allowed=Said("calibration.a_share_in_at_least_one"),
            )
        if row.id == SLOPE:
            continue
        variable = row.subgroup_variable
        _known("effects.csv", where + "subgroup_variable", variable, variables)
        values = [value for name, value in subgroups if name == variable]
        _known("effects.csv", where + "subgroup_value", row.subgroup_value, values)
    for delivered in tables.delivery:
        if delivered.quantity not in aside:
            _known("delivery.csv", "quantity", delivered.quantity, DELIVERY)
    for trait in tables.mentor_effects:
        if trait.mentor_characteristic not in aside:
            known = (*TRAITS, *PAIRED_TRAITS)
            _known(
                "mentor_effects.csv", "mentor_characteristic", trait.mentor_characteristic, known
            )
    for centre in tables.jobcentres:
        for column in ("n_treated", "n_control", "n_mentors"):
            if getattr(centre, column) < 1:
                raise InputError(
                    Said("calibration.nobody_here"),
                    file="jobcentres.csv",
                    field=f"{centre.jobcentre}, {column}",
                    found=getattr(centre, column),
                    allowed=Said("sim.1_or_more"),
                )


def _known(file: str, field: str, found: str, allowed: Iterable[str]) -> None:
    words = list(allowed)
    if found in words:
        return
    raise InputError(
        Said("calibration.the_model_has_no_word_for", hint=hint(found, words)),
        file=file,
        field=field,
        found=found,
        allowed=", ".join(words),
    )
