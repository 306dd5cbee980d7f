"""What a message is about, how urgent it is, and in which language it is written (docs/design.md, 4.4).

Rules and not a model: each verdict can be explained word by word, and an account edits what it disagrees with.
X forbids inferring a customer's health or that they are short of money: no topic, rule or word list here does, and
none may.
"""

from care.triage.changes import AddedRule, ChangedWeight, TriageRules, UnknownRule, WrongRule, check
from care.triage.classification import classify, urgency_of
from care.triage.closing import asks_for_nothing
from care.triage.languages import ours
from care.triage.opt_out import confirms_stop, may_want_out, says_more, wants_back, wants_out
from care.triage.rules import DEFAULT, Rules, compiled
from care.triage.verdict import Evidence, RuleTopic, Topic, Verdict, explain

__all__ = [
    "DEFAULT",
    "AddedRule",
    "ChangedWeight",
    "Evidence",
    "RuleTopic",
    "Rules",
    "Topic",
    "TriageRules",
    "UnknownRule",
    "Verdict",
    "WrongRule",
    "asks_for_nothing",
    "check",
    "classify",
    "compiled",
    "confirms_stop",
    "explain",
    "may_want_out",
    "ours",
    "says_more",
    "urgency_of",
    "wants_back",
    "wants_out",
]
