"""What lies on the queue of encrypted chats."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from care.model.chat import ChatDelivered, ChatShown, ChatWaits
from care.model.commands import FetchMedia

type _Told = Annotated[ChatDelivered | ChatWaits | ChatShown | FetchMedia, Field(discriminator="kind")]
BODY: TypeAdapter[ChatDelivered | ChatWaits | ChatShown | FetchMedia] = TypeAdapter(_Told)
