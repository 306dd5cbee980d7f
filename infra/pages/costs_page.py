"""Writes docs/costs.md from counts and prices: `python -m infra.pages.costs_page`."""

from collections.abc import Mapping

from care.budget.prices import prices
from care.model.account import ChatSettings
from infra import ROOT
from infra.cdk.api import PAGES
from infra.cdk.context import StackContext
from infra.pages.costs import (
    GIGABYTES,
    HOURS,
    KEY,
    MATTERS,
    SECONDS,
    at_x,
    counts,
    dollars,
    each,
    flood,
    idle,
    looking,
    month,
    times,
)

PAGE = ROOT / "docs" / "costs.md"
_PURPOSES = {
    "event": "what X delivers: posts and DMs to the account",
    "acknowledgement": "acknowledgements, and what self-service says",
    "reply": "what people answer",
    "survey": "surveys, and the thanks for a score",
}

_CHAT = ChatSettings()


def page() -> str:
    """The costs in Markdown."""
    still, moving, spent = idle(), month(), at_x()
    aws_idle, aws_month, x_month = _sum(still), _sum(moving), sum(spent.values())
    table = prices()
    return f"""# Costs

Generated from `infra.pages.costs` by `python -m infra.pages.costs_page`. The counts are measured:
`make bench ARGS=calls` runs one matter of each kind over the real functions and counts every call of AWS and
X, and DynamoDB's units by the sizes of the items; tests compare counts, prices and this page. Dollars for a month
of {HOURS} hours in us-east-1, **without** the free allowances of an AWS account.

| | AWS | X |
|---|---|---|
| an idle stack: one account served, nobody writes | **${aws_idle:.2f}** | $0.00 |
| 10,000 messages of customers, beyond that | **${aws_month:.2f}** | **${x_month:,.2f}** |
| together | ${aws_idle + aws_month:.2f} | ${x_month:,.2f} |

X is {x_month / (aws_idle + aws_month):.0f} times AWS. `centralita budget ACCOUNT` shows what is spent there.

## An idle stack

The clock calls `hours` each minute, `reconcile` each 15 minutes, `report` each hour and `export` each night.

{_aws(still)}

Alarms, metrics and the polling of queues are most of it, and do not grow with messages. Tables are also billed by
what they hold: $0.25 a GB, and $0.20 more for restoring to any second. With `encryption=own`: ${KEY:.2f} for the key,
and $0.03 for 10,000 calls of it. A destroyed stack that kept its data costs what the tables hold, and $0.40 for each
secret.

## A month of 10,000 messages

| matter | messages | matters | what happens |
|---|---|---|---|
{_matters()}

What one of each kind costs, from the customer's first message until nothing more happens to its case:

| matter | at AWS | at X | calls of X | functions | SQS | DynamoDB, written | read | API |
|---|---|---|---|---|---|---|---|---|
{_each()}

All of them together:

{_aws(moving)}

| at X | dollars |
|---|---|
{_purposes(spent)}

Prices of X as of {table.date}, from {table.source}
(`care/budget/prices.toml`). A post with a link would cost ${table.writes.post_with_link / 1e6:.2f}, a DM costs
${table.writes.dm / 1e6:.3f}. Prices of AWS: its price pages in November 2026, `infra.pages.costs.PRICES`.

## A flood of requests that nobody signed

What a month of it costs at AWS, at the limits that the API has unless `throttle_rate` says another, if nobody looks:

| what is flooded | requests a second | dollars a month |
|---|---|---|
{_floods()}

`month_dollars` has AWS write when the month's cost, or a day unlike others, shows it. An HTTP API takes no WAF and
cannot refuse a body by its size: who wants that puts CloudFront with WAF in front (a WAF with one rule costs $6 a month
and $0.60 for a million requests), names it by `public_url`, and lowers `throttle_rate`. Of refusals in a flood one line
in a hundred is written, with how many it tells of.

## What this leaves out

- The mix of matters is an assumption: the reference case gives 10,000 messages and not their kinds. To change it, edit
  `infra.pages.costs.MATTERS`.
- How long a function runs is not measured here: {SECONDS} s at {GIGABYTES} GB are assumed for each call. At ten times
  that, the month costs ${9 * _lambda_time(still, moving):.2f} more.
- Lambda's polling of queues is assumed as five long polls of 20 seconds each; AWS may poll less or more.
- An agent is assumed to open the queue and the case once for each answer. An open queue page asks again every four
  seconds: ten people who look at it all day are **${_open_pages():.2f}** a month at AWS.
- Messages in encrypted chats: X's price for sending them and their limits are **not published**. Each is counted with
  {_CHAT.price_micro_dollars / 1e6:.3f} dollars (`chat.price_micro_dollars`), {_CHAT.per_day} a day at most
  (`chat.per_day`), until X says otherwise; a delivery of one is $0.010, as a DM's.
- Data that leaves AWS, the files for analysts and what Athena reads of them, mail, people in Cognito beyond 10,000 a
  month, retries, KMS's calls, and what X shows when `reconcile` searches for the brand's name.
"""


