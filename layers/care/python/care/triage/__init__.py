"""What a message is about, how urgent it is, and in which language it is written (docs/design.md, 4.4).

Rules and not a model: each verdict can be explained word by word, and an account edits what it disagrees with.
X forbids inferring a customer's health or that they are short of money: no topic, rule or word list here does, and
none may.
"""
