"""Whatever customers write and whatever an account offers, a conversation ends, and never talks to itself."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.selfservice.brand import BRAND, CLOSED, HOURS, OPEN, ORDER

from care.model.lookup_outcome import Failed, LookupFound
from care.model.settings.selfservice import SelfServiceSettings
from care.selfservice.conversation import DialogState, looked_up, step
from care.selfservice.numbers import Numbers, tally

LANGUAGES = st.sampled_from(["es", "pt", "en", "pt-PT"])
WRITTEN = st.sampled_from(
    [
        *("hola", "1", "2", "3", "9", "agente", "gracias", "no", "sí", "ok", "baja", "👍", "", "pedido {status}"),
        *("gastos de envío", "cómo devuelvo un producto", "plazo de devolucion", "pedido", "AB-12345", "es ab-12345"),
        *("dónde está mi pedido AB-12345", "no funciona nada", "quiero contratar"),
    ]
)
TEXTS = WRITTEN | st.text(max_size=60)
OUTCOMES = st.sampled_from(
    [Failed("timed_out"), LookupFound({"status": "{day}", "day": 3}), LookupFound({"status": True}), None]
)
ACCOUNTS = st.builds(
    lambda articles, lookups, most, threshold, menu: SelfServiceSettings.model_validate(
        {
            "enabled": True,
            "articles": articles,
            "lookups": lookups,
            "most_messages": most,
            "threshold": threshold,
            "menu": menu,
        }
    ),
    st.lists(st.sampled_from(BRAND["articles"]), min_size=1, max_size=2, unique_by=lambda article: article["id"]),
    st.sampled_from([[], [ORDER], [ORDER, ORDER | {"id": "repair", "asks": {"pt": "conserto"}, "in_menu": False}]]),
    st.integers(2, 12),
    st.floats(0.3, 1),
    st.sampled_from([None, {"en": "Choose:"}]),
)


@settings(deadline=None, max_examples=300)
@given(ACCOUNTS, st.lists(st.tuples(TEXTS, OUTCOMES, LANGUAGES, st.booleans()), max_size=30))
def test_any_conversation_is_bounded_speaks_only_when_spoken_to_and_ends_with_a_person_for_good(account, turns):
    state, said, with_person = DialogState(), 0, False
    for text, outcome, language, is_open in turns:
        now, incident = (OPEN, None) if is_open else (CLOSED, "Hay una avería.")
        told = step(state, text, language, account, now, HOURS, incident)
        spoken = told.say is not None
        if with_person:
            assert (told.say, told.hand_over, told.lookup, told.state) == (None, False, None, state)
        if told.lookup is not None:
            assert not spoken
            assert set(told.state.values) == {parameter.name for parameter in told.lookup.parameters}
        handed = told.hand_over
        if outcome is not None:
            told = looked_up(told.state, outcome, language, account, now, HOURS, incident)
            assert not (spoken and told.say is not None)
            spoken = spoken or told.say is not None
            handed = handed or told.hand_over
        said += spoken
        assert told.say is None or told.say.strip()
        state, with_person = told.state, with_person or handed
        assert with_person == (state.phase == "handed_over")
        assert state.sent == said <= account.most_messages
        assert len(set(state.answered)) == len(state.answered)
        assert DialogState.model_validate_json(state.model_dump_json()) == state


STATES = st.builds(
    DialogState,
    phase=st.sampled_from(["new", "menu", "asking", "looking", "answered", "handed_over", "solved"]),
    entry=st.sampled_from(["order", "returns", "gone", None]),
    asking=st.sampled_from(["order", "gone", None]),
    values=st.dictionaries(st.sampled_from(["order", "other"]), st.text(max_size=5)),
    offered=st.lists(st.sampled_from(["order", "returns", "gone"])).map(tuple),
    answered=st.lists(st.sampled_from(["order", "returns", "gone"]), unique=True).map(tuple),
    misses=st.integers(0, 9),
    sent=st.integers(0, 20),
)


@settings(deadline=None, max_examples=300)
@given(STATES, TEXTS, LANGUAGES, OUTCOMES)
def test_every_state_has_an_answer_to_every_text(state, text, language, outcome):
    account = SelfServiceSettings.model_validate(BRAND)
    told = step(state, text, language, account, OPEN, HOURS)
    assert told.say is None or state.sent < account.most_messages
    looked_up(state, outcome or Failed("fault"), language, account, OPEN, HOURS)


@given(st.lists(STATES, max_size=20), st.lists(STATES, max_size=20))
def test_the_numbers_add_up_and_a_month_is_the_sum_of_its_days(one, other):
    both = tally(one + other)
    assert tally(one) + tally(other) == both
    assert both.all.asked == both.all.solved + both.all.handed_over + both.all.left
    assert both.all.handed_over == both.unanswered + sum(tally.handed_over for tally in both.per_article.values())
    assert all(tally.left >= 0 for tally in (both.all, *both.per_article.values()))
    assert tally([]) == Numbers()
