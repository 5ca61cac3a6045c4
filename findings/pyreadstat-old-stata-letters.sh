#!/bin/sh
# pyreadstat 1.3.7 writes Danish letters into files of older Stata that it cannot read back.
#
# What is done: a table with the word "Mænd" is written by pyreadstat.write_dta as a file of Stata 12
# and 13 and read again by pyreadstat and by pandas.
# The guess: the word comes back, or writing says that it cannot be written. Such files hold one byte
# a letter (Windows-1252), so that the word has four bytes, as in what pandas writes.
# What is seen: no message; the word is written as UTF-8, five bytes. Every reader, pyreadstat's own
# among them, takes a file of that version for Windows-1252 and gives "MÃ¦nd". The default version
# (15) comes back as it was.
# Why it matters: offices that keep older Stata get tables whose categories match nothing.
#
# Needs Python 3.11 or newer and a network. Ends with 1 if anything else is seen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/case.py" <<'END'
import sys
from importlib.metadata import version

import pandas as pd
import pyreadstat

path = sys.argv[1] + "/case.dta"
frame = pd.DataFrame({"gender": ["Mænd", "Kvinder"]})
print("pyreadstat", version("pyreadstat"), "pandas", version("pandas"))
seen = []
for stata in (12, 13, 15):
    pyreadstat.write_dta(frame, path, version=stata)
    own, other = pyreadstat.read_dta(path)[0], pd.read_stata(path)
    seen.append((own["gender"][0], other["gender"][0]))
    print(f"  written for Stata {stata}: read back as {seen[-1][0]}, by pandas as {seen[-1][1]}")
frame.to_stata(path, version=117, write_index=False)
right = pyreadstat.read_dta(path)[0]["gender"][0]
print(f"  written for Stata 13 by pandas: read back as {right}")
wrong = ("MÃ¦nd", "MÃ¦nd")
sys.exit(0 if seen == [wrong, wrong, ("Mænd", "Mænd")] and right == "Mænd" else 1)
END
code=0
seen() { # version
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install --quiet "pyreadstat==$1" pandas==3.1.1 numpy==2.4.6
    "$folder/$1/bin/python" "$folder/case.py" "$folder" || { echo "  no longer as described"; code=1; }
}
seen 1.3.7
exit $code
