"""Who wrote a reply, as customers read it: initials behind the text, as ^AM; never twice, and counted with the text."""

from typing import Final

from care import late
from care.model.account import Account
from care.model.envelope import Channel
from care.model.person import Person

_SIGNED: Final = late.pattern(r"\^[^\W\d_]{1,4}\s*$")
_LONGEST: Final = 10_000  # characters of a reply
_FEW: Final = 2  # words of a name that give a letter


def initials_of(person: Person) -> str:
    """The person's own, or the first letters of their first two names."""
    if person.initials:
        return person.initials
    words = [word for word in person.name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:_FEW])


def signed(text: str, channel: Channel, initials: str, account: Account) -> str:
    """The text with the initials behind it, where the account wants that, and nobody has signed it."""
    wanted = account.desk.signature
    if wanted == "never" or (wanted == "public" and channel != "public"):
        return text
    if not text.strip() or not initials or _SIGNED.search(text):
        return text
    whole = f"{text.rstrip()} ^{initials}"
    return whole if len(whole) <= _LONGEST else text
