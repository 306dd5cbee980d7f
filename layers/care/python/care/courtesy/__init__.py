"""Courtesy: what an account says of itself, and to those who thank it (design 4.11). Each of it is off by default.

New followers are never written to: X's automation rules forbid automatic messages to people who did not ask for one,
and a follow is no message. The bio, the pinned post and the welcome in a customer's first DM do that.
"""
