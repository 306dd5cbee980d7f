"""The docs page is what the definitions say."""

from infra.pages.report_page import PAGE, page


def test_the_page_of_definitions_is_written_from_them():
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew with `python -m infra.pages.report_page`"
