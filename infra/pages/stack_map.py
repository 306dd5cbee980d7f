"""Writes docs/stack.md from the synthesized template: `python -m infra.pages.stack_map`."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk.assertions import Template

from infra import ROOT
from infra.app import build

PAGE = ROOT / "docs" / "stack.md"
_WRITES = re.compile(r"(Put|Update|Delete|BatchWrite|Send|Create|Abort)")
_KINDS = {
    "AWS::SQS::Queue": "Queues",
    "AWS::DynamoDB::Table": "Tables",
    "AWS::S3::Bucket": "",
    "AWS::SecretsManager::Secret": "",
}
_HASH = re.compile(r"[0-9A-F]{8}$")

type Synthesized = Mapping[str, Any]


class Map:
    """The parts of a template and what leads from one to another, by names that people use."""

    def __init__(self, template: Synthesized) -> None:
        self._resources: Mapping[str, Mapping[str, Any]] = template["Resources"]
        self.functions: dict[str, str] = {
            name: one["Properties"]["Handler"].partition(".")[0] for name, one in self._of("AWS::Lambda::Function")
        }
        self._aliases: dict[str, str] = {
            name: self.functions[one["Properties"]["FunctionName"]["Ref"]]
            for name, one in self._of("AWS::Lambda::Alias")
        }
        self._things = {name: _name(name, prefix) for kind, prefix in _KINDS.items() for name, _ in self._of(kind)}

    def calls(self) -> Iterator[tuple[str, str, str]]:
        """Who calls, which function, and by what: routes, schedules, queues."""
        for _, route in self._of("AWS::ApiGatewayV2::Route"):
            method, _, path = route["Properties"]["RouteKey"].partition(" ")
            if method in {"GET", "POST"} and "{page}/" not in path:
                integration = self._resources[self._led_to(route["Properties"]["Target"])]
                yield "API", self._called(integration["Properties"]["IntegrationUri"]), f"{method} {path}"
        for _, schedule in self._of("AWS::Scheduler::Schedule"):
            target = self._called(schedule["Properties"]["Target"]["Arn"])
            yield "EventBridge Scheduler", target, schedule["Properties"]["ScheduleExpression"]
        for _, mapping in self._of("AWS::Lambda::EventSourceMapping"):
            queue = self._things[self._led_to(mapping["Properties"]["EventSourceArn"])]
            yield queue, self._called(mapping["Properties"]["FunctionName"]), ""

    def asks(self) -> Iterator[tuple[str, str]]:
        """Which function may call which other by itself."""
        for caller, statement in self._rights():
            if "lambda:InvokeFunction" in _listed(statement["Action"]):
                for name in _refs(statement["Resource"]) & set(self._aliases):
                    yield caller, self._aliases[name]

    def uses(self) -> Iterator[tuple[str, str, bool]]:
        """Which function may use which thing, and whether it writes there."""
        for function, statement in self._rights():
            writes = any(_WRITES.match(action.partition(":")[2]) for action in _listed(statement["Action"]))
            for name in _refs(statement["Resource"]) & set(self._things):
                yield function, self._things[name], writes

    def _rights(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        roles = {
            one["Properties"]["Role"]["Fn::GetAtt"][0]: self.functions[name]
            for name, one in self._of("AWS::Lambda::Function")
        }
        for _, policy in self._of("AWS::IAM::Policy"):
            of = [roles[role["Ref"]] for role in policy["Properties"]["Roles"] if role.get("Ref") in roles]
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                yield from ((function, statement) for function in of)

    def _of(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return ((name, one) for name, one in self._resources.items() if one["Type"] == kind)

    def _led_to(self, value: Any) -> str:
        [name] = _refs(value) & set(self._resources)
        return name

    def _called(self, value: Any) -> str:
        name = self._led_to(value)
        return self._aliases.get(name) or self.functions[name]


def page(template: Synthesized) -> str:
    """The page: who calls what, as a picture, and who may use what, as tables."""
    found = Map(template)
    calls = sorted(set(found.calls()))
    uses = defaultdict[tuple[str, str], bool](bool)
    for function, thing, writes in found.uses():
        uses[function, thing] |= writes
    queues = {caller for caller, _, by in calls if not by}
    called = defaultdict[tuple[str, str], list[str]](list)
    for caller, function, by in calls:
        called[caller, function].append(by)
    lines = [f"    {_queue(name)}" for name in sorted(queues)]
    for (caller, function), ways in called.items():
        start = _id(caller) if caller in queues else f'{_id(caller)}["{caller}"]'
        label = f'|"{"<br>".join(ways)}"|' if any(ways) else ""
        lines.append(f"    {start} -->{label} {function}")
    lines += [
        f"    {function} -.-> {_id(thing)}"
        for (function, thing), writes in sorted(uses.items())
        if writes and thing in queues and (thing, function) not in called
    ]
    lines += [f"    {caller} --> {function}" for caller, function in sorted(set(found.asks()))]
    return f"""# The stack, as its template has it

Written by `python -m infra.pages.stack_map` from what `make synth` gives; a test compares.
Each right with its reason: [rights.md](rights.md).

## Who calls what

Full lines call a function; dotted lines put messages on a queue.

```mermaid
flowchart LR
{chr(10).join(lines)}
```

## Who may use what

`r` reads, `w` writes too. Each queue has a dead-letter queue, which is left out here.

{_table(uses, sorted({thing for _, thing in uses if thing not in queues and "dlq" not in thing}))}
"""


def _table(uses: Mapping[tuple[str, str], bool], things: list[str]) -> str:
    functions = sorted({function for function, _ in uses})
    rows = [f"| | {' | '.join(things)} |", f"|---|{'---|' * len(things)}"]
    for function in functions:
        cells = ["" if (function, thing) not in uses else "w" if uses[function, thing] else "r" for thing in things]
        rows.append(f"| `{function}` | {' | '.join(cells)} |")
    return "\n".join(rows)


def _id(name: str) -> str:
    """A function stands by its own name; a queue may have the same."""
    return "at_" + re.sub(r"\W", "_", name).lower()


def _queue(name: str) -> str:
    return f'{_id(name)}(["{name}"])'


def _name(logical: str, prefix: str) -> str:
    short = _HASH.sub("", logical).removeprefix(prefix)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", short).lower()


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _refs(value: Any) -> set[str]:
    """The logical ids that a value of a template names."""
    text = json.dumps(value)
    named = re.findall(r'"Ref": "(\w+)"', text) + re.findall(r'"Fn::GetAtt": \["(\w+)"', text)
    return set(named)


if __name__ == "__main__":
    app = cdk.App(context={"aws:cdk:bundling-stacks": [], "stage": "test"})
    PAGE.write_text(page(Template.from_stack(build(app)).to_json()), encoding="utf-8")
