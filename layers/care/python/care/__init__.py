"""The domain of Centralita: rules that decide, and the few gateways that act on what they decided."""
