"""Declared deviations of the specimen: reference and fault make a mutant.

A fault is a function from a behaviour to another: the crime as a real regression would
commit it. It names the rule that must speak first, so that a rule is trusted only once a
mutant has tripped it, and the promise that it breaks where the rule checks another. Each
module of this package enters its faults into the catalogue when it is imported, which is
here.
"""

from contracts.reference.faults import batch as batch
from contracts.reference.faults import codes as codes
from contracts.reference.faults import concurrency as concurrency
from contracts.reference.faults import counts as counts
from contracts.reference.faults import cross_api as cross_api
from contracts.reference.faults import cross_joins as cross_joins
from contracts.reference.faults import cross_source as cross_source
from contracts.reference.faults import delivery as delivery
from contracts.reference.faults import duplicate_memory as duplicate_memory
from contracts.reference.faults import duplicate_source as duplicate_source
from contracts.reference.faults import envelope as envelope
from contracts.reference.faults import envelope_v11 as envelope_v11
from contracts.reference.faults import identifiers as identifiers
from contracts.reference.faults import invalid_source as invalid_source
from contracts.reference.faults import memory as memory
from contracts.reference.faults import primary_item as primary_item
from contracts.reference.faults import primary_mismatch as primary_mismatch
from contracts.reference.faults import reads as reads
from contracts.reference.faults import registration as registration
from contracts.reference.faults import robustness as robustness
from contracts.reference.faults import security as security
from contracts.reference.faults import security_answers as security_answers
from contracts.reference.faults import side_effects as side_effects
from contracts.reference.faults import updates as updates
from contracts.reference.faults import upsert as upsert
from contracts.reference.faults import upsert_items as upsert_items
from contracts.reference.faults import validation as validation
from contracts.reference.faults import validation_names as validation_names
from contracts.reference.faults import warnings as warnings
from contracts.reference.faults.registry import Deviation, Fault, catalogue, fault, named

__all__ = ["Deviation", "Fault", "catalogue", "fault", "named"]
