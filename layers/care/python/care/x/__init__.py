"""The gateway to X: what we ask of it (`XClient`), what it sends us, and how both are proved."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from care.x.client import XClient

__all__ = ["XClient"]


def __getattr__(name: str) -> Any:
    """The client when it is asked for: `ingest` proves deliveries by this package, and must not wait for httpx."""
    if name == "XClient":
        from care.x.client import XClient  # noqa: PLC0415 - see above

        return XClient
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
