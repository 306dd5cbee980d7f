"""Asks a brand's own HTTPS API for a customer: with time-outs, a schema, and public addresses only."""
