"""What tells of a change reads the settings as they are at this moment, and else what was read is trusted a while."""

from copy import replace

from tests.functions.conftest import ACCOUNT, SHOP, World

from care.tables.accounts import Accounts


def test_settings_are_trusted_for_a_while_and_read_anew_for_what_must_not_be_late(world: World):
    reader, writer = Accounts(world.dynamodb, "accounts"), Accounts(world.dynamodb, "accounts")
    assert reader.get(SHOP).name == "Tienda Luna"
    writer.put(replace(ACCOUNT, name="Luna"))
    assert reader.get(SHOP).name == "Tienda Luna", "read a moment ago"
    assert reader.fresh(SHOP).name == "Luna"
    assert reader.get(SHOP).name == "Luna"
    writer.put(replace(ACCOUNT, name="Sol"))
    reader.look_again()
    assert reader.get(SHOP).name == "Sol"
