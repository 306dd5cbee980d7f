"""Who may change whose access to an account."""
