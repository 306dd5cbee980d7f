"""Ways to break what follows a release, self-service and the report, each with the story in which a promise breaks."""

from tests.simulation.mutation import CARE, Edit, Mutation, one

MORE: tuple[Mutation, ...] = (
    one(
        "what a newer release wrote is put aside",
        6,
        2,
        f"{CARE}/batches.py",
        'if written_by_newer(record["body"]):',
        "if False:",
    ),
    one(
        "an item without the number of its format is refused",
        6,
        1,
        f"{CARE}/tables/attributes.py",
        'values.pop("format", FORMAT)',
        'values.pop("format", FORMAT + 1)',
    ),
    one(
        "an item of a newer release holds all that is read with it",
        6,
        2,
        "functions/hours/handler.py",
        "    except NewerFormat:\n        # Nobody may be left out of a sweep",
        "    except ZeroDivisionError:\n        # Nobody may be left out of a sweep",
    ),
    Mutation(
        "what self-service answered is acknowledged besides",
        2,
        3,
        (
            Edit(
                f"{CARE}/case/arrivals.py",
                "        case, commands, because = served.case, served.commands, (served.because,)\n",
                "        case, more, because = acknowledged("
                "served.case, event, verdict, account, now, closing=closing)\n"
                "        commands = (*served.commands, *more)\n",
            ),
            Edit(f"{CARE}/case/selfservice.py", ", acknowledged_since=case.unanswered_since)", ")"),
            Edit(
                f"{CARE}/acknowledgement/rules.py",
                "    if service is None or service.answering != message.id:\n",
                "    if service is None or message.id:\n",
            ),
            Edit(
                f"{CARE}/acknowledgement/rules.py",
                "    if case.told_message == case.last_message.id:\n"
                "        return outcome(Code.acknowledged_already)  # an older",
                "    if case.told_message == case.case_id:\n"
                "        return outcome(Code.acknowledged_already)  # an older",
            ),
        ),
    ),
    Mutation(
        "self-service goes on after a person has answered",
        2,
        19,
        (
            Edit(
                f"{CARE}/case/selfservice_end.py",
                'over = {"handed_over"} if even_solved else {"handed_over", "solved"}',
                'over = {"handed_over", "solved", "answered", "menu", "asking"}',
            ),
            Edit(
                f"{CARE}/case/selfservice.py",
                "    if case.person_answered_at is not None or case.answered_by or case.assignee:",
                "    if case.assignee:",
            ),
        ),
    ),
    one(
        "what self-service says goes out in public",
        4,
        12,
        f"{CARE}/acknowledgement/texts.py",
        'channel="private",\n        purpose="acknowledgement",\n        text=f"{text}\\n\\n{auto',
        'channel="public",\n        purpose="acknowledgement",\n        text=f"{text}\\n\\n{auto',
    ),
    one(
        "a brand is asked with any brand's key",
        4,
        1,
        f"{CARE}/x/accounts.py",
        "        token = self._secret(app).accounts.get(account_id)\n        return",
        "        token = next(iter(self._secret(app).accounts.values()))\n        return",
    ),
    one(
        "what was looked up is logged",
        4,
        1,
        "functions/selfservice/handler.py",
        "found=found, reason=reason)",
        "found=found, reason=reason, fields=event.fields)",
    ),
    Mutation(
        "a look-up that failed is told to nobody",
        1,
        13,
        (
            Edit(
                f"{CARE}/case/selfservice.py", 'case.timers.get("lookup") or now + _HEARD_WITHIN', "now + _HEARD_WITHIN"
            ),
            Edit(
                f"{CARE}/case/selfservice.py",
                "_HEARD_WITHIN = timedelta(minutes=2)",
                "_HEARD_WITHIN = timedelta(days=90)",
            ),
            Edit(
                "functions/selfservice/handler.py",
                "    if not send_all(",
                "    if found and not send_all(",
            ),
        ),
    ),
    one(
        "what came late takes the place of a day of the report",
        1,
        2,
        f"{CARE}/tables/reports.py",
        '"sk": f"{day}#{on.isoformat()}",',
        '"sk": f"{day}#",',
    ),
    one(
        "the report takes a day for over that goes on",
        1,
        1,
        "functions/report/handler.py",
        "over = (now - timedelta(minutes=15)).date() - timedelta(days=1)",
        "over = now.date()",
    ),
)
