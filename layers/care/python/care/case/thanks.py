"""Thanks for thanks: the desk's button that reposts what a content customer wrote (design 4.11)."""

from care.model.actions import ThanksReposted
from care.model.case import Case
from care.model.commands import Repost
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, outcome


def repost(case: Case, event: ThanksReposted) -> Decision:
    """Put the repost of the customer's last post on its way, once; only thanks and praise are shown to everybody."""
    if case.topic not in {"thanks", "praise"}:
        return unchanged(case, outcome(Code.only_thanks_reposted))
    if case.last_public is None:
        return unchanged(case, outcome(Code.never_wrote_in_public))
    if case.customer.protected:
        return unchanged(case, outcome(Code.posts_for_followers))
    command = Repost(
        **case.ids,
        item_id=f"{case.case_id}:repost:{case.last_public.id}",
        language=case.language,
        asked_at=event.at,
        post_id=case.last_public.id,
    )
    return changed(case, outcome(Code.repost_on_its_way), commands=(command,))
