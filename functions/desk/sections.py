"""The sections of the settings, as the pages list them: what a form shows, what it sends, what it changes."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from care.desk.sections import (
    brand,
    chats,
    courtesy,
    handover,
    hours,
    lexicon,
    replies,
    selfservice,
    surveys,
    targets,
    texts,
)
from care.desk.sections.drafts import Draft, Fields
from care.model.account import Account
from desk.labels import N_


class Section(NamedTuple):
    """One page of the settings. A part is what of it is edited; most have one alone."""

    name: str
    label: str
    draft: Callable[[Account, str], Draft]
    read: Callable[[Fields, str], Draft]
    change: Callable[[Account, Draft, str, datetime], Account]
    first: str = ""
    has: Callable[[Account, str], bool] = lambda _account, part: not part
    without: Callable[[Account, str], Account] | None = None
    tries: bool = True
    """Whether something is shown beside the form while it is filled in."""


def _is_entry(_account: Account, part: str) -> bool:
    return part == "general" or part.partition(".")[0] in {"articles", "lookups"}


SECTIONS = {
    section.name: section
    for section in (
        Section(
            "hours",
            N_("Hours"),
            lambda account, _: hours.draft_of(account),
            lambda fields, _: hours.read(fields),
            lambda account, draft, _, now: hours.change(account, draft, now),
        ),
        Section(
            "brand",
            N_("Brand"),
            lambda account, _: brand.draft_of(account),
            lambda fields, _: brand.read(fields),
            lambda account, draft, _, __: brand.change(account, draft),
            tries=False,
        ),
        Section(
            "texts",
            N_("Texts"),
            texts.draft_of,
            lambda fields, _: texts.read(fields),
            lambda account, draft, part, _: texts.change(account, draft, part),
            "closed",
            lambda account, part: part in texts.parts(account),
        ),
        Section(
            "lexicon",
            N_("Lexicon"),
            lambda account, _: lexicon.draft_of(account),
            lambda fields, _: lexicon.read(fields),
            lambda account, draft, _, __: lexicon.change(account, draft),
        ),
        Section(
            "targets",
            N_("Targets and guard"),
            lambda account, _: targets.draft_of(account),
            lambda fields, _: targets.read(fields),
            lambda account, draft, _, __: targets.change(account, draft),
            tries=False,
        ),
        Section(
            "surveys",
            N_("Surveys"),
            lambda account, _: surveys.draft_of(account),
            lambda fields, _: surveys.read(fields),
            lambda account, draft, _, __: surveys.change(account, draft),
        ),
        Section(
            "courtesy",
            N_("Courtesy"),
            courtesy.draft_of,
            courtesy.read,
            lambda account, draft, part, _: courtesy.change(account, draft, part),
            courtesy.GENERAL,
            lambda _account, part: part in courtesy.PARTS,
        ),
        Section(
            "selfservice",
            N_("Self-service"),
            selfservice.draft_of,
            selfservice.read,
            lambda account, draft, part, _: selfservice.change(account, draft, part),
            "general",
            _is_entry,
            selfservice.without,
        ),
        Section(
            "replies",
            N_("Saved replies"),
            replies.draft_of,
            replies.read,
            lambda account, draft, part, _: replies.change(account, draft, part),
            replies.GENERAL,
            replies.has,
            replies.without,
            tries=False,
        ),
        Section(
            "handover",
            N_("Handing over"),
            handover.draft_of,
            handover.read,
            lambda account, draft, part, _: handover.change(account, draft, part),
            handover.GENERAL,
            handover.has,
            handover.without,
            tries=False,
        ),
        Section(
            "chats",
            N_("Encrypted chats"),
            lambda account, _: chats.draft_of(account),
            lambda fields, _: chats.read(fields),
            lambda account, draft, _, __: chats.change(account, draft),
        ),
    )
}
