"""Personal data and secrets in a message: found and masked.

`find` says where, `redact` masks. Both read hostile text of 10 KB in milliseconds and never raise for any text.
Importing this package is cheap; the tables of phone numbers and of national ids are loaded by the first text that
holds a number which needs them.
"""
