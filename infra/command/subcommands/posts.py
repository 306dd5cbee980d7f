"""`centralita posts`: what people have an account post: its calendar, drafts, plans, and what stands put right."""

from collections.abc import Callable
from copy import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from care import words
from care.budget.prices import dollars
from care.model.account import Account
from care.model.months import month_of
from care.model.outbox_item import queue_of
from care.model.outcomes import Outcomes
from care.model.own_post import OwnPost, PostAct, Wish, new_post_id
from care.posts import changing
from care.posts.calendar import became, days_of
from care.posts.looking import look_at
from care.posts.suggesting import worth_sharing
from care.tables.budget import Budget
from care.tables.own_items import by_itself, of_posts
from care.tables.own_posts import ChangedMeanwhile, OwnPosts
from care.tables.queue import Queue, View, Wanted
from infra.command.deployed import Deployed
from infra.command.subcommands import Stage, Which, account_named, fail, stack_of
from infra.command.subcommands.audit_trail import here, record
from infra.command.subcommands.months import month_asked
from infra.terminal import terminal

app = typer.Typer(no_args_is_help=True, help="What people have an account post, and its calendar (docs/posts.md).")

type Post = Annotated[str, typer.Argument(metavar="POST", help="The post's id, as `list` shows it.")]
type AtX = Annotated[str, typer.Argument(metavar="ID", help="X's id of the post.")]


@app.command("list")
def show(which: Which, stage: Stage = None) -> None:
    """Drafts, tips, what is planned and what was posted, the newest last."""
    stack, account, posts = _of(which, stage)
    known = {post.post_id: post for post in (*posts.newest(account.id, 60), *posts.open(account.id))}
    items = of_posts(stack.client("dynamodb"), stack.outputs["OutboxTable"], account.id, min(known, default="~"))
    for _, post in sorted(known.items()):
        when = f" {post.begins.astimezone(account.hours.zone):%Y-%m-%d %H:%M}" if post.at else ""
        text = " ".join(post.text.split())[:70]
        why = f" ({words.told('en', post.why)})" if post.why else ""
        typer.echo(f"{post.post_id}  {became(post, items)}{when}{why}: {text}")
    if not known:
        typer.echo("nothing is written or planned")


@app.command()
def calendar(
    which: Which,
    month: Annotated[str, typer.Option(help="As 2026-12; else the present one.")] = "",
    stage: Stage = None,
) -> None:
    """The posts of a month in the account's zone, with what it says by itself."""
    stack, account, posts = _of(which, stage)
    now = stack.now()
    first = date.fromisoformat(f"{month_asked(month, now, account.hours.zone)}-01")
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    known = {post.post_id: post for post in (*posts.newest(account.id, 60), *posts.open(account.id))}
    dynamodb, table = stack.client("dynamodb"), stack.outputs["OutboxTable"]
    items = [*of_posts(dynamodb, table, account.id, min(known, default="~"))]
    items += by_itself(dynamodb, table, account.id, first, last)
    shown = Table("day", "at", "what", "state", "text", title=f"@{account.username}, {first:%Y-%m}")
    for day in days_of(account, first, last, known.values(), items, now):
        for one in day.entries:
            at = one.at.astimezone(account.hours.zone)
            state = "expected" if one.expected else one.state
            shown.add_row(f"{at:%a %d}", f"{at:%H:%M}", one.what, state, " ".join(one.text.split())[:60])
    terminal().print(shown)


@app.command()
def write(
    which: Which,
    text: Annotated[str, typer.Argument(help="A line of three dashes begins the next post of a thread; - reads it.")],
    at: Annotated[datetime | None, typer.Option(help="When, in the account's zone; else at once.")] = None,
    late: Annotated[int, typer.Option(min=0, help="Minutes for which it may still go later; 0: the usual.")] = 0,
    only_open: Annotated[bool, typer.Option("--only-open", help="Only while somebody is there to answer.")] = False,
    in_incidents: Annotated[bool, typer.Option("--in-incidents", help="Also while an incident is open.")] = False,
    below: Annotated[str, typer.Option(help="X's id of the account's post below which it stands.")] = "",
    corrects: Annotated[bool, typer.Option("--corrects", help="It corrects that post.")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="Keep it and plan nothing.")] = False,
    stage: Stage = None,
) -> None:
    """Write a post and plan it; its price and what speaks against it are said before anything is kept."""
    stack, account, posts = _of(which, stage)
    now, by = stack.now(), here()
    if below and not stack.outbox.knows(queue_of(account.id, "public"), below):
        fail(f"{below} is no post of @{account.username} that Centralita sent")
    values = {
        "post_id": new_post_id(now),
        "account_id": account.id,
        "text": _read(text),
        "language": account.language,
        "at": at.replace(tzinfo=at.tzinfo or account.hours.zone) if at else None,
        "late_minutes": late or account.posts.late_minutes,
        "only_open": only_open,
        "in_incidents": in_incidents,
        "in_reply_to": below,
        "corrects": corrects,
        "made_at": now,
        "changed_at": now,
        "written_by": by,
    }
    post = OwnPost.model_validate(values)
    look = look_at(
        post,
        account,
        now,
        spent=Budget(stack.client("dynamodb"), stack.outputs["OutboxTable"]).sent(account, month_of(now)),
    )
    for number, part in enumerate(look.parts, 1):
        typer.echo(f"{number}/{len(look.parts)} ({part.length} of {look.limit}, {part.price}): {part.text}")
    if look.warned:
        typer.echo(f"before it goes: {words.told('en', look.warned)}", err=True)
    if look.refused:
        _refuse(look.refused)
    became_ = post if draft else _made(changing.planned(post, account, by, now))
    _keep(stack, posts, became_, "post save" if draft else "post plan")
    typer.echo(f"{post.post_id} {became_.state}, {dollars(look.micro_dollars)}")


