"""What an operator's commands do on a deployed stack, apart from how they ask and print."""
