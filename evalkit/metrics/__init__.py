"""Facts as pure functions: one module per subject, no points, no input or output.

Every public function of these modules is a metric and stands in :data:`METRICS` under ``module.function``;
a test holds this, and the shared tests run over all of them.
"""

from collections.abc import Callable

from evalkit.metrics import (
    concentration,
    draw,
    ecommerce,
    events,
    fairness,
    general,
    leverage,
    money,
    net_effect,
    redemption,
    single_window,
    trade,
    transfer,
)

METRICS: dict[str, Callable] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in (
        general,
        money,
        trade,
        single_window,
        transfer,
        redemption,
        leverage,
        draw,
        fairness,
        concentration,
        net_effect,
        events,
        ecommerce,
    )
    for name, function in vars(module).items()
    if hasattr(function, "definition")
}
