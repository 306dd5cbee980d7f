"""All rules together: what each finds in a reading. Importing this compiles their patterns, which takes 20 ms."""

from collections.abc import Iterable
from itertools import chain

from care import late
from care.privacy.accounts_named import masked_cards, named_accounts
from care.privacy.addresses import addresses
from care.privacy.bank_numbers import cards, ibans, spanish_accounts
from care.privacy.births import births
from care.privacy.emails import emails
from care.privacy.identities import identities
from care.privacy.kinds import Hit
from care.privacy.ownership import is_the_brands
from care.privacy.phones import phones
from care.privacy.references import parcels, references
from care.privacy.secrets import secrets
from care.privacy.spelled import spelled_phones
from care.privacy.tokens import FoldedText, read

__all__ = ["hits", "is_the_brands", "read"]

_DIGIT = late.pattern(r"\d")
# What a street has that has no numbers.
_NO_NUMBER = "s/n"


def hits(reading: FoldedText, countries: tuple[str, ...]) -> Iterable[Hit]:
    """The findings of all rules, in no order and overlapping; a text without digits is asked for fewer kinds."""
    found = [emails(reading), secrets(reading), spelled_phones(reading)]
    if (numbered := _DIGIT.search(reading.low) is not None) or _NO_NUMBER in reading.low:
        found.append(addresses(reading))
    if numbered:
        found += [
            cards(reading),
            ibans(reading),
            named_accounts(reading),
            masked_cards(reading),
            births(reading),
            identities(reading, countries),
            references(reading),
            parcels(reading),
            phones(reading, countries),
        ]
        if "ES" in countries:
            found.append(spanish_accounts(reading))
    return chain.from_iterable(found)
