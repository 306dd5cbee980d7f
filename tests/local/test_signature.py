"""A signed reply and the replies of common situations, from the terminal to X."""

import tomllib
from datetime import timedelta

from tests.local.running import ROOT, Running

DEMO = (ROOT / "infra" / "local" / "demo.toml").read_text()


def test_replies_are_signed_once_the_account_wants_it_and_six_are_there_to_begin_with(x: Running, tmp_path):
    x.to_weekday(1, 10)
    file = tmp_path / "luna.toml"
    file.write_text(DEMO)
    x.centralita("accounts", "push", str(file), "--yes")
    try:
        assert "Retraso" in x.centralita("accounts", "starting-replies", "tiendaluna")
        assert "there already" in x.centralita("accounts", "starting-replies", "tiendaluna")
        pulled = x.centralita("accounts", "pull", "tiendaluna")
        ids = [one["id"] for one in tomllib.loads(pulled)["desk"]["saved_replies"]]
        assert ids[-6:] == ["complaint", "delay", "defect", "refund", "praise", "journalist"]
        file.write_text(pulled.replace("[[desk.", '[desk]\nsignature = "public"\n\n[[desk.', 1))
        x.centralita("accounts", "push", str(file), "--yes")
        x.move(x.now() + timedelta(minutes=1))
        post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna no funciona la lámpara"})
        x.settle()
        [case] = x.cases(post["from"])
        x.centralita("cases", "reply", case["case_id"], "Lo miramos ahora.", "--public", "--sign", "AM")
        x.move(x.now() + timedelta(minutes=1))
        assert x.replies_to(post)[-1] == "Lo miramos ahora. ^AM"
    finally:
        file.write_text(DEMO)
        x.centralita("accounts", "push", str(file), "--yes")
        x.settle()
