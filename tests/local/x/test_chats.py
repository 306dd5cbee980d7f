import base64
import copy
import json

import pytest
from chat_xdk import Chat
from infra.local.x import thrift
from tests.unit.test_pictures import png

pytestmark = pytest.mark.anyio
CHAT = "/2/chat/conversations"
UPLOAD = "/2/chat/media/upload"


class Outsider:
    """A customer whom a program outside plays: the genuine library, a token, and X's API."""

    def __init__(self, stack, made):
        self.stack, self.id, self.token = stack, made["id"], made["access_token"]
        self.app = Chat()
        self.records = {}

    async def call(self, method, path, body=None):
        return await self.stack.call(method, path, body, bearer=self.token)

    async def register(self):
        public = self.app.generate_keypairs()
        names = ("public_key", "signing_public_key", "identity_public_key_signature")
        body = {"public_key": {name: getattr(public.public_key, name) for name in names}, "version": public.version}
        answer = await self.call("POST", f"/2/users/{self.id}/public_keys", body | {"generate_version": True})
        assert answer.status_code == 200, answer.text
        self.version = answer.json()["data"]["public_key_version"]
        self.app.set_identity(self.id, self.version)

    async def newest(self, user_id):
        row = (await self.call("GET", f"/2/users/{user_id}/public_keys")).json()["data"][-1]
        return row | {"user_id": user_id}

    async def key_change(self, other):
        rows = [await self.newest(one) for one in (self.id, other)]
        keys = [
            {name: row[name] for name in ("user_id", "public_key")} | {"key_version": row["public_key_version"]}
            for row in rows
        ]
        made = self.app.prepare_conversation_key_change(keys)
        self.conversation = made["conversation_id"]
        self.key, self.key_version = made["conversation_key"], made["conversation_key_version"]
        action = made["action_signatures"][0]
        names = ("signature", "public_key_version", "signature_version")
        return {
            "conversation_key_version": self.key_version,
            "conversation_participant_keys": [
                {"user_id": one["user_id"], "public_key_version": one["public_key_version"]}
                | {"encrypted_conversation_key": one["encrypted_key"]}
                for one in made["participant_keys"]
            ],
            "action_signatures": [
                {name: action[name] for name in ("message_id", "encoded_message_event_detail")}
                | {"message_event_signature": {name: action[name] for name in names}}
            ],
        }

    def sealed(self, text, **extra):
        made = self.app.encrypt_message(
            self.conversation, text, conversation_key=self.key, conversation_key_version=self.key_version, **extra
        )
        return {
            "message_id": made.message_id,
            "encoded_message_create_event": made.encrypted_content,
            "encoded_message_event_signature": made.encoded_event_signature,
        }

    async def begin(self, other):
        answer = await self.call("POST", f"{CHAT}/{other}/keys", await self.key_change(other))
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    async def say(self, other, text, **extra):
        answer = await self.call("POST", f"{CHAT}/{other}/messages", self.sealed(text, **extra))
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["encoded_message_event"]

    async def opened(self, *events, signers):
        keys = []
        for user_id in signers:
            row = await self.newest(user_id)
            keys.append(
                {name: row[name] for name in ("user_id", "public_key_version", "identity_public_key_signature")}
                | {"public_key": row["signing_public_key"], "identity_public_key": row["public_key"]}
            )
        return self.app.decrypt_events(list(events), keys)


@pytest.fixture
async def outsider(stack):
    made = await stack.say("users", username="maria")
    one = Outsider(stack, made)
    await one.register()
    return one


@pytest.fixture
async def brand(stack, aurora):
    """The brand's side of it, as Centralita calls: signed with OAuth 1.0a."""

    class Brand(Outsider):
        async def call(self, method, path, body=None):
            return await self.stack.call(method, path, body)

    one = Brand(stack, {"id": aurora.id, "access_token": ""})
    await one.register()
    return one


def failure_of(encoded):
    (message,) = Chat().decrypt_events([encoded], [])["messages"]
    return message["event"]["failure"]


@pytest.fixture
async def chatting(outsider, brand):
    """The customer wrote first, and the brand knows the conversation's key."""
    await outsider.begin(brand.id)
    first = await outsider.say(brand.id, "Hola, mi pedido no llega")
    brand.conversation, brand.key_version, brand.key = outsider.conversation, outsider.key_version, outsider.key
    return first


