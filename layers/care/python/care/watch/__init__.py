"""What is watched beside what is written to an account: saved searches and what they find."""
