"""Encrypted chats as rules: what an opened event becomes, and by which way an answer goes."""
