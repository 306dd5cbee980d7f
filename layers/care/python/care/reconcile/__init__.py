"""The rules of the safety net: what to ask X for, what its answers mean, and when silence is not normal."""