async def test_a_program_outside_chats_with_the_brand_and_x_reads_nothing(x, stack, outsider, brand, webhook, hook):
    began = await outsider.begin(brand.id)
    assert began["conversation_id"] == ":".join(sorted((outsider.id, brand.id), key=int))
    await outsider.say(brand.id, "Mi pedido LN-12345 no llega")
    await x.settle()
    (event,) = webhook.events
    assert event["event_type"] == "chat.received"
    payload = event["payload"]
    assert (payload["sender_id"], payload["conversation_id"]) == (outsider.id, began["conversation_id"])
    assert payload["message_event_signature"]["public_key_version"] == outsider.version
    read = await brand.opened(payload["conversation_key_change_event"], payload["encoded_event"], signers=[outsider.id])
    assert read["errors"] == {}
    assert read["messages"][-1]["event"]["content"]["text"] == "Mi pedido LN-12345 no llega"
    assert read["messages"][-1]["event"]["id"] == payload["id"]
    assert b"LN-12345" not in webhook.bodies[0]

    keys = read["conversation_keys"]
    brand.conversation, brand.key_version = payload["conversation_id"], keys["latest_version"]
    brand.key = keys["keys"][keys["latest_version"]]
    answered = await brand.say(outsider.id, "Lo miramos")
    await x.settle()
    assert webhook.types == ["chat.received", "chat.sent"]
    listed = (await outsider.call("GET", f"{CHAT}/{brand.id}/events")).json()
    assert listed["data"][0]["encoded_event"] == answered
    read = await outsider.opened(*listed["meta"]["conversation_key_events"], answered, signers=[brand.id, outsider.id])
    assert read["messages"][-1]["event"]["content"]["text"] == "Lo miramos"
    assert [(one["from"], one["text"], one["cost"]) for one in (await stack.see("timeline"))["chats"]] == [
        (outsider.id, None, 10_000),
        (brand.id, None, 15_000),
    ]


async def test_a_made_up_customer_has_keys_of_their_own_and_begins_the_conversation(x, stack, brand, webhook, hook):
    came = await stack.say("chat", **{"from": "pedro", "text": "¿Cuándo abren?"})
    await x.settle()
    payload = webhook.events[0]["payload"]
    read = await brand.opened(
        payload["conversation_key_change_event"], payload["encoded_event"], signers=[came["from"]]
    )
    assert read["messages"][-1]["event"]["content"]["text"] == "¿Cuándo abren?"
    keys = read["conversation_keys"]
    brand.conversation, brand.key_version = payload["conversation_id"], keys["latest_version"]
    brand.key = keys["keys"][keys["latest_version"]]
    asked = {"id": "csat-1", "options": [{"id": str(one), "label": f"{one} ★", "metadata": str(one)} for one in (1, 5)]}
    await brand.say(came["from"], "¿Qué tal?", quick_reply={"request": {"options": asked}})
    chats = (await stack.see("timeline"))["chats"]
    assert [one["text"] for one in chats] == ["¿Cuándo abren?", "¿Qué tal?"]
    assert chats[1]["options"] == [{"id": "1", "label": "1 ★"}, {"id": "5", "label": "5 ★"}]
    chosen = await stack.say("chat", **{"from": "pedro", "choose": "5"})
    assert (chosen["text"], chosen["chosen"]) == ("5 ★", "5")
    await x.settle()
    sent = await brand.opened(
        payload["conversation_key_change_event"], webhook.events[-1]["payload"]["encoded_event"], signers=[came["from"]]
    )
    answer = sent["messages"][-1]["event"]["content"]["quick_reply"]["response"]["options"]
    assert (answer["request_id"], answer["selected_option_id"]) == ("csat-1", "5")


