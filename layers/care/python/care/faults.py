"""What is wrong with settings, forms or incidents that people wrote: a code with its parameters.

A fault is raised as pydantic's own custom error, so that `ValidationError.errors()` gives its code as `type` and its
parameters as `ctx`. Its message is the English that the command line shows; the desk finds its words in `care.words`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic_core import PydanticCustomError

# So much of what was typed is quoted.
_QUOTED: Final = 200


class Fault(StrEnum):
    """Each thing that can be wrong, by its name."""

    # Times and dates
    not_a_time = "not_a_time"
    interval_from_midnight = "interval_from_midnight"
    empty_interval = "empty_interval"
    overlap = "overlap"
    dates_reversed = "dates_reversed"
    date_twice = "date_twice"
    not_a_date = "not_a_date"
    not_an_instant = "not_an_instant"
    absence_reversed = "absence_reversed"
    instant_without_zone = "instant_without_zone"
    beyond_calendar = "beyond_calendar"
    out_of_reach = "out_of_reach"
    snooze_without_end = "snooze_without_end"
    no_tag = "no_tag"
    tags_missing = "tags_missing"
    always_and_weekly = "always_and_weekly"
    unknown_zone_near = "unknown_zone_near"
    unknown_zone = "unknown_zone"
    unknown_day = "unknown_day"
    unknown_key_near = "unknown_key_near"
    unknown_key = "unknown_key"
    unknown_country = "unknown_country"
    unknown_region = "unknown_region"
    # Texts
    hole_missing = "hole_missing"
    return_missing = "return_missing"
    privacy_missing = "privacy_missing"
    hole_unknown_near = "hole_unknown_near"
    hole_unknown = "hole_unknown"
    brace_open = "brace_open"
    field_brace_open = "field_brace_open"
    unseen_character = "unseen_character"
    hole_twice = "hole_twice"
    says_nothing = "says_nothing"
    hole_glued = "hole_glued"
    needs_name = "needs_name"
    link_is_dear = "link_is_dear"
    holds_personal_data = "holds_personal_data"
    not_said_automatic = "not_said_automatic"
    not_said_how_to_stop = "not_said_how_to_stop"
    could_be_too_long = "could_be_too_long"
    too_many_characters = "too_many_characters"
    scale_not_explained = "scale_not_explained"
    # Rules of triage
    unknown_rule_near = "unknown_rule_near"
    unknown_rule = "unknown_rule"
    rule_exists = "rule_exists"
    rule_twice = "rule_twice"
    reply_twice = "reply_twice"
    destination_twice = "destination_twice"
    # Codes of gifts
    codes_missing = "codes_missing"
    codes_too_many = "codes_too_many"
    codes_not_utf8 = "codes_not_utf8"
    codes_columns = "codes_columns"
    code_too_long = "code_too_long"
    code_too_short = "code_too_short"
    code_formula = "code_formula"
    code_characters = "code_characters"
    code_twice = "code_twice"
    code_elsewhere = "code_elsewhere"
    lexicon_too_dear = "lexicon_too_dear"
    no_word = "no_word"
    star_within = "star_within"
    # Self-service
    no_text = "no_text"
    no_phrase = "no_phrase"
    nothing_to_offer = "nothing_to_offer"
    no_word_for_a_person = "no_word_for_a_person"
    id_exists = "id_exists"
    name_exists = "name_exists"
    not_in_address = "not_in_address"
    no_parameter = "no_parameter"
    line_too_long = "line_too_long"
    too_many_fields = "too_many_fields"
    field_unknown = "field_unknown"
    no_entry = "no_entry"
    own_header = "own_header"
    pattern_unknown = "pattern_unknown"
    pattern_varies = "pattern_varies"
    pattern_unreadable = "pattern_unreadable"
    pattern_empty = "pattern_empty"
    no_address = "no_address"
    address_not_https = "address_not_https"
    address_with_login = "address_with_login"
    address_with_mark = "address_with_mark"
    address_by_number = "address_by_number"
    address_without_host = "address_without_host"
    address_odd_path = "address_odd_path"
    address_brace_open = "address_brace_open"
    address_with_dots = "address_with_dots"
    share_wrong = "share_wrong"
    # Incidents
    incident_exists = "incident_exists"
    own_language_missing = "own_language_missing"
    end_text_missing = "end_text_missing"
    no_open_incident = "no_open_incident"
    too_many_incidents = "too_many_incidents"
    # Who is told facts
    fact_unknown = "fact_unknown"
    bus_has_address = "bus_has_address"
    not_a_mail_address = "not_a_mail_address"
    not_a_topic = "not_a_topic"
    too_many_subscribers = "too_many_subscribers"
    # Saved searches
    search_too_long = "search_too_long"
    search_quote_open = "search_quote_open"
    search_parenthesis = "search_parenthesis"
    search_part_empty = "search_part_empty"
    search_operator_unknown = "search_operator_unknown"
    search_negated_group = "search_negated_group"
    search_and_or = "search_and_or"
    search_too_wide = "search_too_wide"
    too_many_searches = "too_many_searches"
    # Settings as a whole
    too_many_entries = "too_many_entries"
    settings_too_large = "settings_too_large"
    # Forms and requests
    post_address_missing = "post_address_missing"


ENGLISH: Final[Mapping[Fault, str]] = MappingProxyType(
    {
        Fault.not_a_time: "'{given}' is not a time of day; write it with two digits from 00:00 to 24:00, as 09:00",
        Fault.interval_from_midnight: "an interval cannot start at 24:00; start it at 00:00 of the next day",
        Fault.empty_interval: "{given} is empty; a whole day is 00:00-24:00, and a closed one has no interval",
        Fault.overlap: "starts at {start}, before {before} ends at {end}; make them touch or stand apart",
        Fault.dates_reversed: "from {first} is after to {last}; swap them",
        Fault.date_twice: "{date} already has hours in {before}; put them in one entry",
        Fault.not_a_date: "'{given}' is not a date; write it as 2026-12-24",
        Fault.not_an_instant: "'{given}' is not an instant; write it as 2026-12-24T12:00:00Z",
        Fault.absence_reversed: "from {start} is not before to {end}; swap or move them",
        Fault.instant_without_zone: "{given} says no time zone; write the instant with one, as {given}Z",
        Fault.beyond_calendar: "{given} lies beyond the calendar in UTC; choose an instant before it",
        Fault.out_of_reach: "{given} lies out of reach; choose a date from {first} to {last}",
        Fault.snooze_without_end: "say until when: `until`, or `preset`",
        Fault.no_tag: "'{written}' is no tag: letters and numbers with hyphens between them, 30 characters at most",
        Fault.tags_missing: "say which tags, {most} at most",
        Fault.always_and_weekly: "open round the clock leaves no room for weekly hours; remove one of the two",
        Fault.unknown_zone_near: "unknown time zone '{given}' (did you mean {near}?); write one like Europe/Madrid",
        Fault.unknown_zone: "unknown time zone '{given}'; write one like Europe/Madrid",
        Fault.unknown_day: "unknown day '{given}'; write {known}",
        Fault.unknown_key_near: "unknown key '{given}' (did you mean {near}?); known are {known}",
        Fault.unknown_key: "unknown key '{given}'; known are {known}",
        Fault.unknown_country: "no public holidays are known of '{given}'; give an ISO 3166-1 code, as ES, PT or BR",
        Fault.unknown_region: "no region '{given}' in {country}; choose one of {known}",
        Fault.hole_missing: "{hole} is missing; put it where the text says it",
        Fault.return_missing: "{hole} is missing; put it in, or say absence_without_return = true beside the texts",
        Fault.privacy_missing: "{hole} is missing; X asks for the privacy policy in automatic DMs",
        Fault.hole_unknown_near: "{hole} is unknown (did you mean {near}?); {what} may hold {known}",
        Fault.hole_unknown: "{hole} is unknown; {what} may hold {known}",
        Fault.brace_open: "a brace is not closed or not opened; write placeholders as {name}, and no other braces",
        Fault.field_brace_open: "a brace is not closed or not opened; write fields as {status}",
        Fault.unseen_character: "the character {code} cannot be seen; remove it",
        Fault.hole_twice: "a placeholder stands there twice; once is enough",
        Fault.says_nothing: "it says nothing; write a text or remove it",
        Fault.hole_glued: "{hole} touches the word beside it; put a space between them",
        Fault.needs_name: "“{held}” breaks for a customer without a name; write it as in “Hola, {name}”",
        Fault.link_is_dear: "X takes $0.20 for a public post with a link; remove it, or say allow_links = true",
        Fault.holds_personal_data: "it holds what is kept from public posts ({kinds}); take it out",
        Fault.not_said_automatic: "it does not say that the message is automatic; say it (automático, automatic)",
        Fault.not_said_how_to_stop: "it does not say how to stop automatic messages; name {words} in capitals",
        Fault.could_be_too_long: "{sum} = {length} of {limit}; make the text shorter by {over}",
        Fault.too_many_characters: "{length} of {limit} characters; make it shorter",
        Fault.scale_not_explained: "does not explain its scale; say what {low} and {high} mean",
        Fault.unknown_rule_near: "There is no rule '{given}'; did you mean {near}?",
        Fault.unknown_rule: "There is no rule '{given}'; an id reads \"es:complaint:no funciona\".",
        Fault.rule_exists: "The rule '{given}' is there already; change its weight instead of adding it.",
        Fault.reply_twice: "another saved reply is named '{given}'; give it a name of its own",
        Fault.destination_twice: "another destination is named '{given}'; give it a name of its own",
        Fault.codes_missing: "there is no code in it; write one a line",
        Fault.codes_too_many: "{given} codes are too many; a load and a pool take {most}",
        Fault.codes_not_utf8: "it is not written in UTF-8; save the file as CSV UTF-8",
        Fault.codes_columns: "several columns, and none is named code; name the column in the first line",
        Fault.code_too_long: "the code is too long; {most} characters is the most",
        Fault.code_too_short: "the code is too short; {least} characters is the least",
        Fault.code_formula: "the code begins like a formula of a spreadsheet; take that sign away",
        Fault.code_characters: "the code has a character that no code may have; use letters, digits and - _ . : /",
        Fault.code_twice: "the code stands in line {line} already; keep one of them",
        Fault.code_elsewhere: "the code belongs to another pool of the account; take it out",
        Fault.rule_twice: "The rule '{given}' is added twice; keep one of them.",
        Fault.lexicon_too_dear: (
            "the phrases stand for {forms} forms, and {most} are read; use fewer words with * or # in one phrase"
        ),
        Fault.no_word: "is empty once links, @names and stops are left out; give at least one word or emoji",
        Fault.star_within: "has '{given}': a * stands at the end of a word, after three letters or more",
        Fault.no_text: "no language has a text; give at least one of es, pt, en",
        Fault.no_phrase: "no language has a phrase; say what customers call it in at least one of es, pt, en",
        Fault.nothing_to_offer: "there is nothing to offer; add an article or a look-up, or leave this off",
        Fault.no_word_for_a_person: "no word brings a person; give at least one, as agente",
        Fault.id_exists: "'{given}' is there already; give each id once",
        Fault.name_exists: "'{given}' is there already; give each name once",
        Fault.not_in_address: "'{given}' is not in the url; put {{given}} there or remove it",
        Fault.no_parameter: "{hole} is no parameter; add it to parameters or take it out",
        Fault.line_too_long: "is longer than the {most} characters that a menu's line takes; say more in the answer",
        Fault.too_many_fields: "holds more than {most} fields; say less",
        Fault.field_unknown: "{hole} is unknown; it may hold {known}",
        Fault.no_entry: "there is no such entry any more",
        Fault.own_header: "is a header that the connection itself uses; name another, as Authorization",
        Fault.pattern_unknown: (
            "is more than letters, digits, - # / _ : \\. \\d \\w and [classes], each with {n}, {n,m}, ?, + or * after"
            " it; write as in [A-Z]{2}-\\d{5,8}"
        ),
        Fault.pattern_varies: "has {parts} parts of varying length; {most} are allowed: give others a fixed {n}",
        Fault.pattern_unreadable: "cannot be read: {error}",
        Fault.pattern_empty: "is satisfied with nothing; ask for at least one character",
        Fault.no_address: "is no address; write as in https://api.brand.example/orders/{order}",
        Fault.address_not_https: "does not begin with https://",
        Fault.address_with_login: "holds a user or password; name a header and a key of the app's secret instead",
        Fault.address_with_mark: "holds a #; take it out",
        Fault.address_by_number: "names an IP address; name the host, whose certificate is checked",
        Fault.address_without_host: (
            "has no full host name in small letters, as api.brand.example, without {placeholders}"
        ),
        Fault.address_odd_path: (
            "goes on after the host with something else than a path; write spaces and accents as %20, %C3%A9"
        ),
        Fault.address_brace_open: "has a brace that is not closed or not opened",
        Fault.address_with_dots: "holds . or .. as a part of its path; write the path that is meant",
        Fault.share_wrong: "is no share in percent; write a number from 0 to 100",
        Fault.incident_exists: "there is an incident {name} already: choose another name, or change that one",
        Fault.own_language_missing: "a text in the account's own language ({language}) is missing: add it",
        Fault.end_text_missing: "say first what customers are told when it is over, in {language}",
        Fault.no_open_incident: "there is no open incident {name}",
        Fault.too_many_incidents: "there are {count} incidents already, and {most} are kept; end one",
        Fault.fact_unknown: "there is no fact '{given}'; known are {known}",
        Fault.bus_has_address: "the bus is the stack's own and takes no address; leave it out",
        Fault.not_a_mail_address: "'{given}' is no mail address; write it as turno@shop.example",
        Fault.not_a_topic: "'{given}' is no topic of SNS whose name begins with centralita-told-; give its whole ARN",
        Fault.too_many_subscribers: "{most} are told already; remove one",
        Fault.search_too_long: (
            "it has {length} characters of at most {most}: X takes 512, and some are for what is left out by itself"
        ),
        Fault.search_quote_open: "a quotation mark is not closed",
        Fault.search_parenthesis: "a parenthesis has no counterpart",
        Fault.search_part_empty: "a part of it is empty: put words around OR and into parentheses",
        Fault.search_operator_unknown: (
            "X knows no '{given}' here; known are {known}. Put words with a colon between quotation marks"
        ),
        Fault.search_negated_group: "X takes no minus before a parenthesis; put one before each word in it",
        Fault.search_and_or: (
            "X does not take '{word}' so: a blank stands for and, OR in capitals for or; put the word "
            "itself between quotation marks"
        ),
        Fault.search_too_wide: (
            "say a word, a phrase, a hashtag or from: in each alternative; lang:, is:, has: and what is "
            "left out cannot stand alone"
        ),
        Fault.too_many_searches: "there are {most} searches already; remove one",
        Fault.too_many_entries: "{count} entries are given, and {most} fit; take some out",
        Fault.settings_too_large: "the settings take {size} KB, and {most} KB fit; shorten or remove texts",
        Fault.post_address_missing: "give the address of the post on X, or its id: https://x.com/<account>/status/<id>",
    }
)


def fault(code: Fault, /, **params: str | int) -> PydanticCustomError:
    """The error of a fault; what was typed is quoted without what cannot be seen, and not at any length."""
    if "given" in params:
        shown = repr(str(params["given"]))[1:-1]
        params["given"] = shown if len(shown) <= _QUOTED else f"{shown[:_QUOTED]}…"
    return PydanticCustomError(code.value, ENGLISH[code], dict(params) or None)
