"""Surveys: when they are asked, what they ask, and how an answer is read."""
