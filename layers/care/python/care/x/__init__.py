"""The gateway to X: what we ask of it, what it sends us, and how either is proved."""
