"""Ways to break what an account deals in with others: cases handed over, facts, codes, spam."""

from tests.simulation.mutation import CARE, Mutation, one

DEALINGS: tuple[Mutation, ...] = (
    one(
        "a customer is told of a hand-over that has not arrived",
        12,
        7,
        "functions/notify/handing_over.py",
        '("arrived", "sent") if answer.arrived else ("failed", "failed")',
        '("arrived", "sent") if answer.status else ("failed", "failed")',
    ),
    one(
        "a hand-over that failed once is not tried again",
        12,
        3,
        "functions/notify/handing_over.py",
        '        self.deliveries.settle(begun, "waiting", answer.status, again)\n'
        "        self.fan_out.send(message_of(begun), again, now)\n",
        '        self.deliveries.settle(begun, "waiting", answer.status, again)\n',
    ),
    one(
        "a claim whose answer was lost is somebody else's",
        12,
        2,
        f"{CARE}/tables/deliveries.py",
        "            return self.one(message_of(delivery)) == delivery\n",
        "            return False\n",
    ),
    one(
        "what others have heard is told again",
        12,
        2,
        "functions/notify/delivering.py",
        "if delivery is None or delivery.is_over:",
        "if delivery is None:",
    ),
    one(
        "that a case is late is told to nobody",
        12,
        2,
        f"{CARE}/facts/derive.py",
        "        if Code.sla_breached in said:\n",
        "        if Code.sla_breached in said and told is None:\n",
    ),
    one(
        "what people wrote goes to whoever takes a case",
        4,
        2,
        "functions/notify/handing_over.py",
        "body = story(handing, now, words=to.words)",
        "body = story(handing, now, words=True)",
    ),
    one(
        "a code that was given stays free",
        3,
        2,
        f"{CARE}/tables/gifts.py",
        "free=bundle.free[1:], ",
        "",
    ),
    one(
        "a code is free again while its message waits",
        12,
        2,
        f"{CARE}/gifts/settling.py",
        '        case _:\n            return "wait"',
        '        case _:\n            return Became("back")',
    ),
)
