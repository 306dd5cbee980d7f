"""Posts that people write for the account itself: how they are made, when they go, and the calendar of them all."""
