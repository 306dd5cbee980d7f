"""Everything that provisions and runs Centralita: the CDK app, the local run and the operator's command."""
