"""What X charges for a message, as of 2026-08-22 (pricing page of docs.x.com), in micro-dollars.

The one place for prices in the simulated X. A summoned reply with a link is priced as a post with a link: X's page can
be read both ways, and a budget must survive the dearer one. The echo of an own post is not counted here, because it is
the price of listening and not of the message.
"""

POST_RECEIVED = 5_000
POST_SENT = 15_000
SUMMONED_REPLY_SENT = 10_000
POST_WITH_LINK_SENT = 200_000
REPOST_SENT = 15_000
DM_RECEIVED = 10_000
DM_SENT = 15_000
CHAT_RECEIVED = 10_000
CHAT_SENT = 15_000  # not published: the price of a direct message, to be cautious
SENT_IN_X_ITSELF = 0


def price_of_post(*, summoned: bool, link: bool) -> int:
    """The price of one post made through the API."""
    if link:
        return POST_WITH_LINK_SENT
    return SUMMONED_REPLY_SENT if summoned else POST_SENT
