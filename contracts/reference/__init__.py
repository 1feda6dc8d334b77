"""The specimen: our own conforming implementation of the documented behaviour, and its faults."""
