"""How long a text is for X, and how it fits: by abbreviations, by a thread, or shorter by an agent's choice."""
