"""How a cluster is named on the command line and in Python."""

from __future__ import annotations

import re

from sim.messages import Said

#: How a cluster is named.
SCHEME = "dask://"
ADDRESS = re.compile(r"dask://(?P<host>\[[0-9a-fA-F:.]+\]|[^:/\s\[\]]+):(?P<port>\d{1,5})/?")
SHAPE = Said("scenarios.dask_address")
