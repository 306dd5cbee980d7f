"""X's own xdk and chatxdk, as the package index has them, against the simulated X: `with_xdk.py BASE`."""

import base64
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from chat_xdk import Chat
from xdk import Client
from xdk.oauth1_auth import OAuth1

BASE = sys.argv[1]
delivered: list[dict[str, Any]] = []


class Webhook(BaseHTTPRequestHandler):
    """Answers the challenge and keeps what is delivered."""

    def do_GET(self):
        token = parse_qs(urlsplit(self.path).query)["crc_token"][0]
        digest = hmac.digest(b"consumer-secret", token.encode(), hashlib.sha256)
        body = json.dumps({"response_token": "sha256=" + base64.b64encode(digest).decode()}).encode()
        self.answer(body)

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        digest = hmac.digest(b"consumer-secret", raw, hashlib.sha256)
        assert self.headers["x-twitter-webhooks-signature"] == "sha256=" + base64.b64encode(digest).decode()
        delivered.append(json.loads(raw)["data"])
        self.answer(b"{}")

    def answer(self, body):
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
threading.Thread(target=server.serve_forever, daemon=True).start()
HOOK = f"http://127.0.0.1:{server.server_port}/hook"

app = Client(base_url=BASE, bearer_token="bearer-token")
brand = Client(
    base_url=BASE, auth=OAuth1("consumer-key", "consumer-secret", "http://127.0.0.1/", "token", "token-secret")
)


def say(path, **body):
    answer = requests.post(f"{BASE}/x/simulate/{path}", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def first(pages):
    """The first page of what the library gives page by page."""
    return next(iter(pages)) if not hasattr(pages, "data") else pages


def until(count):
    for _ in range(100):
        if len(delivered) >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"{len(delivered)} of {count} deliveries came")


me = brand.users.get_me().data
me_id = me["id"] if isinstance(me, dict) else me.id
hook = app.webhooks.create({"url": HOOK}).data
hook_id = hook["id"] if isinstance(hook, dict) else hook.id
assert len(app.webhooks.get().data) == 1
for event_type in ("post.mention.create", "dm.received", "chat.received", "chat.sent"):
    wanted = {"event_type": event_type, "filter": {"user_id": me_id}, "tag": "care", "webhook_id": hook_id}
    assert brand.activity.create_subscription(wanted).data is not None
assert len(first(app.activity.get_subscriptions()).data) == 4

maria = say("users", username="maria")
customer = Client(base_url=BASE, access_token=maria["access_token"])
asked = customer.posts.create({"text": "@AuroraAyuda no llega mi pedido"}).data
asked_id = asked["id"] if isinstance(asked, dict) else asked.id
reply = brand.posts.create({"text": "Lo miramos", "reply": {"in_reply_to_tweet_id": asked_id}}).data
reply_id = reply["id"] if isinstance(reply, dict) else reply.id
assert first(app.users.get_mentions(me_id)).data
assert first(app.posts.search_recent(f"conversation_id:{asked_id}")).data
assert app.users.get_by_username("maria").data
assert app.users.get_by_id(maria["id"]).data
assert app.users.get_by_ids([maria["id"], me_id]).data
assert app.posts.get_by_id(reply_id).data
assert app.posts.get_by_ids([asked_id, reply_id]).data
assert brand.posts.delete(reply_id).data
customer.direct_messages.create_by_participant_id(me_id, {"text": "Mi pedido es LN-1"})
assert brand.direct_messages.create_by_participant_id(maria["id"], {"text": "Gracias"}).data
assert len(first(brand.direct_messages.get_events_by_participant_id(maria["id"])).data) == 2
until(2)

# X Chat: the customer holds keys of their own, and so does the brand.


def keys_of(who, user_id):
    chat = Chat()
    made = chat.generate_keypairs()
    names = ("public_key", "signing_public_key", "identity_public_key_signature")
    public = {name: getattr(made.public_key, name) for name in names}
    body = {"public_key": public, "version": made.version, "generate_version": True}
    answer = who.chat.add_user_public_key(user_id, body).data
    version = answer["public_key_version"] if isinstance(answer, dict) else answer.public_key_version
    chat.set_identity(user_id, version)
    return chat


def newest(who, user_id):
    (row,) = who.users.get_public_key(user_id).data
    return (row if isinstance(row, dict) else row.model_dump()) | {"user_id": user_id}


