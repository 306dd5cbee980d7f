"""Who may call the simulated X: one app with its secrets, and the brands whose accounts it serves."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class BrandAccount:
    """A brand's account on X with the OAuth 1.0a token that lets the app act for it."""

    id: str
    username: str
    name: str
    token: str = field(repr=False)
    token_secret: str = field(repr=False)


@dataclass(frozen=True)
class DeveloperApp:
    """The developer app: `client_secret` is None for an app that only has OAuth 1.0a keys."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    client_secret: str | None = field(repr=False)
    bearer_token: str = field(repr=False)
    accounts: tuple[BrandAccount, ...]

    @property
    def client_id(self) -> str:
        """The id of the app's OAuth 2.0 client, which follows from its consumer key."""
        return f"client-{self.consumer_key}"
