"""The keys of the desk: what `?` shows. A page's elements name their key, so a key without its element does nothing."""

from typing import NamedTuple


class Key(NamedTuple):
    """A key and what it does; `moves` are those that the script itself knows, all others press what carries them."""

    key: str
    what: str
    moves: bool = False


KEYS = (
    Key("?", "Show these keys", moves=True),
    Key("j", "Next case, or next message", moves=True),
    Key("k", "Previous case, or previous message", moves=True),
    Key("Enter", "Open the case", moves=True),
    Key("Esc", "Leave a field, close a box", moves=True),
    Key("/", "Search"),
    Key("x", "Choose the case of the list", moves=True),
    Key("u", "Back to the queue"),
    Key(".", "Next case of the list", moves=True),
    Key(",", "Case before in the list", moves=True),
    Key("r", "Write a reply"),
    Key("c", "Change between public and private"),
    Key("Ctrl+Enter", "Send what is written", moves=True),
    Key("Ctrl+Shift+Enter", "Send and resolve", moves=True),
    Key("z", "Undo the reply"),
    Key("i", "Insert a text or an article"),
    Key("a", "Take the case, or give it back"),
    Key("g", "Assign it to somebody"),
    Key("n", "Write a note"),
    Key("o", "Write a note about the customer"),
    Key("d", "Hand it over to another system"),
    Key("h", "Give the case tags"),
    Key("p", "Make a promise"),
    Key("s", "Snooze"),
    Key("e", "Resolve, or reopen"),
    Key("b", "Mark it as spam"),
    Key("w", "Shut the customer out at X"),
    Key("m", "Merge into another case"),
    Key("v", "Move to private"),
    Key("t", "Explain the clock"),
)
