"""A brand's own HTTPS API, asked for a customer: with time-outs, a schema, and addresses that are public."""
