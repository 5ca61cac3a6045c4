#!/bin/sh
# xarray 2026.9.0 writes a unit with the word "since" into files that it then cannot open.
#
# What is done: a set of two variables is written as netCDF and as Zarr and opened again by xarray: the
# share of young people in education (unit "share"), and how long each waited, with the unit "weeks
# since referral".
# The guess: the unit is a text and comes back as it was; or writing says that it cannot be written.
# What is seen: no message at writing. At opening the word "since" makes the unit a date with a
# calendar, "referral" is no date, and the whole set is refused, the share in education with it.
# With "weeks from referral" both come back, and with decode_times=False all of it does.
# Why it matters: results are opened long after they were computed, often by somebody else, who gets
# no number of a file in which nothing is wrong but a word.
#
# Needs Python 3.11 or newer and a network. Ends with 1 if anything else is seen.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/case.py" <<'END'
import sys
import warnings
from importlib.metadata import version

import xarray as xr

warnings.simplefilter("ignore")  # of zarr, about how texts are stored
print("xarray", version("xarray"), "h5netcdf", version("h5netcdf"), "zarr", version("zarr"))


def opened(path, engine, **more):
    try:
        with xr.open_dataset(path, engine=engine, **more) as data:
            return sorted((name, x.attrs["units"]) for name, x in data.load().data_vars.items())
    except ValueError as error:
        return str(error).partition(" with ")[0]


seen = []
for unit in ("weeks since referral", "weeks from referral"):
    data = xr.Dataset({"education": ("person", [0.0, 1.0]), "waited": ("person", [3.0, 5.5])})
    data["education"].attrs["units"], data["waited"].attrs["units"] = "share", unit
    base = f"{sys.argv[1]}/{unit.replace(' ', '-')}"
    data.to_netcdf(base + ".nc", engine="h5netcdf")
    data.to_zarr(base + ".zarr", zarr_format=2)
    for engine, ending in (("h5netcdf", ".nc"), ("zarr", ".zarr")):
        seen.append(opened(base + ending, engine))
        print(f"  {unit}, {ending}: {seen[-1]}")
    seen.append(opened(base + ".nc", "h5netcdf", decode_times=False))
    print(f"  {unit}, .nc, decode_times=False: {seen[-1]}")
refused = "unable to decode time units 'weeks since referral'"
whole = [[("education", "share"), ("waited", f"weeks {word} referral")] for word in ("since", "from")]
sys.exit(0 if seen == [refused, refused, whole[0], whole[1], whole[1], whole[1]] else 1)
END
code=0
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xarray==2026.9.0 h5netcdf==1.8.2 h5py==3.16.0 zarr==3.1.6 numpy==2.4.6 pandas==3.1.1
"$folder/venv/bin/python" "$folder/case.py" "$folder" || { echo "  no longer as described"; code=1; }
exit $code
