"""Generators of pages and lists: costs, rights, rooms, runbook, report, sizes, the list of what is shipped."""
