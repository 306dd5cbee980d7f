"""The page of the last month: made once, sent by mail where that is set up, else stored beside the files."""

from dataclasses import dataclass
from datetime import datetime

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from care.aws import S3Client, SESV2Client
from care.model.account import Account
from care.report.summary import Summary, due_month
from care.tables.accounts import Accounts
from care.tables.budget import Budget
from care.tables.monthly_report import page_of
from care.tables.reports import Reports

# SES's sandbox rejects every address that is not confirmed.
_FOR_GOOD = {
    *("MessageRejected", "MailFromDomainNotVerifiedException", "AccountSuspendedException", "SendingPausedException"),
    *("NotFoundException", "BadRequestException", "AccessDeniedException"),
}


@dataclass(frozen=True, slots=True)
class SummingUp:
    """What it needs: the counts, the dollars, S3 and SES, and where to send from and to put it."""

    reports: Reports
    budget: Budget
    accounts: Accounts
    s3: S3Client
    ses: SESV2Client
    bucket: str
    sender: str
    logger: Logger

    def make(self, account: Account, now: datetime) -> bool:
        """Make the page of the month that is over, if it is time and nobody did; True if it was made.

        One that dies midway is made again an hour later: a page that comes twice is better than none.
        """
        month = due_month(now, account.hours.zone)
        if month is None or not self.reports.begin_summary(account.id, month, now):
            return False
        page = page_of(account, month, self.reports, self.budget)
        key = f"summaries/account_id={account.id}/{month}.html"
        mailed = bool(self.sender and account.summary_to)
        refused = self._mail(page, account) if mailed else ""
        where = "mail" if mailed and not refused else "file"
        if where == "file":
            self.s3.put_object(
                Bucket=self.bucket, Key=key, Body=page.html.encode(), ContentType="text/html; charset=utf-8"
            )
        if refused:
            self.logger.warning("summary.mail_refused", account_id=account.id, error=refused)
            said = f"the page of {month} lies in the bucket as {key}, because SES refuses to mail it ({refused})"
            self.accounts.notice(account.id, now, said)
        self.reports.end_summary(account.id, month, now)
        self.logger.info("summary.made", account_id=account.id, month=month, where=where)
        return True

    def _mail(self, page: Summary, account: Account) -> str:
        """Send it; the name of SES's refusal where another try would be refused alike (its sandbox), else empty."""
        try:
            self._send(page, account)
        except ClientError as error:
            if (code := error.response["Error"]["Code"]) in _FOR_GOOD:
                return code
            raise
        return ""

    def _send(self, page: Summary, account: Account) -> None:
        self.ses.send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": list(account.summary_to)},
            Content={
                "Simple": {
                    "Subject": {"Data": page.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Html": {"Data": page.html, "Charset": "UTF-8"},
                        "Text": {"Data": page.text, "Charset": "UTF-8"},
                    },
                }
            },
        )