async def test_edits_reactions_deletions_and_typing_come_as_they_are(x, stack, brand, webhook, hook):
    came = await stack.say("chat", **{"from": "pedro", "text": "Mi pedido es LN-1"})
    edited = await stack.say("chat/edit", id=came["id"], text="Mi pedido es LN-2")
    assert (edited["text"], edited["edited"]) == ("Mi pedido es LN-2", True)
    await stack.say("chat/typing", **{"from": "pedro"})
    await stack.say("chat/delete", id=came["id"])
    assert (await stack.see("timeline"))["chats"] == []
    await x.settle()
    payloads = [event["payload"] for event in webhook.events]
    read = await brand.opened(
        payloads[0]["conversation_key_change_event"],
        *(one["encoded_event"] for one in payloads),
        signers=[came["from"]],
    )
    kinds = [(m["event"]["type"], (m["event"].get("content") or {}).get("content_type")) for m in read["messages"]]
    assert kinds[1:] == [("Message", "Text"), ("Message", "Edit"), ("Typing", None), ("MessageDeleted", None)]
    assert read["errors"] == {}


async def test_who_keeps_keys_elsewhere_is_not_written_for_here(stack, brand, outsider):
    await stack.say("chat", **{"from": "pedro", "text": "Hola"})
    assert (await stack.http.post("/x/simulate/chat", json={"from": "maria", "text": "Hola"})).status_code == 422
    brand_writes = await stack.http.post("/x/simulate/agent/chat", json={"to": "pedro", "text": "Buenas"})
    assert brand_writes.status_code == 422
    assert "elsewhere" in brand_writes.json()["error"]


async def test_the_brands_people_write_in_xs_own_app_and_customers_react(x, stack, webhook, hook):
    came = await stack.say("chat", **{"from": "pedro", "text": "Hola"})
    wrote = await stack.say("agent/chat", to="pedro", text="Buenas")
    assert (await stack.say("chat/react", id=wrote["id"], emoji="👍"))["reactions"] == ["👍"]
    assert (await stack.say("chat/react", id=wrote["id"], emoji="👍", gone=True))["reactions"] == []
    await x.settle()
    assert webhook.types == ["chat.received", "chat.sent", "chat.received", "chat.received"]
    assert [one["cost"] for one in (await stack.see("timeline"))["chats"]] == [10_000, 0]
    assert came["to"] != came["from"]


async def test_a_wrong_signature_is_answered_and_not_delivered(x, stack, outsider, brand, chatting, webhook, hook):
    body = outsider.sealed("Hola")
    other = outsider.sealed("Adiós")
    body["encoded_message_event_signature"] = other["encoded_message_event_signature"]
    answer = await outsider.call("POST", f"{CHAT}/{brand.id}/messages", body)
    assert answer.status_code == 201
    assert failure_of(answer.json()["data"]["encoded_message_event"]) == "InvalidSenderSignature"
    del body["encoded_message_event_signature"]
    unsigned = await outsider.call("POST", f"{CHAT}/{brand.id}/messages", body)
    assert failure_of(unsigned.json()["data"]["encoded_message_event"]) == "InvalidSenderSignature"
    await x.settle()
    assert webhook.events == []
    assert len((await outsider.call("GET", f"{CHAT}/{brand.id}/events")).json()["data"]) == 1


async def test_a_key_change_that_is_wrongly_signed_is_refused_by_the_app_of_who_gets_it(stack, brand):
    customer = (await stack.say("chat", **{"from": "lola", "text": "Hola"}))["from"]
    body = await brand.key_change(customer)
    signed = body["action_signatures"][0]["message_event_signature"]
    right = base64.b64decode(signed["signature"] + "==")
    wrong = base64.b64encode(bytes([right[0] ^ 1]) + right[1:]).decode().rstrip("=")
    forged = copy.deepcopy(body)
    forged["action_signatures"][0]["message_event_signature"]["signature"] = wrong
    refused = await brand.call("POST", f"{CHAT}/{customer}/keys", forged)
    assert refused.status_code == 400
    assert "does not verify" in refused.text
    assert (await brand.call("POST", f"{CHAT}/{customer}/keys", body)).status_code == 200


async def test_a_key_change_that_no_phone_here_opens_is_passed_on_as_x_does(stack, brand, outsider):
    body = await brand.key_change(outsider.id)
    signed = body["action_signatures"][0]["message_event_signature"]
    signed["signature"] = base64.b64encode(bytes(64)).decode().rstrip("=")
    assert (await brand.call("POST", f"{CHAT}/{outsider.id}/keys", body)).status_code == 200


