"""What a saved search found: whose posts are listed, what is kept of them, and the case that a person opens."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.unit.watch.making import NOW, SEARCH

from care.model.context import ContextPost
from care.model.customer import Customer
from care.model.messages import Author, Message
from care.model.watch import Find
from care.model.x_events import MessageReceived
from care.watch.finding import find_of, is_listed, taken

CUSTOMER = Customer(account_id="1", customer_id="3")
MESSAGE = Message(id="900", channel="public", text="bambas malas", at=NOW, language="es")
POST = MessageReceived(account_id="1", customer_id="3", author=Author(id="3", username="marta"), message=MESSAGE)
LATER = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changes", "listed"),
    [
        ({}, True),
        ({"erased_at": NOW - timedelta(microseconds=1)}, True),
        ({"erased_at": NOW}, False),
        ({"erased_at": LATER}, False),
        ({"spam": True}, False),
        ({"spam": False}, True),
    ],
)
def test_what_was_written_before_an_erasure_and_what_a_spammer_wrote_is_not_listed(changes, listed):
    assert is_listed(POST, changed(CUSTOMER, **changes)) is listed


@pytest.mark.parametrize(("protected", "listed"), [(None, True), (False, True), (True, False)])
def test_who_hides_their_posts_is_not_listed(protected, listed):
    assert is_listed(replace(POST, author=replace(POST.author, protected=protected)), CUSTOMER) is listed


def test_of_a_post_its_words_and_its_counts_are_kept_and_nothing_of_others():
    shown = replace(POST, message=replace(MESSAGE, around=(ContextPost(id="899", author_id="4"),)))
    counts = {"retweet_count": 3, "quote_count": 1, "reply_count": 2, "like_count": 9}
    find = find_of(shown, SEARCH, {"public_metrics": counts, "text": "?"}, LATER)
    assert find == Find(
        account_id="1",
        search_id=SEARCH.search_id,
        author=POST.author,
        message=MESSAGE,
        reposts=3,
        quotes=1,
        replies=2,
        likes=9,
        found_at=LATER,
    )
    assert find_of(POST, SEARCH, {"public_metrics": {"repost_count": 4}}, LATER).reposts == 4
    assert find_of(POST, SEARCH, {}, LATER).likes == 0


def test_the_case_that_a_person_opens_of_it_is_theirs_and_says_when_it_was_taken():
    find = find_of(POST, SEARCH, {}, NOW)
    assert taken(find, "ana", LATER) == replace(POST, taken_at=LATER, taken_by="ana")
