"""What the desk shows, as rules: the queue's rows and filters, a case's story, what a reply will be."""
