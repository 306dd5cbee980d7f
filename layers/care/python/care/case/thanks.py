"""Thanks for thanks: the desk's button that reposts what a content customer wrote (docs/design.md, 4.11)."""

from care.model.actions import ThanksReposted
from care.model.case import Case, Customer
from care.model.commands import Repost
from care.model.decision import Decision, unchanged
from care.model.outcomes import Code, outcome


def repost(known: Case | Customer, event: ThanksReposted) -> Decision:
    """Put the repost of the customer's last post on its way, once; only thanks and praise are shown to everybody."""
    if isinstance(known, Customer):
        return unchanged(known, outcome(Code.no_such_case))
    if known.topic not in {"thanks", "praise"}:
        return unchanged(known, outcome(Code.only_thanks_reposted))
    if known.last_public is None:
        return unchanged(known, outcome(Code.never_wrote_in_public))
    if known.customer.protected:
        return unchanged(known, outcome(Code.posts_for_followers))
    command = Repost(
        account_id=known.account_id,
        customer_id=known.customer.customer_id,
        case_id=known.case_id,
        item_id=f"{known.case_id}:repost:{known.last_public.id}",
        language=known.language,
        asked_at=event.at,
        post_id=known.last_public.id,
    )
    return Decision(
        customer=known.customer, case=known, commands=(command,), because=(outcome(Code.repost_on_its_way),)
    )
