"""Requests about one customer's data: who is meant, all that is kept, and erasing it everywhere with a receipt."""
