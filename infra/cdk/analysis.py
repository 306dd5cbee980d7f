"""For analysts: the bucket of Parquet files, and the tables by which Athena reads them."""

import aws_cdk as cdk
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from care.report.rows import CASES, MESSAGES, Type
from infra.cdk.buckets import private_bucket
from infra.cdk.context import StackContext
from infra.cdk.nag import acknowledge

_TYPES: dict[Type, str] = {"VARCHAR": "string", "INTEGER": "int", "BOOLEAN": "boolean", "TIMESTAMP": "timestamp"}


class Analysis(Construct):
    """A bucket, a database with the tables `cases` and `messages`, and a workgroup whose queries are bounded."""

    def __init__(
        self, scope: Construct, construct_id: str, *, context: StackContext, key: kms.IKey | None = None
    ) -> None:
        super().__init__(scope, construct_id)
        self.access_logs = self._access_logs(context)
        self.bucket = private_bucket(
            self, "Bucket", context, days=context.data_retention_days, key=key, access_logs=self.access_logs
        )
        name = f"centralita_{context.stage.replace('-', '_')}"
        catalog = cdk.Stack.of(self).account
        database = glue.CfnDatabase(
            self, "Database", catalog_id=catalog, database_input=glue.CfnDatabase.DatabaseInputProperty(name=name)
        )
        for table, columns in (("cases", CASES), ("messages", MESSAGES)):
            made = glue.CfnTable(
                self,
                table.capitalize(),
                catalog_id=catalog,
                database_name=name,
                table_input=self._table(table, columns),
            )
            made.add_dependency(database)
        athena.CfnWorkGroup(
            self,
            "Workgroup",
            name=name,
            # Else a stack that was asked anything cannot go: the history of queries stays in the group.
            recursive_delete_option=True,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=100_000_000_000,
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=f"s3://{self.bucket.bucket_name}/results/",
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS" if key else "SSE_S3", kms_key=key.key_arn if key else None
                    ),
                ),
            ),
        )

    def _access_logs(self, context: StackContext) -> s3.Bucket:
        """Who read the files: S3 writes it with keys of its own alone, so this bucket never has the stack's key."""
        bucket = private_bucket(self, "AccessLogs", context, days=context.log_retention_days)
        acknowledge(bucket, "AwsSolutions-S1", "It holds the access logs; logging itself would never end")
        return bucket

    def _table(self, name: str, columns: dict[str, Type]) -> glue.CfnTable.TableInputProperty:
        """Partitions follow from the names, so nothing has to crawl: an account's id is asked for, days are a range."""
        place = f"s3://{self.bucket.bucket_name}/{name}"
        return glue.CfnTable.TableInputProperty(
            name=name,
            table_type="EXTERNAL_TABLE",
            parameters={
                "classification": "parquet",
                "projection.enabled": "true",
                "projection.account_id.type": "injected",
                "projection.day.type": "date",
                "projection.day.format": "yyyy-MM-dd",
                "projection.day.range": "2026-01-01,NOW",
                "storage.location.template": f"{place}/account_id=${{account_id}}/day=${{day}}/",
            },
            partition_keys=[
                glue.CfnTable.ColumnProperty(name="account_id", type="string"),
                glue.CfnTable.ColumnProperty(name="day", type="string"),
            ],
            storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                columns=[
                    glue.CfnTable.ColumnProperty(name=column, type=_TYPES[kind]) for column, kind in columns.items()
                ],
                location=f"{place}/",
                input_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                output_format="org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                serde_info=glue.CfnTable.SerdeInfoProperty(
                    serialization_library="org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                ),
            ),
        )
