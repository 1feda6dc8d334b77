"""What a person starts: the pytest plugin, its options, the command line, a run, a replay."""
