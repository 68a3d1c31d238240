"""Random tests are the same on every run, leave nothing on the disk, and may take their time; nothing has a width."""

import os

from hypothesis import HealthCheck, Phase, settings

# Tests that run side by side are given a width, which a command would take for that of a terminal.
os.environ.pop("COLUMNS", None)

settings.register_profile(
    "tertius",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("tertius")
