"""What things are, as values: events, cases, commands, outbox items, accounts and their settings."""
