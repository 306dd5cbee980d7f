"""Writes docs/rights.md from the rights: `python -m infra.pages.rights_page`."""

import json

from infra import ROOT
from infra.cdk.right import Right, of_the_key
from infra.cdk.rights import RIGHTS, mail, with_log

PAGE = ROOT / "docs" / "rights.md"
_THINGS = {
    "queues": "all queues",
    "dlqs": "all dead-letter queues",
    "bucket": "the bucket of analysts",
    "results": "files below `results/`",
    "media": "pictures and videos of messages",
    "secrets": "the secrets of the X apps",
    "user-secrets": "the secrets of accounts' tokens",
    "facts_secret": "the secret of outgoing webhooks",
    "bus": "the bus of facts",
    "topics": "the topics `centralita-told-*`",
    "chat_secret": "the secret of X Chat",
    "identities": "the sender's identity",
    "*": "no resource: AWS knows none for it",
}
_KINDS = {
    "table": "table `{}`",
    "index": "index `{}`",
    "queue": "queue `{}`",
    "dlq": "dead-letter queue of `{}`",
    "objects": "files below `{}/`",
    "function": "function `{}`",
    "log": "its own log",
}


def page() -> str:
    """The table of rights in Markdown."""
    parts = "\n".join(map(_part, RIGHTS))
    return f"""# Rights

Generated from `infra.cdk.rights` by `python -m infra.pages.rights_page`; tests compare this page, the synthesized
template and what the functions call at AWS. A function may do what is listed here, on the resource that is named,
and nothing else: no role has an AWS managed policy, a `Scan`, or an action with a star.

{parts}
## What calls the functions

| who | may | on |
|---|---|---|
| EventBridge Scheduler | `lambda:InvokeFunction`, `sqs:SendMessage` | one function for each role; dead letters |
| the HTTP API | `lambda:InvokeFunction` | `ingest`, `hours_page` and `desk`, from its own routes |
| `desk` | `lambda:InvokeFunction` | `report` and `erase` |
| Lambda | with the role of a queue's function, as above | |
"""


def _part(name: str) -> str:
    rights = with_log(name)
    rows = [_row(right) for right in rights]
    if name in {"report", "notify"}:
        rows.append(f"{_row(mail('the sender'))} (only with `mail_sender`)")
    rows += [_row(right) for right in of_the_key(rights)]
    table = "\n".join(f"{row} |" for row in rows)
    return f"""## {name}

| may | on | why |
|---|---|---|
{table}
"""


def _row(right: Right) -> str:
    actions = ", ".join(f"`{action}`" for action in right.actions)
    if right.on == "key":
        service = right.only["StringEquals"]["kms:ViaService"]
        return f"| {actions} | the stack's own key, through {service} alone | Only with `encryption=own`"
    kind, _, name = right.on.partition(":")
    thing = _THINGS.get(right.on) or _KINDS[kind].format(name)
    only = f", where `{json.dumps(dict(right.only))}`" if right.only else ""
    return f"| {actions} | {thing}{only} | {right.why}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
