"""Why X refuses: its English sentences and old numeric codes, read into one enum.

X API v2 answers most refusals with `type: about:blank`, so the reason stands only in `detail`, an English sentence that
X may reword on any day. The table below is therefore versioned, each row says since when and from where it is known,
and a sentence that is not in it is *unknown*, never guessed. Old codes (v1.1) still come with some answers and are
surer than sentences, so they are asked first.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why X said no, for good."""

    duplicate = "duplicate"  # the account has just posted this very text: perhaps the first attempt landed
    not_summoned = "not_summoned"  # the post's author neither mentioned nor quoted the account
    cannot_dm = "cannot_dm"  # the customer takes no private messages from the account
    gone = "gone"  # the post or user is deleted, suspended or was never there
    not_visible = "not_visible"  # it exists, and the account may not see it
    too_long = "too_long"
    suspended = "suspended"  # the account itself
    locked = "locked"  # the account itself, until somebody logs in at X
    no_permission = "no_permission"  # the app or its token lacks a right that an operator can grant
    automated = "automated"  # X takes the account for a robot; repeating makes it worse
    author_restricted = "author_restricted"  # the author chose who may answer
    invalid = "invalid"
    already_done = "already_done"
    unknown = "unknown"


_V2 = "answers of X API v2 quoted in public repositories"
_V1 = "v1.1 response codes in X's legacy documentation"


@dataclass(frozen=True, slots=True)
class KnownRefusal:
    """How a sentence of X begins, in lower case; `since` and `source` say when and where it was seen."""

    begins: str
    reason: Reason
    since: str
    source: str


SENTENCES = (
    KnownRefusal("you are not allowed to create a tweet with duplicate content", Reason.duplicate, "2022", _V2),
    KnownRefusal(
        "you are not allowed to create a post with duplicate content", Reason.duplicate, "2026", "the same, renamed"
    ),
    KnownRefusal("status is a duplicate", Reason.duplicate, "2012", _V1),
    KnownRefusal(
        "reply to this conversation is not allowed because you have not been", Reason.not_summoned, "2026-02", _V2
    ),
    KnownRefusal("quoting this post is not allowed because you have not been", Reason.not_summoned, "2026-04", _V2),
    KnownRefusal("you can only reply to or quote posts where you are mentioned", Reason.not_summoned, "2026-07", _V2),
    KnownRefusal("you do not have permission to dm one or more participants", Reason.cannot_dm, "2023", _V2),
    KnownRefusal("you cannot send messages to this user", Reason.cannot_dm, "2016", _V1),
    KnownRefusal("you cannot send messages to users who are not following you", Reason.cannot_dm, "2013", _V1),
    KnownRefusal("you attempted to reply to a tweet that is deleted or not visible", Reason.gone, "2018", _V1),
    KnownRefusal(
        "you attempted to reply to a post that is deleted or not visible", Reason.gone, "2026", "the same, renamed"
    ),
    KnownRefusal("could not find tweet with", Reason.gone, "2020", "docs.x.com, partial errors"),
    KnownRefusal("could not find post with", Reason.gone, "2026", "the same, renamed"),
    KnownRefusal("could not find user with", Reason.gone, "2020", "docs.x.com, partial errors"),
    KnownRefusal("user has been suspended", Reason.gone, "2020", _V2),
    KnownRefusal("no status found with that id", Reason.gone, "2012", _V1),
    KnownRefusal("sorry, you are not authorized to see", Reason.not_visible, "2012", _V1),
    KnownRefusal("your tweet text is too long", Reason.too_long, "2022", _V2),
    KnownRefusal("your post text is too long", Reason.too_long, "2026", "the same, renamed"),
    KnownRefusal("the text of your direct message is over the max character limit", Reason.too_long, "2015", _V1),
    KnownRefusal("your account is suspended", Reason.suspended, "2012", _V1),
    KnownRefusal(
        "to protect our users from spam and other malicious activity, this account is", Reason.locked, "2014", _V1
    ),
    KnownRefusal("this request looks like it might be automated", Reason.automated, "2014", _V1),
    KnownRefusal("the original tweet author restricted who can reply", Reason.author_restricted, "2020", _V1),
    KnownRefusal(
        "the original post author restricted who can reply", Reason.author_restricted, "2026", "the same, renamed"
    ),
    KnownRefusal(
        "your client app is not configured with the appropriate oauth1 app", Reason.no_permission, "2022", _V2
    ),
    KnownRefusal("this application is not allowed to access or delete your direct", Reason.no_permission, "2012", _V1),
    KnownRefusal("you currently have access to a subset of", Reason.no_permission, "2023", _V2),
    KnownRefusal("application cannot perform write actions", Reason.no_permission, "2014", _V1),
    KnownRefusal(
        "when authenticating requests to the twitter api v2 endpoints, you", Reason.no_permission, "2021", _V2
    ),
    KnownRefusal(
        "you are not permitted to attach this media to a dm event", Reason.invalid, "2023", "docs.x.com, DM media"
    ),
    KnownRefusal("posts are limited to a maximum of one cashtag", Reason.invalid, "2026", _V2),
    KnownRefusal("you have already retweeted this", Reason.already_done, "2012", _V1),
    KnownRefusal("duplicatesubscriptionfailed", Reason.already_done, "2025", _V2),
    KnownRefusal("duplicateurlfailed", Reason.already_done, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("crcvalidationfailed", Reason.invalid, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("urlvalidationfailed", Reason.invalid, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("webhookidinvalid", Reason.gone, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("webhooklimitexceeded", Reason.no_permission, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("subscription already exists", Reason.already_done, "2018", _V1),
)

# X's answer to a missing right has no sentence at all, only this one word. (Seen by users of node-twitter-api-v2.)
WORDS = {"forbidden": Reason.no_permission}

CODES = {
    34: Reason.gone,
    50: Reason.gone,
    63: Reason.gone,
    64: Reason.suspended,
    93: Reason.no_permission,
    144: Reason.gone,
    150: Reason.cannot_dm,
    179: Reason.not_visible,
    186: Reason.too_long,
    187: Reason.duplicate,
    214: Reason.invalid,
    220: Reason.no_permission,
    226: Reason.automated,
    261: Reason.no_permission,
    326: Reason.locked,
    327: Reason.already_done,
    349: Reason.cannot_dm,
    354: Reason.too_long,
    355: Reason.already_done,
    385: Reason.gone,
    386: Reason.invalid,
    415: Reason.no_permission,
    417: Reason.no_permission,
    421: Reason.gone,
    425: Reason.gone,
    433: Reason.author_restricted,
    453: Reason.no_permission,
}


def classify(sentences: list[str], codes: tuple[int, ...] = ()) -> Reason | None:
    """The reason that a code or, failing that, a sentence of the table gives; None where none is known."""
    for code in codes:
        if code in CODES:
            return CODES[code]
    for sentence in sentences:
        said = " ".join(sentence.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
        if (word := WORDS.get(said.rstrip("."))) is not None:
            return word
        for known in SENTENCES:
            if said.startswith(known.begins):
                return known.reason
    return None


_PERSONAL = re.compile(r"""\w+://\S+|\[[^\]]*\]|"[^"]*"|“[^”]*”|(?<!\w)'[^']*'|`[^`]*`|\S*@\S*|\S*\d\S*""")


def masked(sentence: str) -> str:
    """The sentence without what may be a person's (links, quotations, names, numbers), at most 200 characters long."""
    return _PERSONAL.sub("*", " ".join(sentence[:2000].split()))[:200]
