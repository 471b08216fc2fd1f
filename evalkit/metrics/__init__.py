"""Facts as pure functions: one module per subject, no points, no input or output.

Every public function of these modules is a metric and stands in :data:`METRICS` under ``module.function``;
a test holds this, and the shared tests run over all of them.
"""

from collections.abc import Callable

from evalkit.metrics import consumption, ecommerce, general, money, single_window, trade, transfer

METRICS: dict[str, Callable] = {
    f"{module.__name__.rpartition('.')[2]}.{name}": function
    for module in (general, money, trade, single_window, transfer, consumption, ecommerce)
    for name, function in vars(module).items()
    if hasattr(function, "definition")
}
