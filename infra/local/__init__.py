"""The same functions on one machine: ministack for AWS, a simulated X, and a clock that can be moved."""
