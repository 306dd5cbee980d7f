"""What the rules refuse, in the reader's language: their sentences by pattern, as people at the desk say them.

A sentence that is not known here is shown as it is: better in English than not at all.
"""

import re
from functools import cache

from desk.labels import N_
from desk.languages import translated

_LONGEST = 1000
_SAID = (
    # Times and dates
    (r"'(?P<given>.*)' is not a time of day; .*", N_("“%(given)s” is no time of day: write it as 09:00, up to 24:00")),
    (
        r"an interval cannot start at 24:00; .*",
        N_("an interval cannot start at 24:00: start it at 00:00 of the next day"),
    ),
    (r"(?P<given>\S+) is empty; a whole day is .*", N_("%(given)s is empty: a whole day is 00:00-24:00")),
    (
        r".*starts at (?P<start>[\d:]+), before .* ends at (?P<end>[\d:]+); .*",
        N_("one interval starts at %(start)s, before another one ends at %(end)s: let them touch or stand apart"),
    ),
    (r"from (?P<first>\S+) is after to (?P<last>\S+); .*", N_("%(first)s is after %(last)s: swap the two dates")),
    (r"(?P<date>\S+) already has hours in .*", N_("%(date)s stands in another line, too: put both into one")),
    (r"'(?P<given>.*)' is not a date; .*", N_("“%(given)s” is no date: write it as 2026-12-24")),
    (
        r"'(?P<given>.*)' is not an instant; .*",
        N_("“%(given)s” is no date with its time: write it as 2026-12-24T12:00"),
    ),
    (r"from \S+ is not before to \S+; .*", N_("the end is not after the beginning: swap or move them")),
    (r"\S+ says no time zone; .*", N_("without a known time zone this is no instant: mend the time zone first")),
    (
        r"open round the clock leaves no room .*",
        N_("open around the clock leaves no room for weekly hours: choose one"),
    ),
    (
        r"unknown time zone '(?P<given>.*)' \(did you mean (?P<near>\S+)\?\); .*",
        N_("there is no time zone “%(given)s”: did you mean %(near)s?"),
    ),
    (r"unknown time zone '(?P<given>.*)'; .*", N_("there is no time zone “%(given)s”: write one like Europe/Madrid")),
    (
        r"no public holidays are known of '(?P<given>.*)'; .*",
        N_("no public holidays are known of “%(given)s”: write ES, PT or BR"),
    ),
    (
        r"no region '(?P<given>.*)' in (?P<country>\w+); choose one of (?P<known>.*)",
        N_("there is no region “%(given)s” in %(country)s: choose one of %(known)s"),
    ),
    # Texts
    (
        r"(?P<hole>\{return\}) is missing; put it in, or say .*",
        N_("%(hole)s is missing: put it in, or tick that texts of absences need not say the return"),
    ),
    (r"(?P<hole>\{\w+\}) is missing; .*", N_("%(hole)s is missing: the text has to say it")),
    (
        r"(?P<hole>\{.*?\}) is unknown \(did you mean (?P<near>\{\w+\})\?\); .* may hold (?P<known>.*)",
        N_("%(hole)s is unknown: did you mean %(near)s? The text may hold %(known)s"),
    ),
    (
        r"(?P<hole>\{.*?\}) is unknown; .*? may hold (?P<known>.*)",
        N_("%(hole)s is unknown: the text may hold %(known)s"),
    ),
    (
        r"a brace is not closed or not opened; .*",
        N_("a brace is not closed or not opened: write placeholders as {name}"),
    ),
    (r"the character (?P<code>U\+\w+) cannot be seen; .*", N_("the character %(code)s cannot be seen: remove it")),
    (r"a placeholder stands there twice; .*", N_("a placeholder stands there twice: once is enough")),
    (r"it says nothing; .*", N_("it says nothing: write a text or remove it")),
    (
        r"(?P<hole>\{\w+\}) touches the word beside it; .*",
        N_("%(hole)s touches the word beside it: put a space between them"),
    ),
    (
        r"“(?P<held>.*)” breaks for a customer without a name; .*",
        N_("“%(held)s” breaks for a customer without a name: write it as in “Hola, {name}”"),
    ),
    (
        r"X takes \$0\.20 for a public post with a link; .*",
        N_("X takes $0.20 for a public post with a link: remove it, or tick that links are allowed"),
    ),
    (
        r"it holds what is kept from public posts .*",
        N_("it holds personal data, which is kept from public posts: take it out"),
    ),
    (r"it does not say that the message is automatic; .*", N_("it does not say that the message is automatic: say it")),
    (
        r"it does not say how to stop automatic messages; name (?P<words>.*) in capitals",
        N_("it does not say how to stop automatic messages: name %(words)s in capitals"),
    ),
    (
        r"(?P<sum>.*) = (?P<length>\d+) of (?P<limit>\d+); make the text shorter by (?P<over>\d+)",
        N_("too long: with the longest values it has %(length)s of %(limit)s characters; make it shorter by %(over)s"),
    ),
    (
        r"(?P<length>\d+) of (?P<limit>\d+) characters; make it shorter",
        N_("%(length)s of %(limit)s characters: make it shorter"),
    ),
    (
        r"does not explain its scale; say what (?P<low>\d+) and (?P<high>\d+) mean",
        N_("it does not explain its scale: say what %(low)s and %(high)s mean"),
    ),
    # Rules of triage
    (
        r"There is no rule '(?P<given>.*?)'; did you mean (?P<near>.*)\?",
        N_("there is no rule “%(given)s”: did you mean %(near)s?"),
    ),
    (
        r"There is no rule '(?P<given>.*?)'; .*",
        N_("there is no rule “%(given)s”: an id reads es:complaint:no funciona"),
    ),
    (
        r"The rule '(?P<given>.*?)' is there already; .*",
        N_("the rule “%(given)s” is there already: change its weight instead of adding it"),
    ),
    (r"The rule '(?P<given>.*?)' is added twice; .*", N_("the rule “%(given)s” stands twice: keep one of them")),
    (
        r"is empty once links, @names and stops are left out; .*",
        N_("it holds no word: give at least one word or emoji"),
    ),
    (
        r"has '(?P<given>.*)': a \* stands at .*",
        N_("“%(given)s”: a * stands at the end of a word, after three letters or more"),
    ),
    # Self-service
    (r"no language has a text; .*", N_("no language has a text: give at least one")),
    (r"no language has a phrase; .*", N_("no language has a phrase: say what customers call it in at least one")),
    (
        r"there is nothing to offer; .*",
        N_("there is nothing to offer: add an article or a look-up first, or leave this off"),
    ),
    (r"no word brings a person; .*", N_("no word brings a person: give at least one")),
    (r"'(?P<given>.*)' is there already; give .* once", N_("“%(given)s” is there already: give each name once")),
    (
        r"'(?P<given>.*)' is not in the url; .*",
        N_("“%(given)s” does not stand in the address: put it there in braces, or remove it"),
    ),
    (
        r"(?P<hole>\{.*\}) is no parameter; .*",
        N_("%(hole)s is asked of nobody: add it to what the customer is asked, or take it out"),
    ),
    (
        r"is longer than the (?P<most>\d+) characters .*",
        N_("it is longer than the %(most)s characters that a line of the menu takes"),
    ),
    (r"there is no such entry any more", N_("there is no such entry any more")),
    # What pydantic says of single values
    (r"Input should be greater than or equal to (?P<least>[\d.]+)", N_("it has to be %(least)s or more")),
    (r"Input should be greater than (?P<least>[\d.]+)", N_("it has to be more than %(least)s")),
    (r"Input should be less than or equal to (?P<most>[\d.]+)", N_("it has to be %(most)s or less")),
    (r"Input should be a valid (?:integer|number).*", N_("it has to be a number")),
    (r"Input should be '.*", N_("choose one of the values of the list")),
    (r"Input should be a valid URL.*|URL scheme should be .*", N_("it has to be an address that begins with https://")),
    (r"is no share in percent; .*", N_("give a number from 0 to 100")),
    (r"Field required", N_("it is missing: fill it in")),
    (r"String should have at least (?P<least>\d+) characters?", N_("it has to have %(least)s characters or more")),
    (r"String should have at most (?P<most>\d+) characters?", N_("it may have %(most)s characters at most")),
    (r"Dictionary should have at least 1 item .*|Tuple should have at least 1 item .*", N_("give at least one")),
    (r"(?:Tuple|Dictionary) should have at most (?P<most>\d+) items? .*", N_("there may be %(most)s at most")),
    (r"String should match pattern '.*'", N_("it has characters that do not belong there")),
)


def said_in(language: str, said: str) -> str:
    """A refusal of the rules in this language; as it is where it is not known."""
    if len(said) > _LONGEST:  # it quotes what was typed, and patterns take their time with it
        return f"{said[:200]} …"
    for pattern, words in _compiled():
        if found := pattern.fullmatch(said):
            return translated(language, words) % found.groupdict()
    return said


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _SAID)
