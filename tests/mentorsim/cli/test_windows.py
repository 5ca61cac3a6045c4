"""What exists on one system alone is called where that is asked first: read, not run, on Windows.

No Windows is here to try it on. These tests read every module of the package instead, and name what
would stop there: modules and calls that other systems alone have, paths and forms of dates of
theirs, texts whose letters or line ends would follow the system.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("sim", "calibration", "scenarios", "mentorsim")
#: Modules that Windows does not have, and one that nothing else has.
MODULES = frozenset(
    ["fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "curses", "readline"]
) | {"posix", "spwd", "msvcrt"}
#: Calls and names of `os`, `signal`, `mmap` and `select` that it does not have.
CALLS = {
    "os": "fork forkpty nice setsid setpgid getuid geteuid getgid getegid killpg uname getloadavg "
    "mkfifo chown posix_fallocate posix_fadvise sched_getaffinity sched_setaffinity sched_yield "
    "sched_setscheduler wait3 wait4 pipe2 sync statvfs O_NONBLOCK O_DIRECTORY O_CLOEXEC "
    "O_NOFOLLOW WNOHANG",
    "signal": "SIGKILL SIGHUP SIGUSR1 SIGUSR2 SIGALRM SIGQUIT SIGPIPE SIGSTOP SIGCHLD alarm "
    "setitimer pthread_kill pause",
    "mmap": "MADV_DONTNEED MADV_SEQUENTIAL MAP_PRIVATE MAP_SHARED MAP_ANONYMOUS PROT_READ",
    "select": "select poll epoll",  # of files: Windows selects sockets only
}
FOREIGN = {(module, name) for module, names in CALLS.items() for name in names.split()}
#: Methods of the same kind, whatever they are called on.
METHODS = frozenset(["madvise", "symlink_to", "hardlink_to", "lchmod"])
#: Arguments of subprocess.
ARGUMENTS = frozenset(["preexec_fn", "start_new_session", "process_group", "umask", "shell"])
#: Places of other systems at the beginning of a path.
PLACES = re.compile(r"/(dev|tmp|proc|sys|etc|var|usr|home|root)(/|$)")
#: A form of dates that Windows does not know: a day without its zero.
DATE = re.compile(r"%-[a-zA-Z]")
#: Where something is renamed to a name that is not there: Windows renames over nothing.
RENAMES = {"sim/new_folder.py", "mentorsim/python/data_files.py", "mentorsim/folders/output.py"}


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    names = [path.relative_to(ROOT).as_posix() for path in paths]
    return tuple(
        (name, ast.parse((ROOT / name).read_text(encoding="utf-8"))) for name in [*names, "make.py"]
    )


def asked_first(node: ast.AST) -> bool:
    """Whether a condition asks for the system, or for the call itself."""
    text = ast.unparse(node)
    return any(word in text for word in ("sys.platform", "os.name", "hasattr("))


def guarded(tree: ast.Module) -> set[ast.AST]:
    """What stands in a branch, or after a return, of a question for the system."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and asked_first(node.test):
            found.update(ast.walk(node))
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for k, step in enumerate(body):
            leaves = isinstance(step, ast.If) and any(isinstance(s, ast.Return) for s in step.body)
            if leaves and asked_first(step.test):
                for later in body[k + 1 :]:
                    found.update(ast.walk(later))
    return found


def foreign(tree: ast.Module) -> list[str]:
    """What a system may lack, with its line, where nobody asks first."""
    safe, found = guarded(tree), []
    for node in ast.walk(tree):
        if node in safe:
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names if a.name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.partition(".")[0] in MODULES:
                names = [node.module]
            names += [
                f"{node.module}.{a.name}" for a in node.names if (node.module, a.name) in FOREIGN
            ]
        elif isinstance(node, ast.Attribute):
            of = node.value.id if isinstance(node.value, ast.Name) else ""
            if (of, node.attr) in FOREIGN:
                names = [f"{of}.{node.attr}"]
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
                names = [node.func.attr]
            names += [f"{k.arg}=" for k in node.keywords if k.arg in ARGUMENTS]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value] if PLACES.match(node.value) or DATE.search(node.value) else []
        found += [f"line {getattr(node, 'lineno', 0)}: {name}" for name in names]
    return found


