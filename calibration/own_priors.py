"""Priors of one's own for a calibration, from a YAML file.

By parameter the fields of `sim/parameters.yaml`'s own priors: shape, centre and spread.

    contact_base: {shape: logitnormal, centre: 0.6, spread: 0.3}
    slack_use: {shape: normal, centre: 0.5, spread: 0.1}
"""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.foreign import as_written, of_system
from sim.messages import Said
from sim.parameters import PRIOR_FIELDS, Prior, parameter_space
from sim.strict_yaml import load_yaml


def read_priors(path: Path) -> dict[str, Prior]:
    """The priors in a file, checked.

    Args:
        path: of the YAML file.

    Returns:
        By parameter, its prior; in the order of the model's parameters, whatever that of the file.

    Raises:
        InputError: a file that cannot be read or holds no priors, an unknown or fixed parameter,
            or a prior that it cannot have.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Said("calibration.cannot_read_the_priors"),
            file=path,
            found=of_system(error),
            allowed=Said("calibration.a_yaml_file"),
        ) from error
    content = load_yaml(text, file=path)
    if not isinstance(content, dict) or not content:
        raise InputError(
            Said("calibration.no_priors_are_in_this_file"),
            file=path,
            found=as_written(content),
            allowed=Said("calibration.a_parameter_by_name_each_with", prior_fields=PRIOR_FIELDS),
        )
    for name, fields in content.items():
        if not isinstance(fields, dict):
            raise InputError(
                Said("calibration.a_prior_is_a_set_of"),
                file=path,
                field=str(name),
                found=as_written(fields),
                allowed=PRIOR_FIELDS,
            )
    changed = parameter_space().with_priors({str(n): f for n, f in content.items()}, file=path)
    found = {name: changed[name].prior for name in changed.names if name in content}
    return {name: prior for name, prior in found.items() if prior is not None}
