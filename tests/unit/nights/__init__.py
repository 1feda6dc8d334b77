"""Night after night against one reference whose faults come and go by a plan: each night says the plan, and no more."""