def word(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def texts(tree: ast.Module) -> list[str]:
    """Text files whose letters or line ends would follow the system."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        plain = node.func.id if isinstance(node.func, ast.Name) else ""
        where = f"line {node.lineno}: {ast.unparse(node)[:60]}"
        given = {k.arg for k in node.keywords}
        if method == "write_text" and not {"encoding", "newline"} <= given:
            found.append(where)
        if method == "to_csv" and "lineterminator" not in given:
            found.append(where)
        on_path = method == "read_text" and not node.args
        if on_path and "encoding" not in given:
            found.append(where)
        if plain == "open" or (method == "open" and opens_a_path(node)):
            modes = [a.value for a in node.args if isinstance(a, ast.Constant)]
            mode = next((m for m in modes if isinstance(m, str) and len(m) <= 3), "r")
            if "b" in mode:
                continue
            if "encoding" not in given or (set(mode) & set("wxa") and "newline" not in given):
                found.append(where)
    return found


def opens_a_path(node: ast.Call) -> bool:
    """`path.open("w")`, not `webbrowser.open(address)` or `os.open(path, flags)`."""
    of = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(of, ast.Name) and of.id in ("os", "webbrowser", "zipfile", "tarfile"):
        return False
    return not node.args or (
        isinstance(node.args[0], ast.Constant) and str(node.args[0].value).strip("rwxabt+") == ""
    )


def renames(tree: ast.Module) -> bool:
    """Whether a path is renamed (and not a table: those take names by keyword, or a text)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            one = len(node.args) == 1 and not node.keywords
            text = one and isinstance(node.args[0], ast.Constant)
            if node.func.attr == "rename" and (
                ast.unparse(node.func) == "os.rename" or (one and not text)
            ):
                return True
    return False


def test_nothing_is_called_that_one_system_alone_has() -> None:
    wrong = {name: found for name, tree in parsed() if (found := foreign(tree))}
    assert not wrong


def test_texts_are_the_same_on_every_system() -> None:
    wrong = {name: found for name, tree in parsed() if (found := texts(tree))}
    assert not wrong


def test_nothing_is_renamed_over_what_is_there() -> None:
    assert {name for name, tree in parsed() if renames(tree)} == RENAMES


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from resource import getrusage",
        "import os\nos.fork()",
        "import os\nos.sched_getaffinity(0)",
        "import signal\nsignal.SIGKILL",
        "from signal import SIGALRM",
        "import mmap\nx.madvise(1)",
        "import subprocess\nsubprocess.run(['a'], start_new_session=True)",
        "p = '/tmp/x'",
        "p = '/dev/null'",
        "day.strftime('%-d. %B')",
        "import sys\nif sys.platform != 'win32':\n    a = 1\nimport fcntl",
    ],
)
def test_what_one_system_alone_has_would_be_found(code: str) -> None:
    assert foreign(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "import sys\nif sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl",
        "def f():\n    if sys.platform == 'win32':\n        return 0\n    import resource",
        "if hasattr(os, 'posix_fallocate'):\n    os.posix_fallocate(1, 0, 2)",
        "import os\nos.replace(a, b)",
    ],
)
def test_what_asks_first_is_left_alone(code: str) -> None:
    assert not foreign(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "path.write_text(x, encoding='utf-8')",
        "path.write_text(x, newline='')",
        "path.read_text()",
        "open(p)",
        "path.open('w', encoding='utf-8')",
        "path.open()",
        "frame.to_csv(p)",
    ],
)
def test_texts_that_follow_the_system_would_be_found(code: str) -> None:
    assert texts(ast.parse(code))


def test_renaming_would_be_found() -> None:
    assert renames(ast.parse("import os\nos.rename(a, b)"))
    assert renames(ast.parse("part.rename(out)"))
    assert not renames(ast.parse("frame.rename(columns={'a': 'b'})\nindex.rename('draw')"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_output_in_an_old_alphabet_stops_nobody(encoding: str) -> None:
    """What Windows writes to another program by default; PYTHONIOENCODING says it here."""
    code = (
        "from mentorsim.terminal.console import output, print_json, print_what_can_be\n"
        "print_what_can_be()\n"
        "output().print('på, ‡, → ☃')\n"
        "print_json({'å': '‡☃'})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=ROOT,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
    )
    assert done.returncode == 0, done.stderr.decode(encoding)
    first, _, rest = done.stdout.decode(encoding).partition("\n")
    assert first.startswith("på, ")
    assert first.rstrip().endswith("? ?")
    assert json.loads(rest) == {"å": "‡☃"}


def test_the_command_prints_what_can_be() -> None:
    assert "print_what_can_be()" in (ROOT / "mentorsim" / "__main__.py").read_text("utf-8")
