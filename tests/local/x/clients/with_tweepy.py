"""tweepy, as the package index has it, against the simulated X: `with_tweepy.py BASE`."""

import sys

import requests
import tweepy

BASE = sys.argv[1]


refused = ""


class Local(requests.Session):
    """tweepy knows one host only; whatever it asks goes to the simulated X, and is signed for it."""

    def request(self, method, url, *args, **kwargs):
        return super().request(method, url.replace("https://api.twitter.com", BASE), *args, **kwargs)


def client(**keys):
    made = tweepy.Client(**keys)
    made.session = Local()
    return made


brand = client(
    bearer_token="bearer-token",
    consumer_key="consumer-key",
    consumer_secret="consumer-secret",
    access_token="token",
    access_token_secret="token-secret",
)


def say(path, **body):
    answer = requests.post(f"{BASE}/x/simulate/{path}", json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


me = brand.get_me().data
assert me.username == "AuroraAyuda"
maria = say("users", username="maria")
customer = client(bearer_token=maria["access_token"])
asked = customer.create_tweet(text="@AuroraAyuda no llega mi pedido", user_auth=False).data
assert brand.get_user(username="maria").data.id == int(maria["id"])
assert brand.get_user(id=maria["id"], user_fields=["public_metrics"]).data.public_metrics["followers_count"] >= 0
assert [one.username for one in brand.get_users(ids=[maria["id"], me.id]).data] == ["maria", "AuroraAyuda"]
assert [one.username for one in brand.get_users(usernames=["maria"]).data] == ["maria"]

mentions = brand.get_users_mentions(me.id, tweet_fields=["author_id", "created_at"], expansions=["author_id"])
assert [one.text for one in mentions.data] == ["@AuroraAyuda no llega mi pedido"]
assert mentions.includes["users"][0].username == "maria"
reply = brand.create_tweet(text="Lo miramos", in_reply_to_tweet_id=asked["id"]).data
found = brand.get_tweet(
    reply["id"], tweet_fields=["referenced_tweets", "conversation_id"], expansions=["referenced_tweets.id"]
)
assert found.data.referenced_tweets[0].id == int(asked["id"])
assert found.includes["tweets"][0].id == int(asked["id"])
searched = brand.search_recent_tweets(f"conversation_id:{asked['id']} from:AuroraAyuda", max_results=10)
assert [one.id for one in searched.data] == [int(reply["id"])]
assert [one.id for one in brand.get_tweets([reply["id"]]).data] == [int(reply["id"])]
assert [one.id for one in brand.get_users_tweets(me.id).data] == [int(reply["id"])]
assert brand.delete_tweet(reply["id"]).data["deleted"] is True
assert brand.get_tweet(reply["id"]).data is None

say("dm", **{"from": "maria", "text": "Mi pedido es LN-1"})
sent = brand.create_direct_message(participant_id=maria["id"], text="Gracias").data
events = brand.get_direct_message_events(participant_id=maria["id"], dm_event_fields=["sender_id"])
assert [(one.text, one.sender_id) for one in events.data] == [
    ("Gracias", me.id),
    ("Mi pedido es LN-1", int(maria["id"])),
]
conversation = sent["dm_conversation_id"]
brand.create_direct_message(dm_conversation_id=conversation, text="Otra")
assert len(brand.get_direct_message_events(dm_conversation_id=conversation).data) == 3
assert len(brand.get_direct_message_events().data) == 3
try:
    brand.create_tweet(text="x" * 281)
except tweepy.Forbidden as fault:
    refused = str(fault)
assert "too long" in refused
