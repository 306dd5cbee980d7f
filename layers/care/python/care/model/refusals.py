"""Why X refuses: its English sentences and old numeric codes, read into one enum.

X API v2 answers most refusals with `type: about:blank`, so the reason stands only in `detail`, an English sentence that
X may reword on any day. The table below is therefore versioned, each row says since when and from where it is known,
and a sentence that is not in it is *unknown*, never guessed. Old codes (v1.1) still come with some answers and are
surer than sentences, so they are asked first.
"""

from dataclasses import dataclass
from enum import StrEnum

from care import late


class RefusalReason(StrEnum):
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
    account_must_ask = "account_must_ask"  # the app's own token cannot ask for this: the account's must
    unknown = "unknown"


_V2 = "answers of X API v2 quoted in public repositories"
_V1 = "v1.1 response codes in X's legacy documentation"


@dataclass(frozen=True, slots=True)
class KnownRefusal:
    """How a sentence of X begins, in lower case; `since` and `source` say when and where it was seen."""

    begins: str
    reason: RefusalReason
    since: str
    source: str


SENTENCES = (
    KnownRefusal("you are not allowed to create a tweet with duplicate content", RefusalReason.duplicate, "2022", _V2),
    KnownRefusal(
        "you are not allowed to create a post with duplicate content",
        RefusalReason.duplicate,
        "2026",
        "the same, renamed",
    ),
    KnownRefusal("status is a duplicate", RefusalReason.duplicate, "2012", _V1),
    KnownRefusal(
        "reply to this conversation is not allowed because you have not been",
        RefusalReason.not_summoned,
        "2026-02",
        _V2,
    ),
    KnownRefusal(
        "quoting this post is not allowed because you have not been", RefusalReason.not_summoned, "2026-04", _V2
    ),
    KnownRefusal(
        "you can only reply to or quote posts where you are mentioned", RefusalReason.not_summoned, "2026-07", _V2
    ),
    KnownRefusal("you are not permitted to reply to this conversation", RefusalReason.not_summoned, "2026-07", _V2),
    KnownRefusal("oauthaccesstokenrequired", RefusalReason.account_must_ask, "2026-10", _V2),
    KnownRefusal("you do not have permission to dm one or more participants", RefusalReason.cannot_dm, "2023", _V2),
    KnownRefusal("you cannot send messages to this user", RefusalReason.cannot_dm, "2016", _V1),
    KnownRefusal("you cannot send messages to users who are not following you", RefusalReason.cannot_dm, "2013", _V1),
    KnownRefusal("you attempted to reply to a tweet that is deleted or not visible", RefusalReason.gone, "2018", _V1),
    KnownRefusal(
        "you attempted to reply to a post that is deleted or not visible",
        RefusalReason.gone,
        "2026",
        "the same, renamed",
    ),
    KnownRefusal("could not find tweet with", RefusalReason.gone, "2020", "docs.x.com, partial errors"),
    KnownRefusal("could not find post with", RefusalReason.gone, "2026", "the same, renamed"),
    KnownRefusal("could not find user with", RefusalReason.gone, "2020", "docs.x.com, partial errors"),
    KnownRefusal("user has been suspended", RefusalReason.gone, "2020", _V2),
    KnownRefusal("no status found with that id", RefusalReason.gone, "2012", _V1),
    KnownRefusal("sorry, you are not authorized to see", RefusalReason.not_visible, "2012", _V1),
    KnownRefusal("your tweet text is too long", RefusalReason.too_long, "2022", _V2),
    KnownRefusal("your post text is too long", RefusalReason.too_long, "2026", "the same, renamed"),
    KnownRefusal(
        "the text of your direct message is over the max character limit", RefusalReason.too_long, "2015", _V1
    ),
    KnownRefusal("your account is suspended", RefusalReason.suspended, "2012", _V1),
    KnownRefusal(
        "to protect our users from spam and other malicious activity, this account is",
        RefusalReason.locked,
        "2014",
        _V1,
    ),
    KnownRefusal("this request looks like it might be automated", RefusalReason.automated, "2014", _V1),
    KnownRefusal("the original tweet author restricted who can reply", RefusalReason.author_restricted, "2020", _V1),
    KnownRefusal(
        "the original post author restricted who can reply",
        RefusalReason.author_restricted,
        "2026",
        "the same, renamed",
    ),
    KnownRefusal(
        "your client app is not configured with the appropriate oauth1 app", RefusalReason.no_permission, "2022", _V2
    ),
    KnownRefusal(
        "this application is not allowed to access or delete your direct", RefusalReason.no_permission, "2012", _V1
    ),
    KnownRefusal("you currently have access to a subset of", RefusalReason.no_permission, "2023", _V2),
    KnownRefusal("application cannot perform write actions", RefusalReason.no_permission, "2014", _V1),
    KnownRefusal(
        "when authenticating requests to the twitter api v2 endpoints, you", RefusalReason.no_permission, "2021", _V2
    ),
    KnownRefusal(
        "you are not permitted to attach this media to a dm event",
        RefusalReason.invalid,
        "2023",
        "docs.x.com, DM media",
    ),
    KnownRefusal("posts are limited to a maximum of one cashtag", RefusalReason.invalid, "2026", _V2),
    KnownRefusal("you have already retweeted this", RefusalReason.already_done, "2012", _V1),
    KnownRefusal("duplicatesubscriptionfailed", RefusalReason.already_done, "2025", _V2),
    KnownRefusal("duplicateurlfailed", RefusalReason.already_done, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("crcvalidationfailed", RefusalReason.invalid, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("urlvalidationfailed", RefusalReason.invalid, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("webhookidinvalid", RefusalReason.gone, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("webhooklimitexceeded", RefusalReason.no_permission, "2025", "docs.x.com, webhooks quickstart"),
    KnownRefusal("subscription already exists", RefusalReason.already_done, "2018", _V1),
)

# X's answer to a missing right has no sentence at all, only this one word. (Seen by users of node-twitter-api-v2.)
WORDS = {"forbidden": RefusalReason.no_permission}

CODES = {
    34: RefusalReason.gone,
    50: RefusalReason.gone,
    63: RefusalReason.gone,
    64: RefusalReason.suspended,
    93: RefusalReason.no_permission,
    144: RefusalReason.gone,
    150: RefusalReason.cannot_dm,
    179: RefusalReason.not_visible,
    186: RefusalReason.too_long,
    187: RefusalReason.duplicate,
    214: RefusalReason.invalid,
    220: RefusalReason.no_permission,
    226: RefusalReason.automated,
    261: RefusalReason.no_permission,
    326: RefusalReason.locked,
    327: RefusalReason.already_done,
    349: RefusalReason.cannot_dm,
    354: RefusalReason.too_long,
    355: RefusalReason.already_done,
    385: RefusalReason.gone,
    386: RefusalReason.invalid,
    415: RefusalReason.no_permission,
    417: RefusalReason.no_permission,
    421: RefusalReason.gone,
    425: RefusalReason.gone,
    433: RefusalReason.author_restricted,
    453: RefusalReason.no_permission,
}


def classify(sentences: list[str], codes: tuple[int, ...] = ()) -> RefusalReason | None:
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


_PERSONAL = late.pattern(r"""\w+://\S+|\[[^\]]*\]|"[^"]*"|“[^”]*”|(?<!\w)'[^']*'|`[^`]*`|\S*@\S*|\S*\d\S*""")


def masked(sentence: str) -> str:
    """The sentence without what may be a person's (links, quotations, names, numbers), at most 200 characters long."""
    return _PERSONAL.sub("*", " ".join(sentence[:2000].split()))[:200]
