"""The text of a request for access: all that is known of the customer, and nothing that says nothing."""

from tests.functions.conftest import ACCOUNT

from care.erasure.dossier import file_name, readable

MESSAGES = [
    {"at": "2026-11-24T21:05:00Z", "by": "person", "channel": "private", "text": "Sale hoy"},
    {"at": "2026-11-24T21:00:00Z", "by": "customer", "channel": "public"},
]
KEPT = {"message_id": "77", "media": {"id": "3_1", "type": "photo"}, "content_type": "image/png", "state": "kept"}
CASE = {
    "case": {
        "case_id": "7K3M9QX2TB4W",
        "topic": "orders",
        "state": "open",
        "opened_at": "2026-11-24",
        "hand_overs": [
            {"at": "2026-11-25", "to": "lake", "state": "arrived", "reference": "T-1"},
            {"at": "2026-11-26", "to": "lake", "state": "going"},
        ],
    },
    "messages": MESSAGES,
    "media": [
        {**KEPT, "place": "files/1", "fault": ""},
        {**KEPT, "place": "", "fault": "gone"},
        {**KEPT, "place": "", "fault": "", "state": "waiting"},
    ],
}
CUSTOMER = {
    "customer_id": "3001",
    "account_id": "2001",
    "version": 4,
    "name": "Marta",
    "username": "marta",
    "followers": 12,
    "bio": "",
    "tags": [],
    "earlier_usernames": ["mártir"],
}
GIFT = {"at": "2026-11-24", "pool": "Bienvenida", "worth": "10 €", "shown": "…77", "state": "given"}
FIND = {"message": {"at": "2026-11-20", "text": "vaya tienda"}}


def lines(**told: object) -> list[str]:
    whole = {"customer": CUSTOMER, "gifts": [GIFT], "cases": [CASE], "found": [FIND], **told}
    text = readable(whole, ACCOUNT, lambda case_id, media: f"{case_id}/{file_name(media)}")
    assert text.endswith("\n")
    return text.splitlines()


def test_all_that_is_known_stands_there_the_oldest_first():
    assert lines() == [
        "Marta @marta (3001 on X), customer of Tienda Luna (@tiendaluna)",
        '  earlier usernames: ["mártir"]',
        "  followers: 12",
        "  gift of 2026-11-24: Bienvenida (10 €), code …77, given",
        "",
        "Case 7K3M9QX2TB4W, orders, open, opened 2026-11-24",
        "  2026-11-24T21:00:00Z  customer (public): ",
        "  2026-11-24T21:05:00Z  person (private): Sale hoy",
        "  2026-11-25  handed over to lake (arrived), its reference there is T-1",
        "  2026-11-26  handed over to lake (going)",
        "  photo of message 77: 7K3M9QX2TB4W/77-3_1.png",
        "  photo of message 77: gone",
        "  photo of message 77: waiting",
        "",
        "A post that a saved search found, 2026-11-20: vaya tienda",
    ]


def test_who_gave_no_name_is_a_customer_all_the_same():
    told = lines(customer={"customer_id": "3001"}, gifts=[], cases=[], found=[])
    assert told == ["A customer (3001 on X), customer of Tienda Luna (@tiendaluna)"]


def test_a_file_of_an_unknown_kind_has_a_name_too():
    assert file_name({**KEPT, "content_type": "application/zip"}) == "77-3_1.bin"