def signer(row):
    return {
        "user_id": row["user_id"],
        "public_key_version": row["public_key_version"],
        "public_key": row["signing_public_key"],
        "identity_public_key": row["public_key"],
        "identity_public_key_signature": row["identity_public_key_signature"],
    }


hers, ours = keys_of(customer, maria["id"]), keys_of(brand, me_id)
rows = [newest(customer, one) for one in (maria["id"], me_id)]
assert len(customer.users.get_public_keys([maria["id"], me_id]).data) == 2
change = hers.prepare_conversation_key_change(
    [{"user_id": r["user_id"], "public_key": r["public_key"], "key_version": r["public_key_version"]} for r in rows]
)
names = ("signature", "public_key_version", "signature_version")
action = change["action_signatures"][0]
customer.chat.add_conversation_keys(
    me_id,
    {
        "conversation_key_version": change["conversation_key_version"],
        "conversation_participant_keys": [
            {
                "user_id": one["user_id"],
                "encrypted_conversation_key": one["encrypted_key"],
                "public_key_version": one["public_key_version"],
            }
            for one in change["participant_keys"]
        ],
        "action_signatures": [
            {
                "message_id": action["message_id"],
                "encoded_message_event_detail": action["encoded_message_event_detail"],
                "message_event_signature": {name: action[name] for name in names},
            }
        ],
    },
)


def send(who, chat, to, text, key, version):
    made = chat.encrypt_message(change["conversation_id"], text, conversation_key=key, conversation_key_version=version)
    body = {
        "message_id": made.message_id,
        "encoded_message_create_event": made.encrypted_content,
        "encoded_message_event_signature": made.encoded_event_signature,
    }
    answer = who.chat.send_message(to, body).data
    return answer["encoded_message_event"] if isinstance(answer, dict) else answer.encoded_message_event


send(customer, hers, me_id, "¿Cuándo llega?", change["conversation_key"], change["conversation_key_version"])
until(3)
payload = delivered[-1]["payload"]
read = ours.decrypt_events(
    [payload["conversation_key_change_event"], payload["encoded_event"]], [signer(newest(brand, maria["id"]))]
)
assert read["errors"] == {}
assert read["messages"][-1]["event"]["content"]["text"] == "¿Cuándo llega?"
version = read["conversation_keys"]["latest_version"]
answered = send(brand, ours, maria["id"], "Mañana", read["conversation_keys"]["keys"][version], version)
page = first(customer.chat.get_conversation_events(me_id))
meta = page.meta if isinstance(page.meta, dict) else page.meta.model_dump()
read = hers.decrypt_events([*meta["conversation_key_events"], answered], [signer(one) for one in rows])
assert read["errors"] == {}
assert read["messages"][-1]["event"]["content"]["text"] == "Mañana"
assert first(brand.chat.get_conversations()).data
assert brand.chat.get_conversation(maria["id"]).data
sequence = read["messages"][-1]["event"]["sequence_id"]
assert customer.chat.mark_conversation_read(me_id, {"seen_until_sequence_id": sequence}).data
assert brand.chat.send_typing_indicator(maria["id"]).data

sealed = hers.encrypt_stream(b"\x89PNG" + bytes(5_000), change["conversation_key"])
upload = customer.chat.media_upload_initialize({"conversation_id": me_id, "total_bytes": len(sealed)}).data
upload = upload if isinstance(upload, dict) else upload.model_dump()
known = {"conversation_id": me_id, "media_hash_key": upload["media_hash_key"]}
piece = {"media": base64.b64encode(sealed).decode(), "segment_index": 0}
customer.chat.media_upload_append(upload["session_id"], known | piece)
customer.chat.media_upload_finalize(upload["session_id"], known | {"num_parts": "1"})
got = brand.chat.media_download(maria["id"], upload["media_hash_key"])
assert ours.decrypt_stream(got, change["conversation_key"])[:4] == b"\x89PNG"
until(4)
assert [one["event_type"] for one in delivered] == [
    "post.mention.create",
    "dm.received",
    "chat.received",
    "chat.sent",
]
ids = [
    one["subscription_id"] if isinstance(one, dict) else one.subscription_id
    for one in first(app.activity.get_subscriptions()).data
]
assert app.activity.delete_subscription(ids[0]).data
assert app.webhooks.delete(hook_id).data
