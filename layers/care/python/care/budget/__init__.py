"""How much may still be sent (X's limits) and spent (dollars): pure rules and the price table."""
