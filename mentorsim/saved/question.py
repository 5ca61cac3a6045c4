"""The file of a saved question: what was asked, with what, and what the answer was."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import Field, ValidationError

from mentorsim.folders.output import check_folder, write_whole
from mentorsim.request.parts import Asking, answered, running
from sim.conditions import Strict
from sim.errors import InputError
from sim.foreign import fault_of, field_of, found_in, of_system
from sim.messages import Said

if TYPE_CHECKING:
    from calibration.posterior import Posterior

#: How the file is written; another number is another format.
FORMAT = 1
#: Options that no answer depends on: how it is worked out and shown, and this file itself.
NOT_ASKED = frozenset({"out", "resume", "json", "workers", "executor", "language", "save"})
#: Arguments and options that name policies, and those that name other files.
POLICIES = frozenset({"policies", "policy", "against", "today"})
FILES = frozenset({"situation", "population", "prices"})
#: A saved question is some hundred pages of prices; anything far larger is not one.
LARGEST_FILE = 20_000_000

Save = Annotated[
    Path | None,
    typer.Option(
        "--save",
        help=Said("mentorsim.help_save"),
    ),
]


class Answer(Strict):
    """What was answered: a digest of every number, and the sentences by language."""

    digest: str
    told: dict[str, list[str]]


class Question(Strict):
    """A saved question."""

    mentorsim_question: Annotated[int, Field(ge=1)]
    command: str
    options: dict[str, Any]
    language: str
    made_with: dict[str, str]
    posterior: dict[str, Any]
    parts: dict[str, Any]
    answer: Answer
    #: The address of the page that saved it; nothing where a command did.
    page: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was when a question was saved.

    Attributes:
        what: its name.
        then, now: what it was and is.
    """

    what: str
    then: str
    now: str


def made_with() -> dict[str, str]:
    """What answers depend on besides the question: version and code of the program, libraries."""
    from calibration.sources import code_up_to
    from mentorsim.present.provenance import LIBRARIES

    return {
        "mentorsim": version("mentorsim"),
        "code": code_up_to("scenarios"),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def posterior_used(posterior: Posterior) -> None:
    """The running question is answered with these draws: the file says which they were."""
    fitted = posterior.provenance
    draws = posterior.draws.to_csv(index=False, float_format="%.17g", lineterminator="\n")
    record = {
        "fitted": f"{fitted.method} ({fitted.fitted}, seed {fitted.seed})",
        "model": fitted.model,
        "parameters": fitted.parameters,
        "targets": fitted.targets,
        "draws": f"{len(posterior)}, {hashlib.sha256(draws.encode()).hexdigest()[:16]}",
    }
    running().made["posterior"] = lambda: record


def check_save(save: Path | None) -> None:
    """Find out before a long run whether its question can be saved.

    Raises:
        InputError: the file is there already, or cannot be written.
    """
    if save is None:
        return
    if save.exists():
        raise InputError(
            Said("mentorsim.this_file_exists"),
            file=save,
            allowed=Said("mentorsim.the_path_of_a_new_file"),
        )
    check_folder(save.absolute().parent)


def keep_question(
    save: Path | None, content: Mapping[str, Any], told: Mapping[str, list[str]]
) -> None:
    """The running command has its answer: save the question with it, if that was asked.

    Args:
        save: the file; None is not asked.
        content: the answer for machines, with its provenance.
        told: its sentences by language.

    Raises:
        InputError: the file cannot be written.
    """
    answered(content, told)
    if save is not None:
        write_whole(save, question_text(content, told))


def question_text(
    content: Mapping[str, Any],
    told: Mapping[str, list[str]],
    page: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The running question with its answer, as its file has them.

    Args:
        content: the answer for machines, with its provenance.
        told: its sentences by language.
        page: the address of the page that asks; nothing where a command does.
    """
    asking, parts = running().asking, running().written()
    posterior = parts.pop("posterior")
    question = Question(
        mentorsim_question=FORMAT,
        command=asking.command,
        options=asked_options(asking),
        language=str(asking.values["language"]),
        made_with=made_with(),
        posterior=posterior,
        parts=parts,
        answer=Answer(digest=answer_digest(content), told=dict(told)),
        page=dict(page),
    )
    fields = question.model_dump(exclude=None if page else {"page"})
    return json.dumps(fields, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def answer_digest(content: Mapping[str, Any]) -> str:
    """A digest of every number of an answer; where it comes from is not the answer."""
    answer = {name: value for name, value in content.items() if name != "provenance"}
    text = json.dumps(answer, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def asked_options(asking: Asking) -> dict[str, Any]:
    """Arguments and options that an answer depends on, defaults among them; files by their names.

    Args:
        asking: how the command was asked.
    """
    return {
        name: _plain(name, value)
        for name, value in asking.values.items()
        if name not in NOT_ASKED and value not in (None, False, [], ())
    }


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(name, each) for each in value]
    if isinstance(value, bool | int | float):
        return value
    named = name in POLICIES or name in FILES
    return Path(str(value)).name if named else str(value)


def read_question(path: Path, content: bytes | None = None) -> Question:
    """A saved question.

    Args:
        path: of its file.
        content: of a file that is in memory (an upload); `path` is then its name only.

    Raises:
        InputError: a file that cannot be read, or is no saved question of a format that this
            version knows.
    """
    try:
        size = path.stat().st_size if content is None else len(content)
        if size > LARGEST_FILE:
            raise InputError(
                Said("mentorsim.this_file_is_too_large_for_a_question"),
                file=path,
                found=Said("sim.size_bytes", size=size),
                allowed=Said("sim.at_most_most_bytes", most=LARGEST_FILE),
            )
        text = (path.read_bytes() if content is None else content).decode("utf-8")
        fields = json.loads(text)
        kind = fields.get("mentorsim_question") if isinstance(fields, dict) else None
        if kind != FORMAT:
            raise InputError(
                Said("mentorsim.not_a_saved_question"),
                file=path,
                field="mentorsim_question",
                found=kind,
                allowed=Said("mentorsim.format_that_save_wrote", format=FORMAT),
            )
        return Question.model_validate(fields)
    except OSError as error:
        raise InputError(
            Said("mentorsim.cannot_read_the_saved_question"),
            file=path,
            found=of_system(error),
            allowed=Said("mentorsim.a_file_that_save_wrote"),
        ) from error
    except ValidationError as error:
        fault = fault_of(error)
        raise InputError(
            Said("mentorsim.cannot_read_the_saved_question"),
            file=path,
            field=field_of(fault),
            found=found_in(fault),
            allowed=Said("mentorsim.a_file_that_save_wrote_unchanged"),
        ) from error
    except ValueError as error:
        raise InputError(
            Said("mentorsim.cannot_read_the_saved_question"),
            file=path,
            found=of_system(error),
            allowed=Said("mentorsim.a_file_that_save_wrote_unchanged"),
        ) from error


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What is not as it was: versions and code, or the posterior."""
    return [
        Difference(name, str(then.get(name, "")), str(now.get(name, "")))
        for name in dict.fromkeys((*then, *now))
        if then.get(name) != now.get(name)
    ]
