"""X's sentences and codes, read into reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.refusals import CODES, SENTENCES, RefusalReason, classify, masked

SAID = [
    ("You are not allowed to create a Tweet with duplicate content.", RefusalReason.duplicate),
    (
        (
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the"
            " author of the post you are replying to."
        ),
        RefusalReason.not_summoned,
    ),
    (
        (
            "Quoting this post is not allowed because you have not been mentioned or are not part of the conversation"
            " thread of the post you are quoting."
        ),
        RefusalReason.not_summoned,
    ),
    ("You are not permitted to reply to this conversation.", RefusalReason.not_summoned),
    (
        "OauthAccessTokenRequired: OAuth user access token is required for this event type",
        RefusalReason.account_must_ask,
    ),
    ("You can only reply to or quote posts where you are mentioned or are the author.", RefusalReason.not_summoned),
    ("You do not have permission to DM one or more participants.", RefusalReason.cannot_dm),
    ("You cannot send messages to this user.", RefusalReason.cannot_dm),
    ("You attempted to reply to a Tweet that is deleted or not visible to you.", RefusalReason.gone),
    ("User has been suspended: [1234].", RefusalReason.gone),
    ("Your account is suspended and is not permitted to access this feature.", RefusalReason.suspended),
    (
        (
            "To protect our users from spam and other malicious activity, this account is temporarily locked. Please"
            " log in to https://twitter.com to unlock your account."
        ),
        RefusalReason.locked,
    ),
    (
        (
            "This request looks like it might be automated. To protect our users from spam and other malicious"
            " activity, we can’t complete this action right now. Please try again later."
        ),
        RefusalReason.automated,
    ),
    ("The original Tweet author restricted who can reply to this Tweet.", RefusalReason.author_restricted),
    (
        "Your Tweet text is too long. For more information see https://github.com/twitter/twitter-text.",
        RefusalReason.too_long,
    ),
    (
        "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
        RefusalReason.no_permission,
    ),
    ("This application is not allowed to access or delete your direct messages.", RefusalReason.no_permission),
    ("Forbidden", RefusalReason.no_permission),
    ("You are not permitted to attach this media to a DM event.", RefusalReason.invalid),
    ("DuplicateSubscriptionFailed: Subscription already exists", RefusalReason.already_done),
]


@pytest.mark.parametrize(("sentence", "reason"), SAID)
def test_a_sentence_that_x_is_known_to_say_has_its_reason(sentence, reason):
    assert classify([sentence]) is reason


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "You are not permitted to perform this action.",
        "This operation is not permitted.",
        "Forbidden things were said",
        "The author said: You cannot send messages to this user",
    ],
)
def test_a_sentence_that_is_not_in_the_table_is_not_guessed(sentence):
    assert classify([sentence]) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [(64, "suspended"), (150, "cannot_dm"), (187, "duplicate"), (226, "automated"), (326, "locked"), (349, "cannot_dm"),
     (354, "too_long"), (385, "gone"), (433, "author_restricted"), (453, "no_permission"), (327, "already_done")],
)  # fmt: skip
def test_old_codes_have_their_reasons(code, reason):
    assert classify([], (code,)) == reason


def test_an_unknown_code_leaves_it_to_the_sentence():
    assert classify(["Status is a duplicate."], (999,)) is RefusalReason.duplicate


def test_every_row_can_match_and_none_hides_another():
    beginnings = [known.begins for known in SENTENCES]
    assert all(begin == " ".join(begin.casefold().split()) for begin in beginnings)
    assert not [(a, b) for a in beginnings for b in beginnings if a is not b and b.startswith(a)]
    assert all(known.since and known.source for known in SENTENCES)
    assert RefusalReason.unknown not in {*CODES.values(), *(known.reason for known in SENTENCES)}


def test_a_masked_sentence_keeps_its_words_and_loses_its_persons():
    said = 'User @maria_1 (“María”) wrote "mi tarjeta" to a.b@c.es, see https://t.co/x and [María López], id 12345'
    assert masked(said) == "User * (*) wrote * to * see * and *, id *"


@given(st.text())
def test_a_masked_sentence_is_short_and_holds_no_number_and_no_at(sentence):
    said = masked(sentence)
    assert len(said) <= 200
    assert "@" not in said
    assert not any(character.isdecimal() for character in said)
