"""Many reports: only what is stale is made, each in a process of its own, one failure never touching another."""
