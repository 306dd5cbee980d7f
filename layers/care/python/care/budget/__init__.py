"""How much may still be sent (X's limits) and spent (dollars): pure rules, the price table, and the counters' store."""
