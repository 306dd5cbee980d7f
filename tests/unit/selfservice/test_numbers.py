from tests.unit.selfservice.brand import say

from care.selfservice.numbers import SelfServiceTally, tally

CONVERSATIONS = [
    say("gastos de envío", "gracias").state,
    say("gastos de envío", "cómo devuelvo un producto", "gracias").state,
    say("gastos de envío", "agente").state,
    say("agente").state,
    say("gastos de envío").state,
    say("hola").state,
    say("gracias").state,
]


def test_conversations_are_counted_by_their_end():
    numbers = tally(CONVERSATIONS)
    assert numbers.all == SelfServiceTally(asked=6, solved=2, handed_over=2)
    assert (numbers.all.left, numbers.unanswered) == (2, 1)


def test_an_article_has_the_conversations_it_answered_and_the_ends_it_came_last_in():
    numbers = tally(CONVERSATIONS)
    assert numbers.per_article == {"delivery": SelfServiceTally(4, 1, 1), "returns": SelfServiceTally(1, 1, 0)}
    assert sum(article.solved for article in numbers.per_article.values()) == numbers.all.solved
    assert sum(one.handed_over for one in numbers.per_article.values()) + numbers.unanswered == numbers.all.handed_over


def test_a_month_is_the_sum_of_its_days():
    days = [tally(CONVERSATIONS[:3]), tally(CONVERSATIONS[3:])]
    assert days[0] + days[1] == tally(CONVERSATIONS)
