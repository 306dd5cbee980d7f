"""Every DynamoDB store: keys and access patterns stand at the top of each. It knows no screen."""
