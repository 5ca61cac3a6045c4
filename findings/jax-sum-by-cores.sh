#!/bin/sh
# jax 0.10.2: the same sum of the same numbers has other bits on one core than on two.
#
# What is done: sixteen tables of 811,008 normal numbers in float32 are summed by a jitted
# jax.numpy.sum on the CPU, in processes that may use one core and two; twice each. Their matrix
# products with a fixed table stand beside it. What is printed are digests.
# The guess: the same bits in all four. Nothing random is left, no accelerator is used, and the
# number of threads is not something that a user has set; numpy's own sum does not depend on it.
# What is seen: the same bits twice on as many cores, others on one core than on two. The product has
# the same bits everywhere. --xla_cpu_multi_thread_eigen=false, which is often named for such cases,
# changes nothing.
# Why it matters: training and sampling add rounding up. An emulator trained, or a chain of NUTS run,
# with the same seed and the same data ends elsewhere on a machine, or in a container, with fewer
# cores: a check of "same seed, same draws" fails there, and a posterior cannot be made again to the
# byte without saying on how many cores it was made.
#
# Needs Python 3.11 or newer, two cores, Linux and a network. Ends with 1 if anything else is seen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/case.py" <<'END'
import hashlib
import os
import sys

os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
os.environ["XLA_FLAGS"] = sys.argv[2] if len(sys.argv) > 2 else ""

import jax
import jax.numpy as jnp
import numpy as np

rng = np.random.default_rng(0)
tables = [jnp.asarray(rng.standard_normal((8192, 99)), jnp.float32) for _ in range(16)]
weights = jnp.asarray(rng.standard_normal((99, 128)), jnp.float32)
add, times = jax.jit(jnp.sum), jax.jit(lambda a, b: a @ b)
for results in ([add(x) for x in tables], [times(x, weights) for x in tables]):
    print(hashlib.sha256(np.stack(results).tobytes()).hexdigest()[:16])
END
cat > "$folder/compare.py" <<'END'
import os
import subprocess
import sys
from importlib.metadata import version

if len(os.sched_getaffinity(0)) < 2:
    sys.exit("this needs two cores")
print("jax", version("jax"), "numpy", version("numpy"))
environment = os.environ | {"PYTHONHASHSEED": "0"}


def seen(*arguments: str) -> list[str]:
    command = [sys.executable, sys.argv[1], *arguments]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return told.stdout.split()


one, two = ([seen(cores), seen(cores)] for cores in ("1", "2"))
flagged = seen("2", "--xla_cpu_multi_thread_eigen=false")
for name, k in (("sum", 0), ("product", 1)):
    print(f"  {name}: one core {one[0][k]}, {one[1][k]}; two cores {two[0][k]}, {two[1][k]}")
print(f"  two cores and the flag: sum {flagged[0]}")
same = one[0] == one[1] and two[0] == two[1] and flagged == two[0]
sys.exit(0 if same and one[0][0] != two[0][0] and one[0][1] == two[0][1] else 1)
END
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
"$folder/venv/bin/python" "$folder/compare.py" "$folder/case.py" || {
    echo "  no longer as described"
    exit 1
}
