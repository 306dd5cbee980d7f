"""The outbox: what is to be sent, by account and channel, in lanes."""
