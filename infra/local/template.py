"""Adapts the synthesized template to the emulator: four things that ministack does otherwise than AWS.

None changes what a function's role allows. Three matter only where IAM is enforced. The fourth is time: ministack
unpacks each layer again for each start of a function, a second of processor time and 60 MB; here a run unpacks them
once (`aws.deploy`), and functions find them on their path, behind their own code as on AWS.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Conditions on TLS, which no call on this machine uses: their denials would hold for everything.
_TLS = {"aws:SecureTransport", "s3:TlsVersion"}
_LAYER = "AWS::Lambda::LayerVersion"
_POLICIES = {"AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy"}
# In AWS these allow their batches too; ministack asks for actions of the batches' names, which IAM does not know.
_BATCHED = {"sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}


def for_the_emulator(template: Mapping[str, Any], unpacked: Mapping[str, Path]) -> dict[str, Any]:
    """The template with secrets and batches as AWS has them, and without denials of calls that are not encrypted.

    `unpacked` says by the key of a layer's archive in the bucket of assets where what it holds lies on this machine.
    """
    resources = template["Resources"]
    secrets = {name for name, one in resources.items() if one["Type"] == "AWS::SecretsManager::Secret"}
    layers = {
        name: unpacked[one["Properties"]["Content"]["S3Key"]]
        for name, one in resources.items()
        if one["Type"] == _LAYER
    }
    kept = {
        name: _with_path(one, layers)
        for name, one in resources.items()
        if name not in layers and (one["Type"] not in _POLICIES or _statements(one))
    }
    mended: dict[str, Any] = _with_arns({**template, "Resources": kept}, secrets)
    for one in mended["Resources"].values():
        if one["Type"] in _POLICIES:
            one["Properties"]["PolicyDocument"]["Statement"] = _statements(one)
        elif one["Type"] == "AWS::IAM::Policy":
            for statement in one["Properties"]["PolicyDocument"]["Statement"]:
                statement["Action"] = _with_batches(statement["Action"])
    return mended


def _with_path(resource: Mapping[str, Any], layers: Mapping[str, Path]) -> Mapping[str, Any]:
    """A function with its layers on its path; any other resource as it is."""
    if resource["Type"] != "AWS::Lambda::Function":
        return resource
    properties = {name: one for name, one in resource["Properties"].items() if name != "Layers"}
    path = os.pathsep.join(str(layers[one["Ref"]] / "python") for one in resource["Properties"].get("Layers", ()))
    variables = {**properties.get("Environment", {}).get("Variables", {}), "PYTHONPATH": path}
    return {**resource, "Properties": {**properties, "Environment": {"Variables": variables}}}


def _with_batches(actions: str | list[str]) -> list[str]:
    given = [actions] if isinstance(actions, str) else actions
    return [*given, *(f"{action}Batch" for action in given if action in _BATCHED)]


def _statements(policy: Mapping[str, Any]) -> list[Any]:
    """The statements of a resource's policy that ask for more than TLS."""
    given = policy["Properties"]["PolicyDocument"]["Statement"]
    return [one for one in given if not any(_TLS & set(keys) for keys in one.get("Condition", {}).values())]


def _with_arns(value: Any, secrets: set[str]) -> Any:
    """`Ref` of a secret is its ARN in AWS and its name in ministack, and a policy that names it allows nothing."""
    match value:
        case {"Ref": name} if name in secrets:
            return {"Fn::GetAtt": [name, "Id"]}
        case dict():
            return {key: _with_arns(one, secrets) for key, one in value.items()}
        case list():
            return [_with_arns(one, secrets) for one in value]
    return value
