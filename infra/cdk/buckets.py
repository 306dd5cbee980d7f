"""Buckets as all of ours are: encrypted, shut to the public, reached over TLS alone, emptied in time."""

from collections.abc import Mapping

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.cdk.context import StackContext


def private_bucket(
    scope: Construct,
    construct_id: str,
    context: StackContext,
    *,
    days: int,
    key: kms.IKey | None = None,
    access_logs: s3.IBucket | None = None,
    logged_below: str | None = None,
    sooner: tuple[Mapping[str, str], int] | None = None,
) -> s3.Bucket:
    """A bucket that keeps its files for so many days; `access_logs` is where S3 writes who read them.

    `sooner` are the tags of what goes after fewer days.
    """
    passing = [s3.LifecycleRule(tag_filters=sooner[0], expiration=cdk.Duration.days(sooner[1]))] if sooner else []
    return s3.Bucket(
        scope,
        construct_id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
        encryption_key=key,
        # One call of KMS for many files.
        bucket_key_enabled=True if key else None,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        removal_policy=context.removal_once_made,
        auto_delete_objects=not context.kept,
        lifecycle_rules=[
            s3.LifecycleRule(
                expiration=cdk.Duration.days(days), abort_incomplete_multipart_upload_after=cdk.Duration.days(1)
            ),
            *passing,
        ],
        server_access_logs_bucket=access_logs,
        server_access_logs_prefix=logged_below,
    )
