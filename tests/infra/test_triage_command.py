"""`centralita triage` at the terminal."""

import pytest
from infra.command.cli import app
from typer.testing import CliRunner


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("o telemóvel não liga e ninguém me contacta", "Portugal (pt-PT)"),
        ("meu celular não liga e vocês não respondem, cadê", "Brazil (pt-BR)"),
        ("a fatura", ""),
        ("no me llega la factura", ""),
    ],
)
def test_the_terminal_says_in_which_portuguese_a_message_is_written_where_its_words_tell(text, country):
    said = CliRunner().invoke(app, ["triage", text]).output
    assert ("Portuguese as written in " in said) is bool(country)
    assert country in said
