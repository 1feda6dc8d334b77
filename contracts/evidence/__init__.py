"""What the history of a target proves, and what a request asks for: the guards that the law stands on."""
