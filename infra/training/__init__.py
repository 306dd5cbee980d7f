"""What the model of triage learns from, and how it learns."""
