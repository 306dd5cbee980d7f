"""Gifts: which code may be given, what the message says, what became of it, which codes a file brings."""
