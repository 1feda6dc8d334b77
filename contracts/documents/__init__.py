"""The data as values: spec, promises, readings, profile, waivers, depths; `files` alone opens files."""
