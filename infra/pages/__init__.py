"""What writes pages and lists: costs, rights, rooms, runbook, sizes, the list of what is shipped."""