async def test_a_message_before_the_first_key_and_under_an_older_one_fails(outsider, brand):
    await outsider.key_change(brand.id)
    assert failure_of(await outsider.say(brand.id, "Hola")) == "NonLatestKeyVersion"
    await outsider.begin(brand.id)
    old = outsider.key, outsider.key_version
    await outsider.begin(brand.id)
    outsider.key, outsider.key_version = old
    assert failure_of(await outsider.say(brand.id, "Hola")) == "NonLatestKeyVersion"


async def test_the_brand_writes_first_to_nobody(stack, brand, outsider):
    await brand.begin(outsider.id)
    assert failure_of(await brand.say(outsider.id, "Hola")) == "RecipientNotTrusted"


async def test_new_keys_of_the_customer_stop_messages_until_the_key_changes(stack, brand, outsider, chatting):
    await outsider.register()
    assert failure_of(await brand.say(outsider.id, "Hola")) == "RecipientKeyChanged"
    await brand.begin(outsider.id)
    event = await brand.say(outsider.id, "Hola de nuevo")
    changes = (await outsider.call("GET", f"{CHAT}/{brand.id}/events")).json()["meta"]["conversation_key_events"]
    read = await outsider.opened(*changes, event, signers=[brand.id])
    assert read["messages"][-1]["event"]["content"]["text"] == "Hola de nuevo"


async def test_made_up_customers_change_keys_and_still_read_what_was_before(stack, aurora):
    await stack.say("chat", **{"from": "pedro", "text": "uno"})
    await stack.say("chat/keys", **{"from": "pedro"})
    await stack.say("chat", **{"from": "pedro", "text": "dos"})
    await stack.say("agent/chat", to="pedro", text="tres")
    assert [one["text"] for one in (await stack.see("timeline"))["chats"]] == ["uno", "dos", "tres"]


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (5, "InvalidSenderSignature"),
        (6, "NonLatestKeyVersion"),
        (7, "RecipientNotTrusted"),
        (8, "RecipientKeyChanged"),
        (9, "OnlyEncryptedMessagesAllowed"),
        (11, "FlaggedAsSpam"),
        (12, "RateLimitUpsell"),
    ],
)
async def test_failures_come_on_request(stack, brand, outsider, chatting, failure, name):
    fault = {"path": "/2/chat", "kind": "failure", "failure": failure, "user": "maria"}
    await stack.http.post("/x/simulate/faults", json=fault)
    await brand.call("GET", f"{CHAT}/{outsider.id}/events")
    body = brand.sealed("Hola")
    refused = await brand.call("POST", f"{CHAT}/{outsider.id}/messages", body)
    assert failure_of(refused.json()["data"]["encoded_message_event"]) == name
    again = (await brand.call("POST", f"{CHAT}/{outsider.id}/messages", body)).json()["data"]["encoded_message_event"]
    assert thrift.decoded(again)[7].keys() == {thrift.CREATED}


async def test_the_same_sealed_message_comes_once_however_often_it_is_sent(
    x, stack, brand, outsider, chatting, webhook, hook
):
    body = brand.sealed("Lo miramos")
    first = await brand.call("POST", f"{CHAT}/{outsider.id}/messages", body)
    second = await brand.call("POST", f"{CHAT}/{outsider.id}/messages", body)
    assert first.json() == second.json()
    await x.settle()
    assert webhook.types == ["chat.sent"]
    changed = body | {"encoded_message_create_event": brand.sealed("Otra")["encoded_message_create_event"]}
    assert (await brand.call("POST", f"{CHAT}/{outsider.id}/messages", changed)).status_code == 400


async def test_message_requests_are_hidden_but_for_the_fact(x, stack, brand, webhook, hook):
    await stack.say("chat", **{"from": "pedro", "text": "hola", "request": "silent"})
    await x.settle()
    assert webhook.events == []
    listed = (await brand.call("GET", CHAT)).json()
    assert (listed["data"], listed["meta"]["has_message_requests"]) == ([], True)
    assert (await stack.see("timeline"))["chats"][0]["text"] == "hola"


