"""Public replies: whether X takes one to a post, and what its answers have taught."""
