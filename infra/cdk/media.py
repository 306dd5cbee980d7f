"""The bucket of what customers show: pictures, videos, files."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.cdk.context import StackContext


class Media(Construct):
    """Encrypted, shut to the public, and emptied as the tables are; analysts have another one."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        context: StackContext,
        access_logs: s3.IBucket,
        key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.KMS if key else s3.BucketEncryption.S3_MANAGED,
            encryption_key=key,
            bucket_key_enabled=True if key else None,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            removal_policy=context.removal,
            auto_delete_objects=not context.kept,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=cdk.Duration.days(context.data_retention_days),
                    abort_incomplete_multipart_upload_after=cdk.Duration.days(1),
                )
            ],
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix="media/",
        )
