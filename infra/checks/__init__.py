"""What looks at the code itself: a part of `make lint`, never shipped."""
