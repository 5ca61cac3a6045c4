#!/bin/sh
# SALib 1.5.1 and 1.6.0 give different delta indices where a class of a factor has one outcome.
#
# What is done: a factor alone decides whether an outcome is 0 or 1. The cut lies between two of six
# classes of the factor, so that every class holds one value. Borgonovo's index is then exact: a
# class lies one minus the share of its value away from all rows, 2 p (1 - p) on average; 0.500
# where half the rows are 1, 0.278 where five in six are.
# The guess: about those numbers, and the same in both versions.
# What is seen: 1.5.1 gives 0.250 for both. A class of one value is given a density of zero, so that
# its distance is half the area under the density of all rows, of which the grid holds half; the
# share of the value plays no part. 1.6.0 leaves such classes out: a factor that decides everything
# gets 0.000, as one that does nothing would.
# Why it matters: differences between twin simulations are exactly zero in most rows. What drives
# them is then not found, and the ranking follows the version that an unpinned install takes.
# The estimator (calc_delta) is called itself: the keys of what `analyze` returns differ, too.
#
# Needs Python 3.11 or newer and a network. Ends with 1 if anything else is seen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/case.py" <<'END'
import sys
import warnings
from importlib.metadata import version

import numpy as np
from SALib.analyze.delta import calc_delta

warnings.simplefilter("ignore")
ROWS, CLASSES = 1200, 6
factor = np.random.default_rng(1).permutation(ROWS) / ROWS
edges, grid = np.linspace(0, ROWS, CLASSES + 1), np.linspace(0, 1, 100)
expected = float(sys.argv[1])
print("SALib", version("SALib"))
same = True
for ones in (ROWS // 2, ROWS - ROWS // CLASSES):
    share = ones / ROWS
    outcome = (factor < share).astype(float)
    found = float(calc_delta(outcome, grid, factor, edges))
    print(f"  {share:.3f} of the rows are 1: delta {found:.3f}, right {2 * share * (1 - share):.3f}")
    same = same and abs(found - expected) < 0.005
sys.exit(0 if same else 1)
END
code=0
seen() { # version, and the index that was seen whatever the share
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install --quiet "SALib==$1" numpy==2.4.6 scipy==1.17.1
    "$folder/$1/bin/python" "$folder/case.py" "$2" || { echo "  no longer as described"; code=1; }
}
seen 1.5.1 0.250
seen 1.6.0 0.000
exit $code
