"""The page of a run: one HTML file that opens from the file system and asks nothing of the network."""
