"""Serves any API: what is sent, how fast, by whom, what came back, and what a verdict is."""
