"""How many examples are drawn: few and always the same ones; more, and others each time, where EVALKIT_FUZZ names a factor."""

import os

from hypothesis import HealthCheck, settings

FACTOR = int(os.environ.get("EVALKIT_FUZZ", "1"))


def examples(count: int) -> settings:
    """Return the settings of a property that draws so many examples."""
    return settings(
        max_examples=count * FACTOR,
        derandomize=FACTOR == 1,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
