"""evalkit: budget-performance self-evaluations (项目支出绩效自评) from notebooks.

What an analyst calls on any figure is here; it is loaded when first used, so that importing evalkit costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalkit.explanation import explain, try_value

__all__ = ["explain", "try_value"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("evalkit.explanation"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
