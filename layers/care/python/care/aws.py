"""How every function talks to AWS: with time-outs, and with the endpoint that the environment names."""

from typing import Any

import boto3
from botocore.config import Config

# Each below the function's own time-out, so that a slow service is an error that we report and not a killed function.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


def client(service: Any, *, validated: bool = True) -> Any:
    """A low-level client of `service`; made once per function, at module scope.

    With `validated` false botocore does not check each parameter against its model before it asks: for a caller who
    is waited for and whose parameters are always of the same few shapes.
    """
    return boto3.client(service, config=_CONFIG if validated else _CONFIG.merge(Config(parameter_validation=False)))
