"""Ways to break what a brand does of its own accord, and what others than customers are told; and the spam check."""

from tests.simulation.mutation import CARE, Edit, Mutation, one

PLANNED: tuple[Mutation, ...] = (
    one(
        "a planned post goes before its time",
        9,
        3,
        f"{CARE}/posts/due.py",
        "    if now < post.begins:\n        return Rest(post.begins)\n",
        "",
    ),
    one(
        "a post that nobody approved goes",
        9,
        7,
        f"{CARE}/posts/due.py",
        '    if post.state != "planned":\n',
        '    if post.state not in {"planned", "draft"}:\n',
    ),
    one(
        "a post that waits for a supervisor past its time is told to nobody",
        9,
        2,
        f"{CARE}/posts/due.py",
        "Missed(outcome(Code.not_approved_in_time)) if now >= post.ends else Rest(post.ends)",
        "Rest(post.ends)",
    ),
    one(
        "two searches list one post",
        1,
        2,
        f"{CARE}/tables/finds.py",
        '                "Item": item_of({**where, **at, **end}),\n'
        '                "ConditionExpression": "attribute_not_exists(pk)",\n',
        '                "Item": item_of({**where, **at, **end}),\n',
    ),
    one(
        "what is found is read from where X failed on",
        1,
        3,
        f"{CARE}/watch/asking.py",
        "        progress=_place(seen, now),\n",
        "",
    ),
    one(
        "who wants a digest is told each thing by itself",
        12,
        2,
        "functions/notify/delivering.py",
        '        if delivery.state == "held":\n',
        '        if delivery.state == "held" and False:\n',
    ),
    one(
        "who wants a digest is told at once",
        9,
        2,
        f"{CARE}/model/subscriber.py",
        "if self.digest_at else None",
        "if self.digest_at and self.only_open else None",
    ),
    one(
        "what is held for a digest is tried by nobody",
        12,
        2,
        "functions/notify/fan_out.py",
        "        if not delivery.is_over:\n",
        '        if delivery.state == "waiting":\n',
    ),
    one(
        "people in a chat are told again what they have heard",
        12,
        2,
        "functions/notify/delivering.py",
        "if delivery is None or delivery.is_over:",
        'if delivery is None or (delivery.is_over and delivery.subscriber != "chat"):',
    ),
    one(
        "a fact is put on the bus after it counts as told",
        12,
        2,
        "functions/notify/fan_out.py",
        "        self._put_on_bus([fact for fact in new if any(_is_for(one, fact) for one in on_bus)], on_bus)\n"
        "        for fact in new:\n"
        "            self.deliveries.keep(fact)\n",
        "        for fact in new:\n"
        "            self.deliveries.keep(fact)\n"
        "        self._put_on_bus([fact for fact in new if any(_is_for(one, fact) for one in on_bus)], on_bus)\n",
    ),
    Mutation(
        "who is marked as spam is acknowledged",
        2,
        39,
        (
            Edit(f"{CARE}/case/unwanted.py", "    return customer.spam is True\n", "    return False\n"),
            Edit(
                f"{CARE}/acknowledgement/unwanted.py",
                '    if case.spam == "marked" or case.customer.spam is True:\n'
                "        return outcome(Code.marked_as_spam)\n"
                "    return outcome(Code.looks_like_spam) if case.spam else None\n",
                '    return outcome(Code.looks_like_spam) if case.spam == "looks" else None\n',
            ),
        ),
    ),
)
