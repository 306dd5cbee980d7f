"""What a supervisor decides: the settings of an account, each checked when it is saved."""
