"""The operator's command `centralita` and what its subcommands do on a deployed stack or the local run."""
