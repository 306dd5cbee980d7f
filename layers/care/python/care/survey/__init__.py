"""Surveys: when they are asked, what they ask, and how an answer is read."""

from care.survey.answer import Comment, OptOut, Score, Unclear, read_answer

__all__ = ["Comment", "OptOut", "Score", "Unclear", "read_answer"]
