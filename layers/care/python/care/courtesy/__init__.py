"""Courtesy: posts of an account about its day, and thanks to customers (docs/design.md, 4.11). Off by default.

New followers are never written to: X's automation rules forbid automatic messages to people who did not ask for one,
and a follow is no message. The bio, the pinned post and the welcome in a customer's first DM do that.
"""
