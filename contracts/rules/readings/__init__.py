"""Observers: which of the accepted answers of a reading an exchange shows; and the rule of pinned ones.

Each module of this package enters its observers when it is imported, which is here.
"""

import importlib
import pkgutil

from contracts.rules.readings.observed import answers_as_pinned, observe

__all__ = ["answers_as_pinned", "observe"]

for _name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_name}")
