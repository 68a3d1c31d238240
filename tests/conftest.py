"""Random tests are the same on every run, leave nothing on the disk, and may take their time."""

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "tertius",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("tertius")
