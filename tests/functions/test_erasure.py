"""A customer who asks that everything goes: a word is planted wherever it can lie, and found nowhere afterwards."""

import json
from copy import replace
from datetime import timedelta
from typing import Any

import boto3
import pytest
from infra.command.cli import app
from infra.command.deployed import Deployed
from infra.command.subcommands import agent_actions, customers, dlq
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_correlation import Lines, lines
from tests.functions.test_export import rows
from tests.functions.test_people_and_rights import Mention, action, case_of, happen
from typer.testing import CliRunner

from care.erasure import files, letters
from care.erasure.erasing import is_applied
from care.erasure.files import from_files, query_results
from care.erasure.receipts import Receipt
from care.erasure.whose import Whose
from care.gifts.settling import Became
from care.model.actions import CaseLabelled, CustomerErased, NoteWritten, ReplyWritten
from care.model.case import Case
from care.model.context import ContextPost
from care.model.gift import Gift, Pool, PoolWords
from care.model.media import Media, waiting
from care.model.messages import Author, Message
from care.model.snowflake import id_at
from care.model.teaching import InUse, Version
from care.model.watch import Find
from care.queues import send_all
from care.report.rows import digest
from care.tables.accounts import Accounts
from care.tables.attributes import item_of
from care.tables.chats import Chats
from care.tables.context import Around
from care.tables.erasures import Erasures
from care.tables.finds import Finds
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts, Giving
from care.tables.media import KeptFiles
from care.x.delivery import read_delivery

__all__ = ["lines"]  # a fixture
WORD = "zarzamora"
OTHER = "3000000000000000002"
KEPT_WORD = "albaricoque"  # the neighbour's


def run(*arguments: str) -> str:
    made = CliRunner().invoke(app, arguments)
    assert made.exit_code == 0, made.output
    return made.output


def stack_of(world: World) -> Deployed:
    outputs = {f"{name.title()}Table": name for name in ("conversations", "outbox", "accounts")}
    outputs |= {"AnalysisBucket": "analysis", "MediaBucket": "media", "EventsQueueUrl": world.queues["events"]}
    outputs |= {"EventsDlqUrl": world.queues["events_dlq"], "SendsDlqUrl": world.queues["sends_dlq"]}
    return Deployed(outputs, {"region_name": "eu-west-1"})


def erased(named: str) -> dict[str, Any]:
    """The receipt. The function that applies the event logs to the same place, a line each."""
    said = run("customers", "erase", ACCOUNT.username, named, "--yes", "--json")
    told: dict[str, Any] = json.loads(said[said.index("{\n") :])
    return told


