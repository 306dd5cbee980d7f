"""Acknowledgements: whether a customer gets one, when, and what it says."""
