"""Automatic queries: a menu, questions with their answers, and look-ups at the brand's own API (docs/design.md, 4.10).

Only in a DM that the customer began; whoever calls sees to that, because X allows automatic DMs nowhere else.
`settings` says what an account offers, `matching` finds the article that a text asks for, `conversation` decides what
is said to each message, `lookup` asks the brand's API, and `numbers` counts what became of it. A person takes over at
a word, and no answer is written by a model. `suggest` finds the same articles for agents.
"""

from care.model.settings.selfservice import Article, Lookup, Parameter, Phrases, Said, SelfServiceSettings
from care.selfservice.suggestions import Suggestion, suggest

__all__ = ["Article", "Lookup", "Parameter", "Phrases", "Said", "SelfServiceSettings", "Suggestion", "suggest"]
