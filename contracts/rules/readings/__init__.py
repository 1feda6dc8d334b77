"""Observers: which of the accepted answers of a reading an exchange shows; and the rule of pinned ones."""

from contracts.rules.readings.observed import answers_as_pinned, observe

__all__ = ["answers_as_pinned", "observe"]
