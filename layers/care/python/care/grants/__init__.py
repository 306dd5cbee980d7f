"""Permissions that accounts gave by OAuth 2.0: what is asked for, what is missing, and when tokens are renewed."""
