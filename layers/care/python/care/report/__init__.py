"""What the brand learns: counts of what happens, days that sum to months, and measures that are read off them."""