@app.command()
def approve(which: Which, post_id: Post, stage: Stage = None) -> None:
    """Let a draft, or what waits for approval, go at its time."""
    _change(which, post_id, stage, "post plan", changing.planned)


@app.command()
def back(which: Which, post_id: Post, stage: Stage = None) -> None:
    """Do not post it: a planned one is a draft again, one that is on its way is taken back if it can be."""
    _change(which, post_id, stage, "post take_back", lambda post, _, by, now: changing.taken_back(post, by, now))


@app.command()
def tip(which: Which, post_id: Post, stage: Stage = None) -> None:
    """Keep a draft in the library, from which posts are made."""
    _change(which, post_id, stage, "post tip", lambda post, _, by, now: changing.kept_as_tip(post, by, now))


@app.command()
def drop(which: Which, post_id: Post, stage: Stage = None) -> None:
    """Forget what was never on its way."""
    stack, account, posts = _of(which, stage)
    post = _found(posts, account, post_id)
    if not post.may_change:
        _refuse(changing.UNDER_WAY)
    record(stack, account.id, "post drop", about=post.post_id)
    posts.drop(post)
    typer.echo("dropped")


@app.command()
def decide(
    which: Which,
    post_id: Post,
    sent: Annotated[str, typer.Option(help="X has it, under this id.")] = "",
    again: Annotated[bool, typer.Option("--again", help="X does not have it: it goes again.")] = False,
    dropped: Annotated[bool, typer.Option("--drop", help="It does not go.")] = False,
    stage: Stage = None,
) -> None:
    """Say what became of a post of which nobody knows whether X has it."""
    stack, account, posts = _of(which, stage)
    post = _found(posts, account, post_id)
    items = of_posts(stack.client("dynamodb"), stack.outputs["OutboxTable"], account.id, post_id, post_id)
    unclear = next((item for item in items if item.state == "unconfirmed"), None)
    if unclear is None:
        fail("nothing of it is unclear")
    if bool(sent) + again + dropped != 1:
        fail("say one of --sent ID, --again and --drop")
    verdict = "sent" if sent else "again" if again else "dropped"
    told = {"do": verdict, "item_id": unclear.item_id, "by": here(), "x_id": sent}
    _keep(stack, posts, replace(post, wish=Wish.model_validate(told)), "post decide")
    typer.echo("it goes on within a minute")


@app.command()
def delete(which: Which, x_id: AtX, stage: Stage = None) -> None:
    """Have X delete a post or a public reply that Centralita sent; what others copied stays."""
    stack, account, posts = _of(which, stage)
    if not stack.outbox.knows(queue_of(account.id, "public"), x_id):
        fail(f"{x_id} is no post of @{account.username} that Centralita sent")
    record(stack, account.id, "post delete", about=x_id)
    told = {"account_id": account.id, "act": "delete", "on": x_id, "by": here(), "at": stack.now()}
    posts.want(PostAct.model_validate(told))
    typer.echo("X is asked within a minute")


@app.command()
def suggest(which: Which, stage: Stage = None) -> None:
    """The account's articles that most customers asked for within a week, worth a post."""
    stack, account, _ = _of(which, stage)
    now, queue = stack.now(), Queue(stack.client("dynamodb"), stack.outputs["ConversationsTable"])
    lists: tuple[View, ...] = ("open", "waiting", "resolved")
    rows = [row for view in lists for row in queue.page(Wanted(account.id, view)).rows]
    said = [(row.language, row.excerpt) for row in rows if row.excerpt and now - row.last_at <= timedelta(days=7)]
    found = worth_sharing(account, said)
    for one in found:
        typer.echo(f"{one.asked:>4}  {one.article_id}  {one.title}")
    if not found:
        typer.echo("the account has no articles")


def _of(which: str, stage: str | None) -> tuple[Deployed, Account, OwnPosts]:
    stack = stack_of(stage)
    account = account_named(stack, which)
    return stack, account, OwnPosts(stack.client("dynamodb"), stack.outputs["AccountsTable"])


def _found(posts: OwnPosts, account: Account, post_id: str) -> OwnPost:
    post = posts.one(account.id, post_id.upper())
    if post is None:
        fail(f"there is no post {post_id}: `centralita posts list {account.username}` shows those that are")
    return post


def _change(
    which: str,
    post_id: str,
    stage: str | None,
    what: str,
    change: Callable[[OwnPost, Account, str, datetime], OwnPost | Outcomes],
) -> None:
    stack, account, posts = _of(which, stage)
    post = _found(posts, account, post_id)
    changed = _made(change(post, account, here(), stack.now()))
    _keep(stack, posts, changed, what)
    typer.echo(f"{post.post_id} {changed.state}")


def _keep(stack: Deployed, posts: OwnPosts, post: OwnPost, what: str) -> None:
    record(stack, post.account_id, what, about=post.post_id)
    try:
        posts.put(post, stack.now())
    except ChangedMeanwhile:
        fail("somebody else changed it at this moment: look at it and try again")


def _made(became_: OwnPost | Outcomes) -> OwnPost:
    return became_ if isinstance(became_, OwnPost) else _refuse(became_)


def _refuse(why: Outcomes) -> NoReturn:
    fail(words.told("en", why))


def _read(text: str) -> str:
    if text != "-":
        return text.replace("\\n", "\n")
    return Path("/dev/stdin").read_text(encoding="utf-8").strip()
