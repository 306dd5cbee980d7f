"""The sections of an account's settings, each as the draft that a form shows and the change that it makes.

A draft is what stands in the fields: it keeps whatever was typed, right or wrong. `change` makes of it the changed
account, or raises `InvalidDraft` with each problem and its place in the draft.
"""
