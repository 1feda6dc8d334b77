"""Declared deviations of the specimen: reference and fault make a mutant.

A fault is a function from a behaviour to another: the crime as a real regression would
commit it. It names the rule that must speak first, so that a rule is trusted only once a
mutant has tripped it, and the promise that it breaks where the rule checks another. Each
module of this package enters its faults into the catalogue when it is imported, which is
here.
"""

import importlib
import pkgutil

from contracts.reference.faults.registry import Deviation, Fault, catalogue, fault, named

__all__ = ["Deviation", "Fault", "catalogue", "fault", "named"]

for _name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_name}")
