"""What moto holds once a test's world is made: made by the first test of a process, copied for each other.

Making tables, queues, secrets and buckets by their API takes longer than most tests do.
"""

import copy
import copyreg
from collections.abc import Callable
from threading import Condition
from typing import Any

from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

# A copy of a queue has a lock of its own.
copyreg.pickle(Condition, lambda _: (Condition, ()))

type _State = dict[str, dict[str, tuple[Any, dict[str, Any]]]]
_made: dict[str, tuple[Any, _State]] = {}


def kept[T](name: str, services: tuple[str, ...], make: Callable[[], T]) -> T:
    """Have these services of moto hold what `make` leaves there, and give what it gave.

    Whatever they hold before is gone, so a test that has changed them calls `make` itself.
    """
    if name not in _made:
        made = make()
        _made[name] = made, {service: _state(service) for service in services}
        return made
    made, states = _made[name]
    for service, regions in states.items():
        backends: Any = get_backend(service)[DEFAULT_ACCOUNT_ID]  # type: ignore[call-overload]  # a literal a service
        for region, (old, state) in regions.items():
            # What an item knows of its service is the service of this test.
            backends[region].__dict__ = copy.deepcopy(state, {id(old): backends[region]})
    return made


def _state(service: str) -> dict[str, tuple[Any, dict[str, Any]]]:
    backends: Any = get_backend(service)[DEFAULT_ACCOUNT_ID]  # type: ignore[call-overload]  # as above
    return {region: (one, copy.deepcopy(one.__dict__, {id(one): one})) for region, one in backends.items()}
