"""The domain of Centralita: rules that decide, and the few gateways that carry out what they decided."""
