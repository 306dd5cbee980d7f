"""What the app has read, whichever way X writes its numbers."""

import httpx
import pytest
from tests.unit.x_client.conftest import X

from care.x.errors import XError


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"project_usage": "12345", "project_cap": "3000000", "cap_reset_day": 5}, (12345, 3_000_000, 5)),
        ({"project_usage": 12}, (12, None, None)),
        ({"project_usage": "0", "project_cap": "no cap"}, (0, None, None)),
    ],
)
def test_texts_and_numbers_are_read(x: X, data, told):
    x.answer = httpx.Response(200, json={"data": data})
    usage = x.app.usage()
    assert (usage.posts, usage.most, usage.reset_day) == told


@pytest.mark.parametrize("data", [{}, {"project_usage": "-1"}, {"project_usage": "9" * 40}, [], None])
def test_what_tells_no_usage_is_an_error_of_x(x: X, data):
    x.answer = httpx.Response(200, json={"data": data})
    with pytest.raises(XError):
        x.app.usage()
