"""Where the dead-letter queues of a stack are."""

from infra.command.deployed import Deployed


def urls(stack: Deployed) -> dict[str, str]:
    """The addresses of the dead-letter queues, by the names that this command uses."""
    names = {name: name.removesuffix("DlqUrl").lower() for name in stack.outputs if name.endswith("DlqUrl")}
    return {short: stack.outputs[name] for name, short in sorted(names.items())}
