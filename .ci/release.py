"""Check that everything tells one version, and build wheel and source archive; publish nothing.

    make release VERSION=0.2.0

Refused while files are changed, while `pyproject.toml`, `CITATION.cff` and `CHANGELOG.md` tell
another version or date, and where what was built lacks a file of the packages or has metadata that
an index would refuse.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from packaging.metadata import Metadata
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
OUT = Path("out") / "release"
PACKAGES = ("sim", "calibration", "scenarios", "mentorsim")
#: `## 0.2.0 (2026-12-24)`; "unreleased" where a date would stand.
HEADING = re.compile(r"^## (\S+) \((\d{4}-\d{2}-\d{2}|unreleased)\)$", re.M)


def told(root: Path) -> dict[str, tuple[str, str | None]]:
    """Version and date that each file tells.

    Args:
        root: folder of the project.

    Returns:
        By file, the version and the date as YYYY-MM-DD, or `unreleased`; None where it has no date.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    newest = HEADING.search((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    return {
        "pyproject.toml": (project["version"], None),
        "CITATION.cff": (str(citation["version"]), str(citation["date-released"])),
        "CHANGELOG.md": (newest[1], newest[2]) if newest else ("no version", "no date"),
    }


def contradictions(version: str, root: Path) -> list[str]:
    """What does not tell this version, or another date than the changelog.

    Args:
        version: that is to be released.
        root: folder of the project.

    Returns:
        A sentence each; none if all is well.
    """
    try:
        Version(version)
    except InvalidVersion:
        return [f"{version!r} is no version; one is 0.2.0"]
    found = told(root)
    wrong = [f"{name} tells {v}, not {version}" for name, (v, _) in found.items() if v != version]
    date = found["CHANGELOG.md"][1]
    if date == "unreleased":
        wrong.append(f"CHANGELOG.md: the heading of {version} still says unreleased, no date")
    elif found["CITATION.cff"][1] != date:
        wrong.append(f"CITATION.cff tells {found['CITATION.cff'][1]}, the changelog {date}")
    return wrong


def faults(wheel: Path, archive: Path, version: str, files: Sequence[str]) -> list[str]:
    """What is wrong with what was built.

    Args:
        wheel: file of the wheel.
        archive: file of the source archive.
        version: that both must be of.
        files: of the packages, with `/` between folders, that both must hold.

    Returns:
        A sentence each; none if all is well.
    """
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
        (name,) = [n for n in inside if n.endswith(".dist-info/METADATA")]
        text = packed.read(name)
    with tarfile.open(archive) as packed_source:
        sources = {n.partition("/")[2] for n in packed_source.getnames()}
    wrong = [f"{wheel.name} lacks {name}" for name in files if name not in inside]
    wrong += [f"{archive.name} lacks {name}" for name in files if name not in sources]
    try:
        metadata = Metadata.from_email(text, validate=True)
    except ExceptionGroup as errors:
        return [*wrong, *(f"{wheel.name}: {error}" for error in errors.exceptions)]
    if str(metadata.version) != version:
        wrong.append(f"{wheel.name} is of version {metadata.version}, not {version}")
    described = (metadata.description or "").strip()
    if not described or metadata.description_content_type != "text/markdown":
        wrong.append(f"{wheel.name} has no description in Markdown")
    return wrong


def output(*command: str) -> str:
    """What a command prints; its failure ends the release.

    Args:
        command: with its arguments.
    """
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def main(version: str) -> None:
    """Check, build, check what was built, and say what is left to do.

    Args:
        version: that is to be released.
    """
    wrong = [f"changed and not committed: {line}" for line in output("git", "status", "--porcelain")
             .splitlines()]  # fmt: skip
    wrong += contradictions(version, ROOT)
    if f"v{version}" in output("git", "tag").split():
        wrong.append(f"v{version} is tagged already")
    if wrong:
        sys.exit("No release:\n" + "\n".join(f"  {line}" for line in wrong))
    folder = OUT / version
    output(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder))
    wheel, archive = (ROOT / folder / f"mentorsim-{version}{end}"
                      for end in ("-py3-none-any.whl", ".tar.gz"))  # fmt: skip
    wrong = faults(wheel, archive, version, output("git", "ls-files", *PACKAGES).split())
    if wrong:
        sys.exit("What was built is no release:\n" + "\n".join(f"  {line}" for line in wrong))
    for file in (wheel, archive):
        print(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {folder / file.name}")
    print(f"Nothing is published. Left to do: git tag v{version}, and hand on the two files.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("make release VERSION=0.2.0")
    main(sys.argv[1])
