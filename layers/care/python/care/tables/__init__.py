"""Every DynamoDB store. Keys and access patterns stand at the top of each module."""
