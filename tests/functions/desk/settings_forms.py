"""Forms of the settings as a browser fills them in."""

import re
from html import unescape

from tests.functions.conftest import ACCOUNT, SHOP
from tests.functions.desk.conftest import Desk
from tests.there import there

from care.model.account import Account
from care.tables.accounts import Accounts

BASE = f"/desk/settings/{SHOP}"
SECTIONS = (
    "hours",
    "brand",
    "texts",
    "lexicon",
    "targets",
    "surveys",
    "courtesy",
    "selfservice",
    "replies",
    "handover",
    "chats",
)


def filled_in(html):
    """The fields of the page's form as a browser would send them."""
    form = html[html.index('<form id="settings"') :]
    form = form[: form.index("</form>")]
    fields = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = there(re.search(r'name="([^"]*)"', tag)), re.search(r'value="([^"]*)"', tag)
        if 'type="checkbox"' not in tag or " checked" in tag:
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, inner in re.findall(r'<textarea [^>]*?name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(inner)
    for name, inner in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
        fields[name] = there(chosen)[1]
    return fields


def form_of(desk: Desk, where, who="supervisor"):
    answer = desk.get(f"{BASE}/{where}", who)
    assert answer.status == 200, answer.body
    return filled_in(answer.body)


def account(desk: Desk) -> Account:
    return Accounts(desk.world.dynamodb, "accounts").get(SHOP)


def put(desk: Desk, **changes):
    Accounts(desk.world.dynamodb, "accounts").put(ACCOUNT.model_validate(ACCOUNT.model_dump(by_alias=True) | changes))
