"""Who works at the desk: people and what they may see, their sessions, and tokens of integrations."""