def _floods() -> str:
    webhook = StackContext().throttle_rate
    hours = 3 * (PAGES["GET"][0] + PAGES["HEAD"][0])
    desk = 2 * sum(rate for rate, _ in PAGES.values())
    rows = [
        ("`/webhook`, forged deliveries of 2 KB", webhook, flood(webhook, 2_000, 0.005, 0.5)),
        ("`/webhook`, bodies of 1 MB, hashed and refused", webhook, flood(webhook, 1_048_576, 0.05, 0.5)),
        ("`/webhook`, bodies of 6 MB, the most that Lambda takes", webhook, flood(webhook, 6 * 1_048_576, 0.05, 0.5)),
        ("`/hours/…`, all its routes at once", hours, flood(hours, 0, 0.03, 0.5)),
        ("`/desk…`, all its routes at once, not signed in", desk, flood(desk, 0, 0.03, 1.0)),
    ]
    return "\n".join(f"| {what} | {rate} | ${dollars:,.0f} |" for what, rate, dollars in rows)


def _open_pages() -> float:
    """Ten people, eight hours on 22 days."""
    return _sum(looking(10 * 8 * 22 * 3600 / 4))


def _sum(used: Mapping[str, float]) -> float:
    return sum(cost for _, _, cost in dollars(used))


def _lambda_time(*months: Mapping[str, float]) -> float:
    return sum(cost for one in months for price, _, cost in dollars(one) if "GB-seconds" in price.what)


def _aws(used: Mapping[str, float]) -> str:
    rows = [f"| {price.what} | {amount:,.0f} | {cost:.2f} |" for price, amount, cost in dollars(used)]
    return "\n".join(["| AWS | used | dollars |", "|---|---|---|", *rows])


def _matters() -> str:
    return "\n".join(
        f"| {_said(name)} | {messages:,} | {times(name):,.0f} | {what} |" for name, (messages, what) in MATTERS.items()
    )


def _each() -> str:
    rows = []
    for name in MATTERS:
        used, x = each(name), sum(counts()[name].x_micro_dollars.values()) / 1e6
        taken = (counts()[name].x_calls, used["lambda calls"], used["sqs"] + used["sqs fifo"])
        units = (used["write units"], used["read units"], used["api requests"])
        row = " | ".join([f"${_sum(used):.5f}", f"${x:.3f}", *(f"{count:,g}" for count in (*taken, *units))])
        rows.append(f"| {_said(name)} | {row} |")
    return "\n".join(rows)


def _said(name: str) -> str:
    return name.replace("_", " ")


def _purposes(spent: Mapping[str, float]) -> str:
    return "\n".join(f"| {_PURPOSES[purpose]} | {cost:,.2f} |" for purpose, cost in sorted(spent.items()))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
