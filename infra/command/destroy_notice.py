"""Lists what `cdk destroy` will keep: `make destroy` runs it first, with the arguments of the CDK's command."""

import argparse
import sys

from infra.command.deployed import NotFound, find


def said(kept: str) -> str:
    """The output `KeptOnDestroy`, for a person; a stack of an earlier release has none and keeps its data."""
    if kept.startswith("nothing"):
        return "This stack was deployed with removal_policy=destroy: its tables, secrets, files and people go with it."
    names = "".join(f"  {name}\n" for name in kept.split())
    return (
        "What stays, and goes on costing what it holds (docs/deploying.md says how to delete it):\n"
        f"{names or '  the tables, the secrets of the X apps, the bucket of files, the pool of people'}"
    )


def main(arguments: list[str]) -> int:
    """Print it for the stage of `-c stage=…`; 1 if there is no such stack."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", "--context", action="append", default=[])
    options, _ = parser.parse_known_args(arguments)
    context = dict(one.partition("=")[::2] for one in options.context)
    stage = context.get("stage", "prod")
    try:
        stack = find(stage)
    except NotFound as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"Destroying centralita-{stage}.\n{said(stack.outputs.get('KeptOnDestroy', ''))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
