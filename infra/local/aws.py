"""AWS on this machine: ministack as a child process, and the synthesized stack deployed to it."""

import io
import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import httpx
from botocore.config import Config

from care.aws import MakeClient, clients
from infra.local.assembly import STACK, Assembly
from infra.local.children import Child
from infra.local.template import for_the_emulator

REGION: Final = "eu-south-2"
ACCOUNT = "000000000000"
_STARTS_WITHIN = 30.0
_DEPLOYS_WITHIN = 90.0
# IAM is asked before each call, and CloudTrail knows who called what.
WITH_RIGHTS = {"AUTH": "true", "CLOUDTRAIL_RECORDING": "1", "CLOUDTRAIL_MAX_EVENTS": "200000"}


class LocalRunFailed(RuntimeError):
    """The run cannot go on; the message is one line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the emulated AWS listens, always on 127.0.0.1."""

    port: int

    @property
    def url(self) -> str:
        """The address for every AWS client."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """The variables by which any AWS client, ours or a function's, finds it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCOUNT,
            "AWS_SECRET_ACCESS_KEY": "local",
        }

    @property
    def client(self) -> MakeClient:
        """Gives clients of the emulated services, each made once: making one takes longer than ten calls."""
        return _clients(self)


@cache
def _clients(endpoint: Endpoint) -> MakeClient:
    made = clients(
        Config(connect_timeout=3, read_timeout=70, retries={"total_max_attempts": 2}),
        endpoint_url=endpoint.url,
        region_name=REGION,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="local",  # noqa: S106  the emulator checks no key
    )
    return cast("MakeClient", cache(made))


def start_ministack(endpoint: Endpoint, directory: Path, environment: Mapping[str, str]) -> Child:
    """ministack, with all that it writes below `directory`, ready to take calls."""
    temporary = directory / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    child = Child(
        [sys.executable, "-m", "ministack"],
        environment={
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **environment,
            **endpoint.environment(),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(endpoint.port),
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(temporary),
            "IOT_MTLS_ENABLED": "0",  # its MQTT listener would be on all addresses
            "SFTP_ENABLED": "0",
        },
        log=directory / "ministack.log",
        name="ministack",
    )
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline:
        if child.crashed():
            raise LocalRunFailed(f"ministack stopped at its start; its last lines:\n{child.last_lines()}")
        try:
            if httpx.get(f"{endpoint.url}/_ministack/health", timeout=1).is_success:
                return child
        except httpx.TransportError:
            time.sleep(0.05)
    child.end()
    raise LocalRunFailed(f"ministack did not answer within {_STARTS_WITHIN:.0f} s; see {child.log}")


def deploy(endpoint: Endpoint, assembly: Assembly, directory: Path, progress: Callable[[str], None]) -> dict[str, str]:
    """Upload the assets of a synthesized stack, create it or update the one that is there, and give its outputs.

    Layers are unpacked below `directory`, which is the run's own: the assembly may be taken away by a later start.
    """
    template, files = assembly.template, assembly.assets
    bucket = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
    # What `cdk bootstrap` leaves in an account.
    bootstrapped = "/cdk-bootstrap/hnb659fds/version"
    endpoint.client("ssm").put_parameter(Name=bootstrapped, Value="30", Type="String", Overwrite=True)
    s3 = endpoint.client("s3")
    if bucket not in {one["Name"] for one in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    unpacked = _unpacked(assembly.path, template, files, directory.resolve() / "layers")
    files = [file for file in files if not set(_keys(file)) & set(unpacked)]
    for number, file in enumerate(files, 1):
        progress(f"uploading {file.get('displayName', 'asset')} ({number} of {len(files)})")
        body = _zipped(assembly.path / file["source"]["path"])
        for key in _keys(file):
            s3.put_object(Bucket=bucket, Key=key, Body=body)
    cloudformation = endpoint.client("cloudformation")
    there = {one["StackName"] for one in cloudformation.describe_stacks()["Stacks"]}
    progress("updating the stack" if STACK in there else "creating the stack")
    # By address, as the CDK does: CloudFormation takes no more than 51,200 bytes otherwise.
    s3.put_object(Bucket=bucket, Key="template.json", Body=json.dumps(for_the_emulator(template, unpacked)))
    change = cloudformation.update_stack if STACK in there else cloudformation.create_stack
    change(
        StackName=STACK,
        TemplateURL=f"{endpoint.url}/{bucket}/template.json",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
    )
    return _done(cloudformation)


def _done(cloudformation: Any) -> dict[str, str]:
    deadline = time.monotonic() + _DEPLOYS_WITHIN
    while time.monotonic() < deadline:
        found = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        if found["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
        if not found["StackStatus"].endswith("IN_PROGRESS") or "ROLLBACK" in found["StackStatus"]:
            events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
            reasons = [
                f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
                for event in events
                if "FAILED" in event["ResourceStatus"]
            ]
            raise LocalRunFailed(f"the stack ended in {found['StackStatus']}: {'; '.join(reasons[:3])}")
        time.sleep(0.1)
    raise LocalRunFailed(f"the stack was not deployed within {_DEPLOYS_WITHIN:.0f} s")


def _keys(file: Mapping[str, Any]) -> list[str]:
    return [destination["objectKey"] for destination in file["destinations"].values()]


def _unpacked(
    assembly: Path, template: Mapping[str, Any], files: Sequence[Mapping[str, Any]], directory: Path
) -> dict[str, Path]:
    """Where the files of each layer lie, by the key of its archive."""
    layers = [one["Properties"] for one in template["Resources"].values() if one["Type"] == "AWS::Lambda::LayerVersion"]
    wanted = {layer["Content"]["S3Key"] for layer in layers}
    found = {}
    for file in files:
        for key in wanted & set(_keys(file)):
            found[key] = directory / Path(file["source"]["path"]).name
            if not found[key].exists():
                shutil.copytree(assembly / file["source"]["path"], found[key], copy_function=_linked)
    return found


def _linked(source: str, target: str) -> None:
    """The same file by a second name where the disk can; thousands of files are there in no time."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _zipped(directory: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(directory))
    return buffer.getvalue()