async def test_conversations_are_listed_newest_first_and_paged(stack, brand):
    for name in ("pedro", "lucia", "marta"):
        await stack.say("chat", **{"from": name, "text": "hola"})
    page = (await brand.call("GET", f"{CHAT}?max_results=2&expansions=participant_ids")).json()
    assert (page["meta"]["result_count"], page["meta"]["has_more"]) == (2, True)
    assert {one["username"] for one in page["includes"]["users"]} == {"marta", "lucia", "AuroraAyuda"}
    rest = (await brand.call("GET", f"{CHAT}?max_results=2&pagination_token={page['meta']['next_token']}")).json()
    assert rest["meta"] == {"result_count": 1, "has_more": False, "has_message_requests": False}
    one = (await brand.call("GET", f"{CHAT}/{rest['data'][0]['id'].replace(':', '-')}")).json()["data"]
    assert one["participant_ids"] == rest["data"][0]["participant_ids"]


async def test_a_picture_of_the_brand_is_opened_by_the_customers_own_keys_on_the_timeline(stack, brand, aurora):
    customer = (await stack.say("chat", **{"from": "lola", "text": "¿Tienen foto?"}))["from"]
    await brand.begin(customer)
    picture = png(4, 3)
    sealed = bytes(brand.app.encrypt_stream(picture, brand.key))
    where = {"conversation_id": brand.conversation.replace(":", "-")}
    begun = await brand.call("POST", f"{UPLOAD}/initialize", where | {"total_bytes": len(sealed)})
    session, key = (begun.json()["data"][name] for name in ("session_id", "media_hash_key"))
    where["media_hash_key"] = key
    piece = {"media": base64.b64encode(sealed).decode(), "segment_index": 0}
    assert (await brand.call("POST", f"{UPLOAD}/{session}/append", where | piece)).status_code == 200
    ended = await brand.call("POST", f"{UPLOAD}/{session}/finalize", where | {"num_parts": "1"})
    assert ended.json() == {"data": {"success": True}}
    shown = {"attachment_type": "media", "media_hash_key": key, "width": 4, "height": 3, "media_type": 1}
    await brand.say(customer, "", attachments=[shown | {"filesize_bytes": len(picture), "filename": "photo.png"}])
    [seen] = (await stack.see("timeline"))["chats"][-1]["media"]
    assert (seen["type"], seen["width"], seen["height"], seen["bytes"]) == ("image", 4, 3, len(picture))
    assert (await stack.http.get(seen["url"])).content == picture
    assert (await stack.http.get("/x/chat-media/other")).status_code == 404


async def test_reading_is_told_on_the_timeline(stack, brand, outsider, chatting):
    sequence = (await brand.call("GET", f"{CHAT}/{outsider.id}/events")).json()["data"][0]["id"]
    assert (await stack.see("timeline"))["chats"][0]["read"] is False
    done = await brand.call("POST", f"{CHAT}/{outsider.id}/read", {"seen_until_sequence_id": sequence})
    assert done.json() == {"data": {"success": True}}
    assert (await stack.see("timeline"))["chats"][0]["read"] is True
    wrong = await brand.call("POST", f"{CHAT}/{outsider.id}/read", {"seen_until_sequence_id": "12"})
    assert wrong.status_code == 400


async def test_somebody_without_keys_has_an_empty_answer_and_nobody_registers_for_another(stack, brand, outsider):
    lucia = await stack.say("users", username="lucia")
    assert (await brand.call("GET", f"/2/users/{lucia['id']}/public_keys")).json() == {}
    rows = (await brand.call("GET", f"/2/users/public_keys?ids={lucia['id']},{outsider.id}")).json()["data"]
    assert [row["user_id"] for row in rows] == [outsider.id]
    body = {"public_key": {}, "version": "1"}
    assert (await outsider.call("POST", f"/2/users/{brand.id}/public_keys", body)).status_code == 400


async def test_keys_that_do_not_belong_together_are_refused(outsider):
    one, other = Chat().generate_keypairs().public_key, Chat().generate_keypairs().public_key
    public = {
        "public_key": one.public_key,
        "signing_public_key": other.signing_public_key,
        "identity_public_key_signature": one.identity_public_key_signature,
    }
    body = {"public_key": public, "version": "1", "generate_version": True}
    answer = await outsider.call("POST", f"/2/users/{outsider.id}/public_keys", body)
    assert answer.status_code == 400
    assert "bind" in answer.json()["detail"]


