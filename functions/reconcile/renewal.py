"""Renews the tokens that accounts gave by OAuth 2.0: the one place that does, alone with each account by a lease.

The steps, and what a crash after each leaves: the lease (it ends by itself, within two minutes); that X is asked; X's
new pair (the next run knows that it is lost, tells people to connect again, and shows the refresh token no second time
until the access token in hand has nearly ended); the new pair stored (the next run finds that nothing is due, and notes
what is known of it); what is known of it noted.
"""

from botocore.exceptions import BotoCoreError, ClientError

from care.grants.rules import is_due, may_ask
from care.model.grant import Grant, TokenPair
from care.tables.grants import Grants, LeaseHeld
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, Refused, RetryLater, XError
from care.x.user_tokens import UserTokens
from reconcile.run import Run


def renew_all(run: Run, grants: Grants, tokens: UserTokens, apps: dict[str, str]) -> None:
    """Renew what is due, what ends first at the beginning; `apps` names the X app of each served account.

    What cannot be renewed now, because X or a secret does not answer, keeps no other account waiting.
    """
    for grant in grants.all():
        if run.enough():
            return
        app = apps.get(grant.account_id)
        if app is None or grant.granted_at is None:
            continue
        if grant.refused_at is not None:
            run.tell("PermissionRefused")  # until somebody connects it again
        elif grant.expires_at is None or is_due(grant.expires_at, run.now):
            _renew(run, grants, tokens, grant, app)


def _renew(run: Run, grants: Grants, tokens: UserTokens, grant: Grant, app: str) -> None:
    account_id = grant.account_id
    try:
        with grants.lease(account_id, run.now):
            pair = tokens.read(account_id)
            if pair is None:
                grants.refused(account_id, run.now)
                _told(run, account_id, "nothing is stored")
                return
            if is_due(pair.expires_at, run.now):
                new = _asked(run, grants, pair, account_id, app)
                if new is None:
                    return
                pair = new
                tokens.write(account_id, pair)
                run.tell("PermissionRenewed")
            grants.record(account_id, pair, run.now)
    except LeaseHeld:
        run.tell("RenewalUnderWay")
    except Refused as error:
        grants.refused(account_id, run.now)
        _told(run, account_id, f"HTTP {error.status}")
    except (CredentialsRefused, UnreadableSecret) as error:
        run.tell("CredentialsRefused")
        run.logger.warning("app.credentials", app=app, error=type(error).__name__)
    except (XError, BotoCoreError, ClientError) as error:
        # Where nothing was lost the next run asks again; else it is done shortly before the access token ends.
        run.tell("RenewalFailed")
        run.logger.warning("permission.not_renewed", account_id=account_id, error=type(error).__name__)


def _asked(run: Run, grants: Grants, pair: TokenPair, account_id: str, app: str) -> TokenPair | None:
    """X's next pair; None while an answer that was lost may have used up the refresh token."""
    address, known = run.x.token_address(app), grants.get(account_id)
    lost_at = known.asked_at if known is not None else None
    if not may_ask(pair.expires_at, lost_at, run.now):
        run.tell("PermissionUnclear")
        run.logger.error("permission.unclear", account_id=account_id, until=pair.expires_at.isoformat())
        return None
    grants.asking(account_id, run.now)
    try:
        return address.refresh(pair, run.now)
    except (RetryLater, CredentialsRefused):
        if lost_at is None:
            grants.not_asked(account_id)  # X did nothing
        raise


def _told(run: Run, account_id: str, because: str) -> None:
    run.tell("PermissionRefused")
    run.logger.error("permission.refused", account_id=account_id, because=because)
