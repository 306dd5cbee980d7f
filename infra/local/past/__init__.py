"""What the demo's brands lived through before the run began, told by the rules of the product at past instants.

`month.toml` and `lately.toml` say who writes what; `telling` applies each to its case by `care.case.decide` and stores
it through the product's own stores, as the functions would have. Nothing waits, and nothing here makes up a figure.
"""
