"""How many characters are kept of what X tells of a person; here, because the webhook reads it without pydantic."""

from typing import Final

MOST_BIO: Final = 400
"""What somebody says of themselves: X takes 160, and links in it are longer when they are written out."""
MOST_PICTURE: Final = 300
"""The address of somebody's picture at X; theirs have about eighty."""
