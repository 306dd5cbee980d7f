"""What was decided, refused or withheld, and why: a code with its parameters, never a sentence.

Rules, alarms, the audit trail, the API and the desk read codes. Words are put to them at the edge, in the reader's
language (`care.words`). A code's value is stored and sent, so it never changes; a new reason gets a new code.

This module imports nothing else of `care`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self, TypedDict

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

type Param = str | int


class Code(StrEnum):
    """Each reason by its name. `PARAMETERS` says which parameters a code has; most have none."""

    # What an event led to
    case_gone = "case_gone"
    no_such_case = "no_such_case"
    not_about_a_case = "not_about_a_case"
    repost_asks_nothing = "repost_asks_nothing"
    spread_counted = "spread_counted"
    side_talk = "side_talk"
    edited_before_it_came = "edited_before_it_came"
    customer_introduced = "customer_introduced"
    served_account_wrote = "served_account_wrote"
    nothing_to_say = "nothing_to_say"
    written_before_erasure = "written_before_erasure"
    message_deleted = "message_deleted"
    deleted_message_unknown = "deleted_message_unknown"
    message_edited = "message_edited"
    customer_reacted = "customer_reacted"
    message_unknown = "message_unknown"
    chat_opened_later = "chat_opened_later"
    opted_out = "opted_out"
    opted_in = "opted_in"
    asked_about_stopping = "asked_about_stopping"
    as_it_was = "as_it_was"
    labelled = "labelled"
    initials_wrong = "initials_wrong"
    spam_marked = "spam_marked"
    spam_unmarked = "spam_unmarked"
    marked_as_spam = "marked_as_spam"
    looks_like_spam = "looks_like_spam"
    abuse_seen = "abuse_seen"
    muted_at_x = "muted_at_x"
    unmuted_at_x = "unmuted_at_x"
    dms_blocked_at_x = "dms_blocked_at_x"
    dms_unblocked_at_x = "dms_unblocked_at_x"
    block_needs_supervisor = "block_needs_supervisor"
    permission_lacks = "permission_lacks"
    x_refused_this = "x_refused_this"
    customer_insults = "customer_insults"
    customer_threatens = "customer_threatens"
    mention_seen = "mention_seen"
    tagged = "tagged"
    too_many_tags = "too_many_tags"
    customer_noted = "customer_noted"
    customer_note_removed = "customer_note_removed"
    too_many_notes = "too_many_notes"
    no_such_note = "no_such_note"
    person_answered = "person_answered"
    account_wrote_without_case = "account_wrote_without_case"
    kept_until_case = "kept_until_case"
    nothing_due = "nothing_due"
    in_sight_again = "in_sight_again"
    reckoned_already = "reckoned_already"
    reckoned_anew = "reckoned_anew"
    # Response targets
    sla_warned = "sla_warned"
    sla_breached = "sla_breached"
    # Acknowledgements
    answered_already = "answered_already"
    answered_lately = "answered_lately"
    thanks_after_resolution = "thanks_after_resolution"
    thanks_not_acknowledged = "thanks_not_acknowledged"
    asks_for_nothing = "asks_for_nothing"
    broken_promise_seen_to = "broken_promise_seen_to"
    deleted_before_it_came = "deleted_before_it_came"
    grace_runs = "grace_runs"
    grace_ended = "grace_ended"
    closes_before_grace_ends = "closes_before_grace_ends"
    told_of_return = "told_of_return"
    told_of_return_already = "told_of_return_already"
    asked_to_go_private = "asked_to_go_private"
    asked_to_go_private_already = "asked_to_go_private_already"
    acknowledgements_off = "acknowledgements_off"
    acknowledged_already = "acknowledged_already"
    answered_automatically_already = "answered_automatically_already"
    self_service_answered = "self_service_answered"
    message_too_old = "message_too_old"
    enough_for_a_day = "enough_for_a_day"
    customer_opted_out = "customer_opted_out"
    # The kill switch
    paused = "paused"
    withheld = "withheld"
    # Incidents
    not_about_the_incident = "not_about_the_incident"
    incident_attached = "incident_attached"
    told_of_incident = "told_of_incident"
    told_of_incident_already = "told_of_incident_already"
    incident_ended = "incident_ended"
    incident_ended_unwaited = "incident_ended_unwaited"
    told_of_end = "told_of_end"
    told_of_end_already = "told_of_end_already"
    # Thanks for thanks
    thanked = "thanked"
    thanks_off = "thanks_off"
    thanks_while_waiting = "thanks_while_waiting"
    thanked_lately = "thanked_lately"
    thanks_too_old = "thanks_too_old"
    # What people did
    resolved = "resolved"
    resolved_already = "resolved_already"
    reopened = "reopened"
    not_resolved = "not_resolved"
    reply_on_its_way = "reply_on_its_way"
    answered_meanwhile = "answered_meanwhile"
    nothing_to_send = "nothing_to_send"
    too_many_files = "too_many_files"
    video_alone = "video_alone"
    one_file_in_dm = "one_file_in_dm"
    file_twice = "file_twice"
    files_not_in_chats = "files_not_in_chats"  # of an earlier release
    too_many_in_chat = "too_many_in_chat"
    file_too_large_for_chat = "file_too_large_for_chat"
    file_too_large = "file_too_large"
    file_unknown_kind = "file_unknown_kind"
    file_too_many_pixels = "file_too_many_pixels"
    file_broken = "file_broken"
    file_incomplete = "file_incomplete"
    no_such_file = "no_such_file"
    case_has_many_files = "case_has_many_files"
    file_not_taken = "file_not_taken"
    file_not_processed = "file_not_processed"
    file_gone = "file_gone"
    case_merged = "case_merged"
    approved = "approved"
    nothing_to_approve = "nothing_to_approve"
    cancelled = "cancelled"
    not_a_reply_of_case = "not_a_reply_of_case"
    decided = "decided"
    not_a_send_of_case = "not_a_send_of_case"
    id_only_of_sent = "id_only_of_sent"
    post_id_needed = "post_id_needed"
    assigned = "assigned"
    unassigned = "unassigned"
    noted = "noted"
    promised = "promised"
    promise_in_the_past = "promise_in_the_past"
    too_many_promises = "too_many_promises"
    no_open_promise = "no_open_promise"
    promise_kept = "promise_kept"
    promise_reminded = "promise_reminded"
    promise_broken = "promise_broken"
    snoozed = "snoozed"
    customer_wrote_since = "customer_wrote_since"
    snooze_resolved = "snooze_resolved"
    snooze_in_the_past = "snooze_in_the_past"
    merged = "merged"
    merged_already = "merged_already"
    no_such_destination = "no_such_destination"
    hand_over_on_its_way = "hand_over_on_its_way"
    hand_over_under_way = "hand_over_under_way"
    handed_over_already = "handed_over_already"
    hand_over_try_again = "hand_over_try_again"
    too_many_hand_overs = "too_many_hand_overs"
    no_such_hand_over = "no_such_hand_over"
    hand_over_not_failed = "hand_over_not_failed"
    hand_over_delayed = "hand_over_delayed"
    hand_over_failed = "hand_over_failed"
    hand_over_arrived = "hand_over_arrived"
    hand_over_before_merge = "hand_over_before_merge"
    reference_kept = "reference_kept"
    deed_handed_over = "deed_handed_over"
    no_case_to_merge_into = "no_case_to_merge_into"
    absorbed = "absorbed"
    repost_on_its_way = "repost_on_its_way"
    only_thanks_reposted = "only_thanks_reposted"
    posts_for_followers = "posts_for_followers"
    # What became of sends
    awaits_approval = "awaits_approval"
    send_settled = "send_settled"
    courtesy_sent = "courtesy_sent"
    # Self-service
    self_service = "self_service"
    lookup_not_awaited = "lookup_not_awaited"
    no_lookup_awaited = "no_lookup_awaited"
    lookup_not_told = "lookup_not_told"
    not_by_self_service_alone = "not_by_self_service_alone"
    customer_wrote_else = "customer_wrote_else"
    left_answered = "left_answered"
    # Surveys
    customer_asked = "customer_asked"
    survey_answered = "survey_answered"
    survey_commented = "survey_commented"
    bad_score_followed_up = "bad_score_followed_up"
    scale_explained = "scale_explained"
    off_scale_again = "off_scale_again"
    second_number = "second_number"
    survey_expired = "survey_expired"
    no_survey_awaited = "no_survey_awaited"
    no_survey_planned = "no_survey_planned"
    survey_waits_for_hours = "survey_waits_for_hours"
    surveys_off = "surveys_off"
    no_person_handled = "no_person_handled"
    never_wrote_in_private = "never_wrote_in_private"
    merged_asked_elsewhere = "merged_asked_elsewhere"
    self_service_solved = "self_service_solved"
    nothing_the_matter = "nothing_the_matter"
    own_incident_open = "own_incident_open"
    incident_open = "incident_open"
    not_in_sample = "not_in_sample"
    asked_lately = "asked_lately"
    never_opens_again = "never_opens_again"
    # Why nothing can be answered
    never_wrote_dm = "never_wrote_dm"
    never_wrote_in_public = "never_wrote_in_public"
    encrypted_chat = "encrypted_chat"
    chat_no_keys = "chat_no_keys"
    chat_no_conversation_key = "chat_no_conversation_key"
    chat_unverified = "chat_unverified"
    chat_key_unverified = "chat_key_unverified"
    chat_unreadable = "chat_unreadable"
    chat_group = "chat_group"
    chat_keys_unknown = "chat_keys_unknown"
    chat_requests_wait = "chat_requests_wait"
    post_deleted = "post_deleted"
    posts_protected = "posts_protected"
    month_spent = "month_spent"
    # What the guard says
    wrong_account = "wrong_account"
    said_already = "said_already"
    dm_too_long = "dm_too_long"
    post_too_long = "post_too_long"
    link_not_https = "link_not_https"
    personal_data = "personal_data"
    asks_in_public = "asks_in_public"
    tone_no_greeting = "tone_no_greeting"
    tone_shouts = "tone_shouts"
    tone_blames = "tone_blames"
    tone_no_date = "tone_no_date"
    words_to_approve = "words_to_approve"
    names_other_account = "names_other_account"
    said_to_customer = "said_to_customer"
    dead_link = "dead_link"
    over_budget = "over_budget"
    piece_too_long = "piece_too_long"
    # Why a send is not wanted any more
    no_longer_true = "no_longer_true"
    hours_changed = "hours_changed"
    could_not_be_said = "could_not_be_said"
    case_resolved = "case_resolved"
    survey_answered_already = "survey_answered_already"
    survey_cancelled = "survey_cancelled"
    posts_off = "posts_off"
    closed_now = "closed_now"
    open_again = "open_again"
    absence_over = "absence_over"
    another_absence = "another_absence"
    incident_over = "incident_over"
    beginning_not_told = "beginning_not_told"
    dropped = "dropped"
    cancelled_before_it_went = "cancelled_before_it_went"
    # Why nobody knows, or X said no
    too_long_ago_to_repeat = "too_long_ago_to_repeat"
    publisher_died = "publisher_died"
    not_shown_by_x = "not_shown_by_x"
    same_text_at_x = "same_text_at_x"
    no_answer_of_x = "no_answer_of_x"
    x_failed = "x_failed"
    x_keeps_failing = "x_keeps_failing"
    cannot_be_handled = "cannot_be_handled"
    not_shown_and_unwanted = "not_shown_and_unwanted"
    limits_of_x = "limits_of_x"
    part_of_thread = "part_of_thread"
    chat_bad_signature = "chat_bad_signature"
    chat_old_key = "chat_old_key"
    chat_not_trusted = "chat_not_trusted"
    chat_recipient_key_changed = "chat_recipient_key_changed"
    chat_encrypted_only = "chat_encrypted_only"
    chat_flagged_spam = "chat_flagged_spam"
    chat_rate_limit = "chat_rate_limit"
    chat_failed = "chat_failed"
    chat_cannot_seal = "chat_cannot_seal"
    chat_recipient_no_keys = "chat_recipient_no_keys"
    # Whether X takes a reply, as far as that is known
    reply_may_be_refused = "reply_may_be_refused"
    such_replies_taken = "such_replies_taken"
    # X's own reasons, as `care.model.refusals` names them
    duplicate = "duplicate"
    not_summoned = "not_summoned"
    cannot_dm = "cannot_dm"
    gone = "gone"
    not_visible = "not_visible"
    too_long = "too_long"
    suspended = "suspended"
    locked = "locked"
    no_permission = "no_permission"
    automated = "automated"
    author_restricted = "author_restricted"
    invalid = "invalid"
    already_done = "already_done"
    account_must_ask = "account_must_ask"
    unknown = "unknown"
    # Who may change access
    own_access = "own_access"
    not_all_accounts = "not_all_accounts"
    sees_all_accounts = "sees_all_accounts"
    works_for_others = "works_for_others"
    works_here_already = "works_here_already"
    changed_meanwhile = "changed_meanwhile"
    # What a request is refused for
    connect_failed = "connect_failed"
    connect_denied = "connect_denied"
    connect_other_account = "connect_other_account"
    connect_no_client = "connect_no_client"
    bad_body = "bad_body"
    form_expected = "form_expected"
    bad_base64 = "bad_base64"
    body_too_large = "body_too_large"
    no_sign_in = "no_sign_in"
    sign_in_failed = "sign_in_failed"
    mail_not_verified = "mail_not_verified"
    choose_a_person = "choose_a_person"
    no_cognito_here = "no_cognito_here"
    no_such_person = "no_such_person"
    not_on_x = "not_on_x"
    x_silent = "x_silent"
    view_without_name = "view_without_name"
    too_many_views = "too_many_views"
    lookup_key_bound = "lookup_key_bound"
    no_such_message = "no_such_message"
    no_such_table = "no_such_table"
    nothing_chosen = "nothing_chosen"
    no_such_action = "no_such_action"
    field_not_text = "field_not_text"
    field_half_character = "field_half_character"
    version_missing = "version_missing"
    form_wrong = "form_wrong"
    signed_out = "signed_out"
    not_allowed = "not_allowed"
    not_found = "not_found"
    wrong_method = "wrong_method"
    unavailable = "unavailable"
    failed = "failed"
    queue_did_not_take = "queue_did_not_take"
    # What a send costs
    price_post = "price_post"
    price_post_with_link = "price_post_with_link"
    price_post_with_button = "price_post_with_button"
    price_reply = "price_reply"
    price_dm = "price_dm"
    price_chat = "price_chat"
    price_repost = "price_repost"
    price_act = "price_act"
    cheaper_by_dm = "cheaper_by_dm"
    # What a deed of the audit trail was about
    deed_settings = "deed_settings"
    deed_settings_part = "deed_settings_part"
    deed_settings_back = "deed_settings_back"
    deed_settings_all = "deed_settings_all"
    deed_selfservice = "deed_selfservice"
    deed_label = "deed_label"
    deed_taught_back = "deed_taught_back"
    deed_taught_on = "deed_taught_on"
    deed_budget = "deed_budget"
    deed_no_budget = "deed_no_budget"
    # Erasing a customer: who is meant, what went from where, and what remains
    customer_unknown = "customer_unknown"
    customers_several = "customers_several"
    confirm_wrong = "confirm_wrong"
    dossier_too_large = "dossier_too_large"
    gone_cases = "gone_cases"
    gone_labels = "gone_labels"
    gone_messages = "gone_messages"
    gone_media = "gone_media"
    gone_sends = "gone_sends"
    gone_words = "gone_words"
    gone_files = "gone_files"
    gone_results = "gone_results"
    gone_letters = "gone_letters"
    gone_taught = "gone_taught"
    gone_trail = "gone_trail"
    gone_gifts = "gone_gifts"
    remains_id = "remains_id"
    remains_backups = "remains_backups"
    remains_deeds = "remains_deeds"
    remains_counts = "remains_counts"
    remains_logs = "remains_logs"
    remains_at_x = "remains_at_x"
    remains_handed = "remains_handed"
    deed_access = "deed_access"
    deed_integration = "deed_integration"
    deed_integration_ended = "deed_integration_ended"
    too_often = "too_often"
    no_such_subscriber = "no_such_subscriber"
    no_such_token = "no_such_token"  # noqa: S105  the name of a code
    deed_redriven = "deed_redriven"
    deed_history = "deed_history"
    deed_replayed = "deed_replayed"
    deed_connected = "deed_connected"
    deed_chat_connected = "deed_chat_connected"
    # The account's own posts
    too_late_to_post = "too_late_to_post"
    not_approved_in_time = "not_approved_in_time"
    thread_too_long = "thread_too_long"
    no_such_post = "no_such_post"
    nobody_answers_then = "nobody_answers_then"
    another_approves = "another_approves"
    post_under_way = "post_under_way"
    # Gifts
    no_such_pool = "no_such_pool"
    no_such_gift = "no_such_gift"
    gift_pool_closed = "gift_pool_closed"
    gift_pool_over = "gift_pool_over"
    gift_pool_empty = "gift_pool_empty"
    gift_pools_many = "gift_pools_many"
    gift_pool_used = "gift_pool_used"
    gift_day_full = "gift_day_full"
    gift_customer_full = "gift_customer_full"
    gift_contended = "gift_contended"
    gift_taken_back = "gift_taken_back"
    gift_not_unclear = "gift_not_unclear"
    # Saved searches and what they find
    opened_by_hand = "opened_by_hand"
    no_such_search = "no_such_search"
    no_such_find = "no_such_find"
    search_refused = "search_refused"
    search_not_allowed = "search_not_allowed"
    search_waits = "search_waits"
    search_paused = "search_paused"
    search_budget_spent = "search_budget_spent"
    search_month_spent = "search_month_spent"
    gone_finds = "gone_finds"
    # A sentence of an earlier release, or a code of a later one
    told_before = "told_before"


# The parameters of the codes that have any. What a parameter of `care.words.NAMES` holds is a name of the rules, or
# several with commas between them, and is put into words too.
PARAMETERS: Final[Mapping[Code, frozenset[str]]] = MappingProxyType(
    {
        code: frozenset(names)
        for code, names in {
            Code.withheld: {"purpose"},
            Code.remains_handed: {"names"},
            Code.deed_handed_over: {"name"},
            Code.no_such_destination: {"name"},
            Code.hand_over_under_way: {"name"},
            Code.handed_over_already: {"name"},
            Code.hand_over_try_again: {"name"},
            Code.too_many_hand_overs: {"most"},
            Code.gift_pool_over: {"day"},
            Code.gift_pools_many: {"most"},
            Code.gift_day_full: {"most"},
            Code.gift_customer_full: {"most", "days"},
            Code.search_budget_spent: {"until"},
            Code.search_month_spent: {"until"},
            Code.permission_lacks: {"scope"},
            Code.initials_wrong: {"most"},
            Code.too_many_files: {"most"},
            Code.too_many_in_chat: {"most"},
            Code.file_too_large_for_chat: {"megabytes"},
            Code.case_has_many_files: {"most"},
            Code.file_too_large: {"kind", "megabytes"},
            Code.send_settled: {"purpose", "state"},
            Code.self_service: {"step"},
            Code.personal_data: {"kinds"},
            Code.asks_in_public: {"kinds"},
            Code.words_to_approve: {"words"},
            Code.names_other_account: {"username"},
            Code.dead_link: {"link"},
            Code.piece_too_long: {"piece", "length", "limit"},
            Code.posts_off: {"post"},
            Code.x_failed: {"error"},
            Code.x_keeps_failing: {"attempts"},
            Code.cannot_be_handled: {"error"},
            Code.part_of_thread: {"part", "parts"},
            Code.chat_failed: {"failure"},
            Code.chat_requests_wait: {"link"},
            Code.cheaper_by_dm: {"price"},
            Code.no_such_action: {"action", "known"},
            Code.nothing_chosen: {"most"},
            Code.too_many_tags: {"most"},
            Code.not_on_x: {"username"},
            Code.too_many_views: {"most"},
            Code.too_many_notes: {"most"},
            Code.deed_settings: {"section", "version"},
            Code.deed_settings_part: {"part", "section", "version"},
            Code.deed_settings_back: {"earlier", "version"},
            Code.deed_settings_all: {"version"},
            Code.deed_selfservice: {"switch", "version"},
            Code.deed_label: {"after", "before", "label"},
            Code.deed_taught_back: {"number"},
            Code.deed_budget: {"dollars", "limit"},
            Code.deed_access: {"act", "person"},
            Code.customers_several: {"ids"},
            Code.remains_id: {"until"},
            Code.remains_backups: {"until"},
            Code.deed_integration: {"name"},
            Code.lookup_key_bound: {"secret", "host"},
            Code.deed_integration_ended: {"name"},
            Code.deed_redriven: {"count", "queue"},
            Code.deed_history: {"count", "days"},
            Code.deed_replayed: {"app", "end", "start"},
            Code.connect_other_account: {"username"},
            Code.deed_connected: {"app"},
            Code.deed_chat_connected: {"version"},
            Code.thread_too_long: {"most"},
            Code.told_before: {"said"},
        }.items()
    }
)
_NONE: Final[Mapping[str, Param]] = MappingProxyType({})


class _Wire(TypedDict):
    code: str
    params: dict[str, Param]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A code with its parameters; two with the same ones are equal."""

    code: Code
    params: Mapping[str, Param] = field(default=_NONE)

    def __post_init__(self) -> None:
        if not isinstance(self.code, Code):
            raise TypeError("an outcome is made of a Code, not of words")
        if self.params.keys() != PARAMETERS.get(self.code, frozenset()):
            raise TypeError(f"{self.code} takes {sorted(PARAMETERS.get(self.code, ()))}, not {sorted(self.params)}")
        if self.params:
            object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.code, frozenset(self.params.items())))

    def __str__(self) -> str:
        """For logs: the code, with its parameters if it has any."""
        told = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code}({told})" if told else str(self.code)

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(given: Any, wire: core_schema.ValidatorFunctionWrapHandler) -> "Outcome":
            return given if isinstance(given, Outcome) else heard(wire(given))

        return core_schema.no_info_wrap_validator_function(
            read,
            handler.generate_schema(_Wire),
            serialization=core_schema.plain_serializer_function_ser_schema(
                wire_of, return_schema=handler.generate_schema(_Wire)
            ),
        )


type Outcomes = tuple[Outcome, ...]


def outcome(code: Code, **params: Param) -> Outcome:
    """An outcome with these parameters."""
    return Outcome(code, params)


def wire_of(one: Outcome) -> _Wire:
    """An outcome as it is stored and sent."""
    return {"code": str(one.code), "params": dict(one.params)}


def heard(wire: Mapping[str, Any]) -> Outcome:
    """An outcome as it was stored or sent; one that only another release knows is shown as it is written."""
    try:
        params = {name: value if isinstance(value, str) else int(value) for name, value in wire["params"].items()}
        return Outcome(Code(wire["code"]), params)
    except (KeyError, TypeError, ValueError, AttributeError):
        return outcome(Code.told_before, said=str(wire.get("code", "")))


def codes(outcomes: Iterable[Outcome]) -> tuple[Code, ...]:
    """The codes alone, in their order."""
    return tuple(one.code for one in outcomes)
