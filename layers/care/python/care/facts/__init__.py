"""Facts for others: which there are of a decision, who is told, by which way, and when it is tried again."""
