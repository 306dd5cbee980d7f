"""The sentences in which releases up to 0.1.0 wrote outcomes, and the codes that they stand for.

Those releases stored English sentences (`because`, `reason`), this one stores codes beside them. What is stored is read
back as codes, and codes are written as the old sentences too, so that an earlier release works on while a stack is
updated or rolled back. A sentence that is not in the table is shown as it is, under `Code.told_before`.

Stored rows live for 13 months at most. This module, and the sentences beside the codes, may go from 2028-01-01 on.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from care.outcomes import PARAMETERS, Code, Outcome, Outcomes, heard, outcome, wire_of

# More than one sentence may stand for a code; the first of them is what is written for an earlier release.
SENTENCES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        "the case is gone": Code.case_gone,
        "there is no such case": Code.no_such_case,
        "not about a case": Code.not_about_a_case,
        "a repost asks for nothing": Code.repost_asks_nothing,
        "written before everything of the customer was erased": Code.written_before_erasure,
        "a message was deleted on X": Code.message_deleted,
        "a deleted message that no case holds": Code.deleted_message_unknown,
        "opted out of automatic messages": Code.opted_out,
        "a person answered": Code.person_answered,
        "the account wrote where there is no case": Code.account_wrote_without_case,
        "kept until there is a case": Code.kept_until_case,
        "nothing is due any more": Code.nothing_due,
        "in sight again": Code.in_sight_again,
        "reckoned by these settings already": Code.reckoned_already,
        "reckoned anew by changed settings": Code.reckoned_anew,
        "the response is almost late": Code.sla_warned,
        "the response is late": Code.sla_breached,
        "a person has answered already": Code.answered_already,
        "a person has answered": Code.answered_already,
        "a person answered in the last minutes": Code.answered_lately,
        "thanks after the resolution": Code.thanks_after_resolution,
        "thanks alone are not acknowledged": Code.thanks_not_acknowledged,
        "people have the grace to answer": Code.grace_runs,
        "the grace has ended": Code.grace_ended,
        "the account closes for good before the grace ends": Code.closes_before_grace_ends,
        "closed: the customer is told when we are back": Code.told_of_return,
        "told already in this closed period": Code.told_of_return_already,
        "personal data in public: the customer is asked to go on in private": Code.asked_to_go_private,
        "asked already to go on in private": Code.asked_to_go_private_already,
        "acknowledgements are switched off": Code.acknowledgements_off,
        "acknowledged already, and not answered since": Code.acknowledged_already,
        "this message had its one automatic answer already": Code.answered_automatically_already,
        "self-service has answered it": Code.self_service_answered,
        "the message is too old to be acknowledged": Code.message_too_old,
        "enough automatic messages for one day": Code.enough_for_a_day,
        "the customer opted out": Code.customer_opted_out,
        "the customer opted out of automatic messages": Code.customer_opted_out,
        "automatic messages are paused": Code.paused,
        "not about the incident": Code.not_about_the_incident,
        "attached to the incident": Code.incident_attached,
        "the customer is told of the incident": Code.told_of_incident,
        "told of the incident already": Code.told_of_incident_already,
        "the incident ended": Code.incident_ended,
        "the incident ended, nobody waits": Code.incident_ended_unwaited,
        "the customer is told of the end": Code.told_of_end,
        "told of the end already, in another case": Code.told_of_end_already,
        "the customer is thanked too": Code.thanked,
        "thanks are not answered automatically": Code.thanks_off,
        "the customer waits for an answer, and thanks are none": Code.thanks_while_waiting,
        "thanked already within a week": Code.thanked_lately,
        "the thanks are too old to be answered": Code.thanks_too_old,
        "resolved by a person": Code.resolved,
        "resolved already": Code.resolved_already,
        "reopened by a person": Code.reopened,
        "not resolved": Code.not_resolved,
        "a person's reply is on its way": Code.reply_on_its_way,
        "somebody else answered meanwhile": Code.answered_meanwhile,
        "the case was merged: answer in the one that goes on": Code.case_merged,
        "approved": Code.approved,
        "nothing of that id waits for approval": Code.nothing_to_approve,
        "cancelled, if it has not gone yet": Code.cancelled,
        "that is no reply of this case": Code.not_a_reply_of_case,
        "decided, if nobody knew better by then": Code.decided,
        "that is no send of this case": Code.not_a_send_of_case,
        "only what X has, has an id there": Code.id_only_of_sent,
        "assigned": Code.assigned,
        "unassigned": Code.unassigned,
        "noted": Code.noted,
        "promised": Code.promised,
        "a promise is about the future": Code.promise_in_the_past,
        "the case has as many open promises as one can keep": Code.too_many_promises,
        "there is no such open promise": Code.no_open_promise,
        "a promise was kept": Code.promise_kept,
        "somebody is reminded of a promise": Code.promise_reminded,
        "a promise was broken": Code.promise_broken,
        "snoozed": Code.snoozed,
        "a resolved case is out of sight already": Code.snooze_resolved,
        "that instant has passed": Code.snooze_in_the_past,
        "merged into another case": Code.merged,
        "merged already": Code.merged_already,
        "there is no other case of this customer to merge into": Code.no_case_to_merge_into,
        "took over a merged case": Code.absorbed,
        "the repost is on its way": Code.repost_on_its_way,
        "only thanks and praise are reposted": Code.only_thanks_reposted,
        "the customer shows posts to followers alone": Code.posts_for_followers,
        "waits for a supervisor's approval": Code.awaits_approval,
        "the courtesy was sent": Code.courtesy_sent,
        "nobody waits for this look-up any more": Code.lookup_not_awaited,
        "no look-up is waited for": Code.no_lookup_awaited,
        "a look-up is not told any more": Code.lookup_not_told,
        "not answered by self-service alone": Code.not_by_self_service_alone,
        "the customer wrote something else": Code.customer_wrote_else,
        "answered by self-service, and left so": Code.left_answered,
        "the customer is asked": Code.customer_asked,
        "a survey was answered": Code.survey_answered,
        "a survey was commented on": Code.survey_commented,
        "a bad score is followed up": Code.bad_score_followed_up,
        "the scale is explained once more": Code.scale_explained,
        "a number off the scale once more, which is left": Code.off_scale_again,
        "a second number, which changes nothing": Code.second_number,
        "the survey has expired": Code.survey_expired,
        "no survey is waiting for an answer": Code.no_survey_awaited,
        "no survey is planned": Code.no_survey_planned,
        "waits for open hours": Code.survey_waits_for_hours,
        "surveys are switched off": Code.surveys_off,
        "no person handled the case": Code.no_person_handled,
        "the customer never wrote in private": Code.never_wrote_in_private,
        "merged into another case, which is asked about": Code.merged_asked_elsewhere,
        "self-service solved it": Code.self_service_solved,
        "nothing was the matter": Code.nothing_the_matter,
        "its incident is still open": Code.own_incident_open,
        "an incident is open": Code.incident_open,
        "not in the sample": Code.not_in_sample,
        "asked lately": Code.asked_lately,
        "the account never opens again": Code.never_opens_again,
        "the customer never wrote in public": Code.never_wrote_in_public,
        "an encrypted chat cannot be answered by the API": Code.encrypted_chat,
        "the customer's posts are protected": Code.posts_protected,
        "X lets nobody reply who was not summoned": Code.not_summoned,
        "it would be posted by another account than the case's": Code.wrong_account,
        "the very same was said already": Code.said_already,
        "longer than a DM may be": Code.dm_too_long,
        "longer than a post may be": Code.post_too_long,
        "a link must begin with https://": Code.link_not_https,
        "over budget": Code.over_budget,
        "its text is no longer true": Code.no_longer_true,
        "the hours were changed: we are back at another time than it says": Code.hours_changed,
        "the case is resolved": Code.case_resolved,
        "the survey was answered": Code.survey_answered_already,
        "the survey was cancelled": Code.survey_cancelled,
        "it is closed": Code.closed_now,
        "it is open again": Code.open_again,
        "the absence is over, or was changed": Code.absence_over,
        "another absence has begun": Code.another_absence,
        "the incident is over, or is not told to everybody any more": Code.incident_over,
        "nobody was told that it began": Code.beginning_not_told,
        "a person dropped it": Code.dropped,
        "cancelled before it went": Code.cancelled_before_it_went,
        "it may have been sent, too long ago to try it again": Code.too_long_ago_to_repeat,
        "the publisher died while sending": Code.publisher_died,
        "it may have been sent, and X does not show it": Code.not_shown_by_x,
        "X has the same text already": Code.same_text_at_x,
        "no readable answer came after the request left": Code.no_answer_of_x,
        "X does not show it, and nobody waits for it": Code.not_shown_and_unwanted,
        "the customer takes no DMs from the account": Code.cannot_dm,
        "the customer wrote in an encrypted chat, which the API cannot answer": Code.encrypted_chat,
        "the customer never wrote a DM, and X lets nobody begin one": Code.never_wrote_dm,
        "the post was deleted": Code.post_deleted,
        "the month's budget is spent": Code.month_spent,
        # Not written any more as one sentence: two outcomes stand for each.
        "attached to the incident, the customer is told": Code.incident_attached,
        "the incident ended, the customer is told": Code.incident_ended,
    }
)
# X's own reasons were codes before, and an earlier release compares them.
_CODES: Final = frozenset({Code.cannot_dm, Code.not_summoned})
_FIRST: Final[Mapping[Code, str]] = MappingProxyType(
    {code: sentence for sentence, code in reversed(list(SENTENCES.items())) if code not in _CODES}
)


def understood(said: str) -> Outcomes:
    """What a sentence of an earlier release stands for; nothing for an empty one."""
    match said.split(" ", 5), said.partition(", the others stand: "):
        case ["part", part, "of", parts, *_], [_, _, rest] if rest:
            parts = parts.rstrip(",")
            if part.isdecimal() and parts.isdecimal():
                return (outcome(Code.part_of_thread, part=int(part), parts=int(parts)), *understood(rest))
    return tuple(_of(part) for part in said.split("; ") if part)


def because_of(row: Mapping[str, Any], sentence: str = "because") -> Outcomes:
    """The outcomes of a stored row: its codes, or what the sentence of an earlier release stands for."""
    why = row.get("why")
    return tuple(heard(one) for one in why) if why is not None else understood(str(row.get(sentence, "")))


def row_of(outcomes: Iterable[Outcome], sentence: str = "because") -> dict[str, Any]:
    """The attributes of a row that keeps outcomes: as codes, and as an earlier release wrote them."""
    outcomes = tuple(outcomes)
    return {"why": [wire_of(one) for one in outcomes], sentence: said_before(outcomes)}


def said_before(outcomes: Iterable[Outcome]) -> str:
    """Outcomes as an earlier release wrote them, which reads some of them by their words; else as codes."""
    return "; ".join(_said(list(outcomes)))


def _said(outcomes: list[Outcome]) -> Iterator[str]:
    for place, one in enumerate(outcomes):
        told = one.params
        match one.code:
            case Code.withheld:
                yield f"{told['purpose']} withheld: automatic messages are paused"
            case Code.self_service:
                yield f"self-service: {told['step']}"
            case Code.send_settled:
                yield f"the {told['purpose']} was {told['state']}"
            case Code.personal_data:
                yield f"personal data may not go out in public: {told['kinds']}"
            case Code.words_to_approve:
                yield f"waits for approval: {told['words']}"
            case Code.part_of_thread:
                rest = "; ".join(_said(outcomes[place + 1 :]))
                yield f"part {told['part']} of {told['parts']}, the others stand: {rest}"
                return
            case Code.told_before:
                yield str(told["said"])
            case _:
                yield _FIRST.get(one.code, str(one))


def _of(part: str) -> Outcome:
    if (code := SENTENCES.get(part)) is not None:
        return outcome(code)
    head, _, tail = part.partition(": ")
    match head.split():
        case [purpose, "withheld"] if SENTENCES.get(tail) is Code.paused:
            return outcome(Code.withheld, purpose=purpose)
        case ["self-service"] if tail:
            return outcome(Code.self_service, step=tail)
        case ["the", purpose, "was", state] if not tail:
            return outcome(Code.send_settled, purpose=purpose, state=state)
        case ["personal", "data", "may", *_] if tail:
            return outcome(Code.personal_data, kinds=tail)
        case ["waits", "for", "approval"] if tail:
            return outcome(Code.words_to_approve, words=tail)
    if part in Code.__members__.values() and Code(part) not in PARAMETERS:
        return outcome(Code(part))  # X's reasons were codes already
    return outcome(Code.told_before, said=part)
