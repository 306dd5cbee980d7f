"""The stack, a file for each concern: what `cdk deploy` makes."""
