"""What makes requests: the verbs of scenarios, people and payloads, the stateful machine, fuzzing."""