@pytest.fixture
def planted(world: World, mention: Mention, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two customers with all that may be kept of them, each with a word of their own."""
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, export_text=True))
    for number, (who, word) in enumerate(((MARTA, WORD), (OTHER, KEPT_WORD))):
        post = mention(str(10 + number), text=f"@tiendaluna {word} no llega", author_id=who)
        post["data"]["includes"] = {"users": [{"id": who, "username": f"u{word}", "name": f"N {word}"}]}
        happen(world, *read_delivery(post).events)
        case = case_of(world, who)
        happen(world, action(case, ReplyWritten, channel="public", text=f"Ya va {word}"))
        happen(world, replace(action(case, NoteWritten, text=f"ojo {word}"), action_id=f"n{number}"))
        media = KeptFiles(world.dynamodb, "conversations", s3, "media")
        place = media.keep(SHOP, case.case_id, word.encode(), "image/png")
        kept = waiting(str(10 + number), Media(id="m1", type="photo", alt=word), NIGHT)
        media.tell(case.case_id, replace(kept, state="kept", place=place, content_type="image/png"), NIGHT)
        chats, about = Chats(world.dynamodb, "conversations"), Around(world.dynamodb, "conversations")
        chats.keep_keys(SHOP, who, [f"key change {word}"], NIGHT)
        chats.keep_talk(SHOP, who, NIGHT, conversation_id=f"{who}:{SHOP}", token=f"token {word}")
        about.keep(SHOP, ContextPost(id=str(70 + number), author_id=who, text=f"antes {word}"), NIGHT)
        author = Author(id=who, username=f"u{word}")
        post_ = Message(id=f"9{number}", channel="public", text=word, at=NIGHT)
        found = Find(account_id=SHOP, search_id="A" * 12, author=author, message=post_, found_at=NIGHT)
        assert Finds(world.dynamodb, "conversations").add(found)
        letter = {"kind": "nonsense", "account_id": SHOP, "customer_id": who, "text": word}
        world.sqs.send_message(
            QueueUrl=world.queues["events_dlq"], MessageBody=json.dumps(letter),
            MessageGroupId=who, MessageDeduplicationId=who,
        )  # fmt: skip
        happen(world, replace(action(case, CaseLabelled, topic="lead"), action_id=f"l{number}"))
        given(world, case, number)
        taught = Version(number=number + 1, at=NIGHT, weights="w", customers=(digest(SHOP, who),))
        row = {"pk": f"ACCOUNT#{SHOP}", "sk": f"TAUGHT#{number + 1:06}", "told": taught.model_dump_json()}
        world.dynamodb.put_item(TableName="accounts", Item=item_of(row))
    Accounts(world.dynamodb, "accounts").teach(SHOP, InUse(number=1, weights="w"), InUse())
    world.at(NIGHT + timedelta(days=1))
    world.call("export")
    s3.put_object(Bucket="analysis", Key="results/q.csv", Body=f"{WORD},{KEPT_WORD}".encode())
    monkeypatch.setattr(letters, "WAITED", 0)
    for module in (customers, dlq):
        monkeypatch.setattr(module, "stack_of", lambda _stage: stack_of(world))

    monkeypatch.setattr(customers, "send_all", applied_at_once(world))
    return world


def given(world: World, case: Case, number: int) -> None:
    """A code that the customer of a case was given."""
    pools, gifts = Pools(world.dynamodb, "accounts"), Gifts(world.dynamodb, "accounts")
    words = PoolWords(name="Bienvenida", worth="10 €")
    made = {"pool_id": f"{number:020X}", "account_id": SHOP, "made_at": NIGHT, "made_by": "sara"}
    pool = pools.put(Pool(words=words, **made), words)
    pools.load(pool, f"LUNA-{pool.pool_id}".encode())
    giving = Giving(pool.pool_id, pool.pool_id, "ana")
    gift = gifts.reserve(case, ACCOUNT, giving, lambda *_: None, NIGHT)
    assert isinstance(gift, Gift)
    gifts.settle(gift, Became("given"), NIGHT)


def applied_at_once(world: World) -> Any:
    """The sending of events, with the function that applies them behind it."""

    def sent(*arguments: Any) -> bool:
        taken = send_all(*arguments)
        world.drain("events", "cases")
        return taken

    return sent


def everything(world: World) -> str:
    """All that lies anywhere, as one text."""
    s3, found = boto3.client("s3"), list[str]()
    for table in ("conversations", "outbox", "accounts"):
        found += [json.dumps(item) for item in world.dynamodb.scan(TableName=table)["Items"]]
    for bucket in ("analysis", "media"):
        for one in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
            found.append(s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read().decode("utf-8", "replace"))
    for queue in ("events_dlq", "sends_dlq"):
        for letter in dlq.shown(stack_of(world), queue.removesuffix("_dlq"), body=True):
            found.append(json.dumps(letter))
    return "\n".join(found)


def test_a_word_that_was_planted_everywhere_is_found_nowhere_and_the_neighbours_stays(planted: World, tmp_path):
    before = everything(planted)
    assert before.count(WORD) > 10
    neighbours = before.count(KEPT_WORD)
    told = erased(f"@u{WORD}")
    after = everything(planted)
    assert WORD not in after
    # The results of queries go for everybody: they may hold any row.
    assert after.count(KEPT_WORD) >= neighbours - 1
    [kept] = rows(boto3.client("s3"), tmp_path, "messages")
    assert KEPT_WORD in kept["text"]
    counts = {one["place"]: one["count"] for one in told["gone"]}
    assert counts.pop("trail") == 0
    assert all(counts.values()), counts
    assert counts["files"] == 2
    assert Accounts(planted.dynamodb, "accounts").get(SHOP).taught == InUse(), "a version of theirs is used no more"
    assert [one.number for one in stack_of(planted).teaching.versions(SHOP)] == [2]
    assert sorted(one.customer_id for one in stack_of(planted).gifts.newest(SHOP, 9)) == ["", OTHER]


def test_a_request_for_access_has_what_was_given_and_of_the_code_its_end_alone(planted: World):
    told = json.loads(run("customers", "export", ACCOUNT.username, MARTA))
    [gift] = told["gifts"]
    assert (gift["pool"], gift["worth"], gift["by"], gift["state"]) == ("Bienvenida", "10 €", "ana", "given")
    assert "LUNA-" not in json.dumps(told["gifts"])


def test_the_receipt_says_what_remains_and_a_second_time_finds_nothing_more(planted: World):
    run("customers", "export", ACCOUNT.username, MARTA)
    said = run("customers", "erase", ACCOUNT.username, MARTA, "--yes")
    assert "point-in-time recovery" in said
    assert "1  audit trail" in said
    assert MARTA not in said
    again = erased(MARTA)
    assert not any(one["count"] for one in again["gone"])
    left = [item for item in planted.dynamodb.scan(TableName="accounts")["Items"] if MARTA in json.dumps(item)]
    assert left == []


def test_an_erasure_that_stopped_midway_is_finished_from_what_the_files_say(planted: World, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(customers, "is_applied", lambda *_: False)
        made = CliRunner().invoke(app, ["customers", "erase", ACCOUNT.username, f"@u{WORD}", "--yes"])
        assert (made.exit_code, f"in some minutes erase {MARTA}" in made.output) == (1, True)
    assert planted.conversations.cases_of(SHOP, MARTA) == []
    assert WORD in everything(planted)
    run("customers", "erase", ACCOUNT.username, MARTA, "--yes")
    assert WORD not in everything(planted)


def test_two_who_are_erased_at_once_bring_each_other_back_in_no_file(planted: World, monkeypatch):
    s3, bodies = boto3.client("s3"), list[bytes]()
    whole = files._Rows.without

    def while_the_other_is_erased(rows: Any, case_ids: Any) -> bytes:
        with monkeypatch.context() as once:
            once.setattr(files._Rows, "without", whole)
            from_files(s3, "analysis", Whose(account_id=SHOP, customer_id=OTHER))
        bodies.append(whole(rows, case_ids))
        return bodies[-1]

    monkeypatch.setattr(files._Rows, "without", while_the_other_is_erased)
    gone, known = from_files(s3, "analysis", Whose(account_id=SHOP, customer_id=MARTA))
    assert (gone, len(known.case_ids), len(bodies)) == (2, 1, 1)
    left = s3.list_objects_v2(Bucket="analysis").get("Contents", [])
    assert [one["Key"] for one in left] == ["results/q.csv"]


def test_results_that_s3_kept_are_not_told_as_gone(planted: World, monkeypatch):
    s3 = boto3.client("s3")
    kept = {"Errors": [{"Key": "results/q.csv", "Code": "AccessDenied"}]}
    monkeypatch.setattr(s3, "delete_objects", lambda **_: kept)
    with pytest.raises(RuntimeError, match="1 results"):
        query_results(s3, "analysis")


def test_a_redelivery_after_the_erasure_brings_nothing_back(planted: World, mention: Mention):
    run("customers", "erase", ACCOUNT.username, MARTA, "--yes")
    happen(planted, *read_delivery(mention("10", text=f"@tiendaluna {WORD} no llega")).events)
    assert WORD not in everything(planted)


def test_an_access_request_gives_data_readable_text_and_files(planted: World, tmp_path):
    folder = tmp_path / "marta"
    said = run("customers", "export", ACCOUNT.username, MARTA, "--to", str(folder))
    assert "1 files of 1 cases" in said
    told = json.loads((folder / "dossier.json").read_text())
    assert WORD in told["cases"][0]["messages"][0]["text"]
    assert [one["text"] for one in told["cases"][0]["sent"] if one["purpose"] == "reply"] == [f"Ya va {WORD}"]
    text = (folder / "dossier.txt").read_text()
    assert f"@tiendaluna {WORD} no llega" in text
    assert [path.read_bytes() for path in (folder / "media").iterdir()] == [WORD.encode()]
    assert KEPT_WORD not in json.dumps(told) + text


def test_who_changed_their_name_is_found_by_the_earlier_one(planted: World, mention: Mention):
    post = mention("99", text="@tiendaluna sigo igual", created_at=(NIGHT + timedelta(days=1)).isoformat())
    post["data"]["includes"] = {"users": [{"id": MARTA, "username": "marta_new", "name": "M"}]}
    happen(planted, *read_delivery(post).events)
    for name in ("@marta_new", f"u{WORD}"):
        assert json.loads(run("customers", "export", ACCOUNT.username, name))["customer"]["customer_id"] == MARTA


def test_an_action_that_is_refused_at_the_terminal_says_why_and_ends_with_an_error(planted: World, monkeypatch):
    monkeypatch.setattr(agent_actions, "stack_of", lambda _stage: stack_of(planted))
    monkeypatch.setattr(agent_actions, "send_all", applied_at_once(planted))
    theirs, others = (case_of(planted, who).case_id for who in (MARTA, OTHER))
    refused = CliRunner().invoke(app, ["cases", "merge", theirs, others])
    assert (refused.exit_code, f"{theirs}: " in refused.output) == (1, True)
    assert "corrected" in run("cases", "label", theirs, "--topic", "praise", "--urgency", "0")
    assert "resolved" in run("cases", "resolve", theirs)
    trail = json.dumps(planted.dynamodb.scan(TableName="accounts")["Items"])
    assert '"label": {"S": "urgency"}' in trail


def test_a_letter_that_nobody_can_mend_is_dropped_by_its_id_and_with_a_reason(planted: World):
    stack = stack_of(planted)
    first, second = dlq.shown(stack, "events", body=False)
    run("dlq", "drop", "events", "--message", first["message"], "--why", "a kind that no release had")
    assert [one["message"] for one in dlq.shown(stack, "events", body=False)] == [second["message"]]
    missing = CliRunner().invoke(app, ["dlq", "drop", "events", "--message", "nobody", "--why", "x"])
    assert missing.exit_code == 1
    trail = json.dumps(planted.dynamodb.scan(TableName="accounts")["Items"])
    assert "a kind that no release had" in trail


@pytest.fixture
def forgotten(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A customer whom the tables have forgotten, and who is named in a letter; a neighbour's letter beside it."""
    monkeypatch.setattr(letters, "WAITED", 0)
    boto3.client("s3").create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for who in (MARTA, OTHER):
        world.sqs.send_message(
            QueueUrl=world.queues["events_dlq"], MessageBody=json.dumps({"account_id": SHOP, "customer_id": who}),
            MessageGroupId=who, MessageDeduplicationId=who,
        )  # fmt: skip
    send_all(world.sqs, world.queues["events"], [_erased(MARTA)])
    world.drain("events", "cases")
    return world


def _erased(customer: str) -> CustomerErased:
    return CustomerErased(account_id=SHOP, customer_id=customer, action_id="e1", by="sara", at=NIGHT)


def _asked_for(customer: str) -> dict[str, Any]:
    receipt = {"account_id": SHOP, "action_id": "e1", "at": NIGHT.isoformat(), "by": "sara"}
    return {"receipt": receipt, "whose": {"account_id": SHOP, "customer_id": customer}}


def test_the_function_tells_what_went_from_each_place_counts_it_once_and_names_nobody(
    forgotten: World, lines: Lines, capsys: pytest.CaptureFixture[str]
):
    capsys.readouterr()
    told = forgotten.call("erase", _asked_for(MARTA))
    assert told == {"files": 0, "results": 0, "letters": 1, "taught": 0, "gifts": 0, "trail": 0}
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    [counted] = [{key: one[key] for key in one if key.startswith("Erasure")} for one in out if "ErasureTried" in one]
    assert counted == {"ErasureTried": [1.0], "ErasureFinished": [1.0]}
    [line] = [one for one in lines.told if one["message"] == "erasure.finished"]
    assert (line["account_id"], line["action_id"]) == (SHOP, "e1")
    assert MARTA not in json.dumps(line)
    [left] = forgotten.received("events_dlq")
    assert json.loads(left["body"])["customer_id"] == OTHER
    receipt = Erasures(forgotten.dynamodb, "accounts", 365).one(SHOP, "e1", NIGHT)
    assert [one.place for one in Receipt.model_validate_json(receipt or "").gone] == list(told)


def test_an_erasure_that_the_tables_do_not_have_clears_no_place_and_is_tried_again(
    forgotten: World, monkeypatch: pytest.MonkeyPatch
):
    handler = forgotten.handler("erase")
    monkeypatch.setattr(handler, "is_applied", lambda store, asked: is_applied(store, asked, 2, lambda _: None))
    with pytest.raises(handler.NotYet):
        forgotten.call("erase", _asked_for(OTHER))
    assert len(forgotten.received("events_dlq")) == 2
    assert Erasures(forgotten.dynamodb, "accounts", 365).one(SHOP, "e1", NIGHT) is None


def test_what_somebody_posted_since_they_asked_stays_found_and_looked_up(world: World):
    finds, about = Finds(world.dynamodb, "conversations"), Around(world.dynamodb, "conversations")
    whose = {MARTA: (id_at(NIGHT), id_at(NIGHT + timedelta(seconds=1))), "3000000000000000002": (id_at(NIGHT) + "1",)}
    for who, posts in whose.items():
        for number in posts:
            author = Author(id=who, username=f"u{who[-1]}")
            post_ = Message(id=number, channel="public", text="antes", at=NIGHT)
            assert finds.add(Find(account_id=SHOP, search_id="A" * 12, author=author, message=post_, found_at=NIGHT))
            about.keep(SHOP, ContextPost(id=number, author_id=who, text="antes"), NIGHT)
    happen(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e1", by="sara", at=NIGHT))
    left = [number for posts in whose.values() for number in posts if finds.one(SHOP, number) is not None]
    assert left == [whose[MARTA][1], *whose["3000000000000000002"]]
    assert sorted(about.several(SHOP, [n for posts in whose.values() for n in posts])) == sorted(left)
