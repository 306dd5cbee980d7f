"""What people do with a post before it goes: write it, ask for approval, plan it, take it back."""

from copy import replace
from datetime import datetime

from care.model.account import Account
from care.model.outcomes import Code, Outcomes, outcome
from care.model.own_post import OwnPost, PostState, Wish
from care.posts.looking import look_at, needs_another

UNDER_WAY: Outcomes = (outcome(Code.post_under_way),)


def written(post: OwnPost, by: str, now: datetime) -> OwnPost | Outcomes:
    """The post as somebody changed it: what was planned or asked for is a draft again."""
    if not post.may_change:
        return UNDER_WAY
    state: PostState = "tip" if post.state == "tip" else "draft"
    return replace(post, state=state, approved_by="", why=(), changed_by=by, changed_at=now)


def kept_as_tip(post: OwnPost, by: str, now: datetime) -> OwnPost | Outcomes:
    """The post as one of the library, from which others are made."""
    if not post.may_change:
        return UNDER_WAY
    return replace(post, state="tip", at=None, approved_by="", why=(), changed_by=by, changed_at=now)


def asked(post: OwnPost, account: Account, by: str, now: datetime) -> OwnPost | Outcomes:
    """The post as it waits for a supervisor; what cannot go is not asked for."""
    if not post.may_change:
        return UNDER_WAY
    if wrong := _wrong(post, account, now):
        return wrong
    return replace(post, state="asked", approved_by="", why=(), changed_by=post.changed_by or by, changed_at=now)


def planned(post: OwnPost, account: Account, by: str, now: datetime) -> OwnPost | Outcomes:
    """The post as a supervisor lets it go: at its time, or at once.

    Where the account wants a second pair of eyes, or its words do, the first press asks for the second.
    """
    if not post.may_change:
        return UNDER_WAY
    if wrong := _wrong(post, account, now):
        return wrong
    if needs_another(post, account, by):
        return asked(post, account, by, now) if post.state != "asked" else (outcome(Code.another_approves),)
    if post.state != "asked" and look_at(post, account, now).held:
        return asked(post, account, by, now)
    return replace(post, state="planned", approved_by=by, why=(), note="", planned_at=now, changed_at=now)


def sent_back(post: OwnPost, note: str, now: datetime) -> OwnPost | Outcomes:
    """The post as a draft of its writer again, with why."""
    if post.state != "asked":
        return (outcome(Code.changed_meanwhile),)
    return replace(post, state="draft", note=note, changed_at=now)


def taken_back(post: OwnPost, by: str, now: datetime) -> OwnPost | Outcomes:
    """The post as it does not go: a planned one is a draft again, of one that is queued it is tried."""
    if post.may_change:
        return replace(post, state="draft", approved_by="", changed_at=now)
    if post.state != "queued":
        return UNDER_WAY
    return replace(post, wish=Wish(do="cancel", item_id=post.item_id, by=by))


def copied(post: OwnPost, post_id: str, by: str, now: datetime) -> OwnPost:
    """A draft of the same words; pictures are chosen anew."""
    told = {"text": post.text, "language": post.language, "late_minutes": post.late_minutes}
    return OwnPost.model_validate(
        {"post_id": post_id, "account_id": post.account_id, "made_at": now, "changed_at": now, "written_by": by, **told}
    )


def _wrong(post: OwnPost, account: Account, now: datetime) -> Outcomes:
    if post.at is not None and now >= post.ends:
        return (outcome(Code.too_late_to_post),)
    return look_at(post, account, now).refused
