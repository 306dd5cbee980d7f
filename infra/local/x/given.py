"""What a person or a test gives to `/x/simulate/...`, read: a ValueError says what is wrong and how to mend it."""

from infra.local.x.simulated import SimulatedX
from infra.local.x.views import Given
from infra.local.x.world import Post, User


class NotFoundError(ValueError):
    """What the request names does not exist; other ValueErrors say that the request itself is wrong."""


def text_of(given: Given, name: str, longest: int) -> str:
    """A text that must be there."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"{name}" is missing: give it as a text that is not empty.')
    if len(value) > longest:
        raise ValueError(f'"{name}" has {len(value)} characters; {longest} is the most.')
    return value.strip()


def optional_of(given: Given, name: str) -> str | None:
    """A text that may be left out."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f'"{name}" is a text (ids too are written in quotes), or is left out.')
    return value or None


def customer_of(x: SimulatedX, given: Given, name: str) -> User:
    """Somebody who is no brand, made up if need be."""
    user = x.world.user(text_of(given, name, 25))
    if user.ours:
        raise ValueError(f"@{user.username} is a brand: use /x/simulate/agent/... to speak for it.")
    return user


def existing_post(x: SimulatedX, post_id: str | None) -> Post:
    """A post that was not deleted."""
    post = x.world.post_of(post_id or "")
    if post is None:
        raise NotFoundError(
            "There is no such post (or it was deleted). GET /x/simulate/timeline lists those there are."
        )
    return post
