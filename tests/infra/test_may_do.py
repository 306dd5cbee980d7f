"""What each function may do at AWS, written down a second time: one right more or less is looked at by a person here.

`infra.cdk.rights` makes the stack's roles, so it cannot say whether they are right. A line is what something is done to,
the actions of its service, and in braces the beginnings of the keys that it is confined to.
"""

import pytest
from infra.cdk.rights import RIGHTS, Right

_FED = "ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage"
MAY = {
