"""A campaign: the suites against many targets, each in a process of its own, shared out by xdist and by shards."""