async def test_strangers_see_no_conversation_of_others(stack, brand, outsider, chatting):
    lucia = Outsider(stack, await stack.say("users", username="lucia"))
    path = outsider.conversation.replace(":", "-")
    assert (await lucia.call("GET", f"{CHAT}/{path}/events")).status_code == 403
    assert (await lucia.call("GET", f"{CHAT}/{brand.id}/events")).status_code == 404
    assert (await lucia.call("GET", CHAT)).json()["data"] == []
    assert (await stack.app("GET", CHAT)).status_code == 401


async def test_a_key_change_says_what_was_signed_and_fits_the_registered_keys(outsider, brand):
    good = await outsider.key_change(brand.id)

    async def refused(change):
        body = copy.deepcopy(good)
        change(body)
        answer = await outsider.call("POST", f"{CHAT}/{brand.id}/keys", body)
        assert answer.status_code == 400, answer.text

    await refused(lambda body: body["conversation_participant_keys"].pop())
    await refused(lambda body: body["conversation_participant_keys"][0].update(public_key_version="5"))
    await refused(lambda body: body.update(conversation_key_version="1795955587215"))
    await refused(lambda body: body.pop("action_signatures"))
    await refused(lambda body: body["action_signatures"][0]["message_event_signature"].update(public_key_version="5"))
    detail = base64.b64encode(b"\x0c\x00\x01\x00\x00").decode()
    await refused(lambda body: body["action_signatures"][0].update(encoded_message_event_detail=detail))
    assert (await outsider.call("POST", f"{CHAT}/{brand.id}/keys", good)).status_code == 200
    assert (await outsider.call("POST", f"{CHAT}/{brand.id}/keys", good)).status_code == 400


async def test_only_who_sent_a_message_deletes_it_for_all_and_only_with_a_signature(outsider, brand, chatting):
    sequence = (await brand.call("GET", f"{CHAT}/{outsider.id}/events")).json()["data"][0]["id"]

    def wish(who):
        made = who.app.prepare_message_delete(outsider.conversation, [sequence], True)
        names = ("signature", "public_key_version", "signature_version")
        action = {name: made[name] for name in ("message_id", "encoded_message_event_detail")}
        action["message_event_signature"] = {name: made[name] for name in names}
        return {"sequence_ids": [sequence], "delete_message_action": "delete_for_all", "action_signatures": [action]}

    assert (await brand.call("POST", f"{CHAT}/{outsider.id}/messages/delete", wish(brand))).status_code == 403
    forged = wish(outsider)
    forged["action_signatures"][0]["message_id"] = "another"
    assert (await outsider.call("POST", f"{CHAT}/{brand.id}/messages/delete", forged)).status_code == 400
    done = await outsider.call("POST", f"{CHAT}/{brand.id}/messages/delete", wish(outsider))
    assert done.json() == {"data": {"deleted": True}}
    listed = (await brand.call("GET", f"{CHAT}/{outsider.id}/events")).json()["data"]
    assert [thrift.decoded(one["encoded_event"])[7].keys() for one in listed] == [{thrift.DELETED}]


async def test_keys_and_texts_are_in_no_repr(x, stack, brand, outsider, chatting):
    (found,) = x.chats.conversations.values()
    shown = repr(found) + repr(x.phones.read(found)) + json.dumps(await stack.see("deliveries"))
    assert found.events[0].encoded not in shown


async def test_a_group_is_told_and_served_to_nobody(x, stack, brand, webhook, hook):
    said = await stack.say("chat/group", **{"from": "pedro", "text": "Hola a todos"})
    await x.settle()
    payload = webhook.events[0]["payload"]
    assert (payload["id"], payload["conversation_id"][0]) == (said["id"], "g")
    assert "conversation_key_change_event" not in payload
    assert (await stack.see("timeline"))["chats"] == []
    assert (await brand.call("GET", f"{CHAT}/{payload['conversation_id']}/events")).status_code == 404


async def test_faults_and_limits_are_those_of_the_brand(stack, brand, outsider, chatting):
    await stack.http.post("/x/simulate/faults", json={"path": "/2/", "kind": "503"})
    for _ in range(20):
        sent = await outsider.call("POST", f"/2/dm_conversations/with/{brand.id}/messages", {"text": "Hola"})
        assert sent.status_code == 201
    assert (await brand.call("GET", CHAT)).status_code == 503
    assert (await brand.call("GET", CHAT)).status_code == 200
