"""Observers: which of the accepted answers of a reading an exchange shows."""
