"""`centralita hours`, as an operator types it, over files on a disk."""

import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from infra.command.subcommands.hours import app
from typer.testing import CliRunner

from care.hours import Hours, calendar, osm

SETTINGS = """\
# The shop in the Calle Luna.
id = "2000000000000000001"
username = "tiendaluna"
name = "Tienda Luna"
language = "es"
privacy_url = "https://tiendaluna.example/privacidad"  # checked by the lawyers

[hours]
timezone = "Europe/Madrid"

[hours.weekly]
mon = [["09:00", "14:00"], ["16:00", "19:00"]]  # siesta
tue = [["09:00", "14:00"], ["16:00", "19:00"]]
fri = [["09:00", "15:00"]]

# What we agreed for Christmas.
[[hours.dates]]
from = "2026-12-24"
to = "2026-12-26"
open = [["10:00", "12:00"]]
label = "Navidad en la tienda"

# Answered by the whole team.
[survey]
kind = "csat"
"""
HEAD = SETTINGS.partition("[hours]")[0]


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "tiendaluna.toml"
    path.write_text(SETTINGS, encoding="utf-8")
    return path


def run(*arguments, status=0):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == status, result.output
    return result


def hours_of(path):
    return tomllib.loads(path.read_bytes().decode().replace("\r\n", "\n"))["hours"]


# at


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (
            "2026-11-23T10:00+01:00",
            {"open": True, "until": "2026-11-23T13:00:00Z", "opens_at": None, "why": "open by the weekly hours"},
        ),
        (
            "2026-11-23T14:00+01:00",
            {
                "open": False,
                "until": "2026-11-23T15:00:00Z",
                "opens_at": "2026-11-23T15:00:00Z",
                "why": "closed by the weekly hours",
            },
        ),
        (
            "2026-12-25T11:00:00Z",
            {
                "open": False,
                "until": "2026-12-26T09:00:00Z",
                "opens_at": "2026-12-26T09:00:00Z",
                "why": "closed by the special date “Navidad en la tienda”",
            },
        ),
    ],
)
def test_an_instant_is_explained_as_json(file: Path, instant, said):
    assert json.loads(run("at", file, instant, "--json").stdout) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (
            'timezone = "UTC"\nalways = true',
            {"open": True, "until": None, "opens_at": None, "why": "open: always open"},
        ),
        ('timezone = "UTC"', {"open": False, "until": None, "opens_at": None, "why": "closed by the weekly hours"}),
        (
            'timezone = "UTC"\nalways = true\nabsences = [{from = 2026-11-23T00:00:00Z, to = 2026-11-24T00:00:00Z}]',
            {
                "open": False,
                "until": "2026-11-24T00:00:00Z",
                "opens_at": "2026-11-24T00:00:00Z",
                "why": "closed because of the absence",
            },
        ),
    ],
)
def test_what_never_changes_is_null(file: Path, hours, said):
    file.write_text(f"{HEAD}[hours]\n{hours}\n")
    assert json.loads(run("at", file, "2026-11-23T10:00Z", "--json").stdout) == said


@pytest.mark.parametrize(
    ("instant", "message"),
    [
        ("tomorrow", "isn't a valid date and time"),
        ("2026-11-23T10:00", "needs a UTC offset"),
        ("9999-12-31T23:59-12:00", "beyond the"),
    ],
)
def test_an_instant_that_says_too_little_is_refused(file: Path, instant, message):
    assert message in run("at", file, instant, status=2).output


# check and show


def test_settings_that_are_right_are_fine(file: Path):
    said = run("check", file).stdout
    assert said == f"{file} is fine: @tiendaluna, open 22 h a week, 1 special date, no absences\n"


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        ('"Europe/Madrid"', '"Europe/Madird"', ["hours.timezone: unknown time zone 'Europe/Madird'", "Europe/Madrid?"]),
        ('["16:00", "19:00"]]  # siesta', '["13:00", "19:00"]]', ["weekly.mon[1]: starts at 13:00"]),
        ('"15:00"', '"3pm"', ["weekly.fri[0]: '3pm' is not a time of day"]),
        ('"2026-12-26"', '"2026-12-01"', ["dates[0]: from 2026-12-24 is after to 2026-12-01"]),
        ('name = "', 'nmae = "', ["nmae: there is no such setting", "name: is missing"]),
        ("[survey]", '[[channels]]\nlabel = "x"\nurl = "javascript:alert(1)"\n[survey]', ["channels[0].url:"]),
        ("[survey]", '[holidays]\ncountry = "ES"\nregion = "XX"\n[survey]', ["no region 'XX' in ES"]),
        ("[survey]", "[survey", ["not TOML", "line 24"]),
    ],
)
def test_every_problem_is_told_with_its_place(file: Path, before, after, places):
    file.write_text(SETTINGS.replace(before, after, 1))
    said = run("check", file, status=1).stderr
    for place in places:
        assert place in said


def test_two_problems_are_told_at_once(file: Path):
    file.write_text(SETTINGS.replace("2000000000000000001", "one").replace("Madrid", "Madird"))
    said = run("check", file, status=1).stderr
    assert f"{file}: id: " in said
    assert f"{file}: hours.timezone: " in said


def test_hours_that_never_open_are_fine_but_noted(file: Path):
    file.write_text(HEAD + '[hours]\ntimezone = "UTC"\n')
    said = run("check", file)
    assert "they do not open any more" in said.stderr
    assert "is fine" in said.stdout


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert "No such file" in run("check", tmp_path / "nothing.toml", status=1).stderr


def test_the_week_its_dates_and_the_present_status_are_shown(file: Path):
    said = run("show", file, "--at", "2026-11-27T16:00+01:00").stdout.splitlines()
    assert said[:2] == [
        "Tienda Luna (@tiendaluna), Europe/Madrid",
        "Volvemos el lunes 30 de noviembre a las 9:00 (hora de Madrid)",
    ]
    assert "  lunes          9:00–14:00, 16:00–19:00" in said
    assert "* viernes        9:00–15:00" in said
    assert said[-1] == "  24 de diciembre – 26 de diciembre: 10:00–12:00 (Navidad en la tienda)"
    assert "Back on Monday" in run("show", file, "--at", "2026-11-27T16:00+01:00", "--lang", "en").stdout
    assert "not in 'fr'" in run("show", file, "--lang", "fr", status=2).output


# holidays


def test_holidays_are_only_shown_until_they_are_wanted(file: Path):
    said = run("holidays", file, "--country", "ES", "--region", "MD", "--year", 2026).stdout
    assert "+ 2026-05-02: closed (Fiesta de la Comunidad de Madrid)" in said
    assert "= 2026-12-25: the file's own entry stays (Natividad del Señor)" in said
    assert said.endswith("Nothing is stored yet: add --write.\n")
    assert file.read_text() == SETTINGS


def test_holidays_are_added_and_the_rest_of_the_file_stays_to_the_letter(file: Path):
    run("holidays", file, "--country", "ES", "--region", "MD", "--year", 2026, "--year", 2027, "--write")
    text = file.read_text()
    rest = text
    for block in text.split("\n\n"):
        if block.startswith("[[hours.dates]]") and "Navidad en la tienda" not in block:
            rest = rest.replace(block + "\n\n", "", 1)
    assert rest == SETTINGS
    dates = hours_of(file)["dates"]
    assert dates[0]["label"] == "Navidad en la tienda"
    found = {entry["from"]: entry["label"] for entry in dates[1:]}
    assert found["2027-05-03"] == "Lunes siguiente a Fiesta de la Comunidad de Madrid"
    assert "2026-12-25" not in found
    assert {day[:4] for day in found} == {"2026", "2027"}


def test_to_add_holidays_twice_changes_nothing(file: Path):
    wanted = ("holidays", file, "--country", "PT", "--year", 2027, "--write")
    run(*wanted)
    once = file.read_bytes()
    assert run(*wanted).stdout.endswith("Nothing changes.\n")
    assert file.read_bytes() == once


def test_whose_holidays_may_stand_in_the_file(file: Path):
    file.write_text(SETTINGS + '\n[holidays]\ncountry = "ES"\nregion = "CT"\n')
    assert "2027-09-11" in run("holidays", file, "--year", 2027).stdout
    file.write_text(SETTINGS)
    assert "give --country" in run("holidays", file, status=1).stderr


@pytest.mark.parametrize(("country", "region", "message"), [("XX", "", "'XX'"), ("ES", "ZZ", "choose one of")])
def test_holidays_that_nobody_knows_are_refused(file: Path, country, region, message):
    assert message in run("holidays", file, "--country", country, "--region", region, status=1).stderr


# Writing: however the file is written, it means what was wanted or stays as it is


@pytest.mark.parametrize(
    "hours",
    [
        '[hours]\ntimezone = "UTC"\n',
        '[hours]\ntimezone = "UTC"\n\n# why\n[survey]\n',
        '[hours]\ntimezone = "UTC"\n[hours.weekly]\nmon = [["09:00", "10:00"]] # c\n[survey]\n',
        '[hours]\ntimezone = "UTC"\n[survey]\n[hours.weekly]\nmon = []\n',
        '[hours]\ntimezone = "UTC"\ndates = []\n',
        '[hours]\ntimezone = "UTC"\ndates = [{from = "2027-12-25", open = []}] # c\n[survey]\n',
        '[hours]\ntimezone = "UTC"\ndates = [\n  # c\n  {from = "2027-12-25", open = []}, # d\n]\n',
        '[hours]\ntimezone = "UTC"\n[[hours.dates]]\nfrom = 2027-12-25\nopen = [\n["09:00", "10:00"],\n]\n# c\n[sla]\n',
        'hours = {timezone = "UTC", weekly = {mon = [["09:00","10:00"]]}} # c\n',
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_however_a_file_is_written_comments_stay_and_dates_are_added(file: Path, hours, ends):
    before = (HEAD + hours).replace("\n", ends)
    file.write_bytes(before.encode())
    run("holidays", file, "--country", "ES", "--region", "MD", "--year", 2027, "--write")
    after = file.read_bytes().decode()
    dates = hours_of(file)["dates"]
    assert len(dates) == 12
    assert sum(str(entry["from"]) == "2027-12-25" for entry in dates) == 1
    assert after.count("#") == before.count("#")
    assert after.startswith(HEAD.replace("\n", ends))
    assert ("\r\n" in after) == (ends == "\r\n")
    assert after.count("\n") == after.count(ends)


def test_a_file_that_cannot_be_added_to_is_left_alone(file: Path):
    dotted = HEAD + 'hours.timezone = "UTC"\nhours.weekly.mon = [["09:00", "10:00"]]\n'
    file.write_text(dotted)
    said = run("holidays", file, "--country", "ES", "--year", 2027, "--write", status=1).stderr
    assert "add these by hand" in said
    assert file.read_text() == dotted
    assert list(file.parent.iterdir()) == [file]


def test_a_link_stays_a_link_and_who_may_read_the_file_stays_so(file: Path, tmp_path):
    file.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    run("holidays", link, "--country", "ES", "--year", 2027, "--write")
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(hours_of(file)["dates"]) > 1


# import


def ics(*events) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for n, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{n}", "DTSTAMP:20260101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def test_a_calendar_gives_dates_and_absences(file: Path, tmp_path):
    day = datetime.now(UTC).date() + timedelta(days=30)
    source = tmp_path / "days-off.ics"
    source.write_text(
        ics(
            (f"DTSTART;VALUE=DATE:{day:%Y%m%d}", "SUMMARY:San Isidro"),
            (f"DTSTART:{day:%Y%m%d}T100000Z", f"DTEND:{day:%Y%m%d}T110000Z", "SUMMARY:Formación"),
        )
    )
    file.write_text(SETTINGS.replace("2026-12-24", "2020-12-24").replace("2026-12-26", "2020-12-26"))
    shown = run("import", file, source).stdout
    assert f"+ {day}: closed (San Isidro)" in shown
    assert f"+ absent {day}T10:00:00Z to {day}T11:00:00Z (Formación)" in shown
    assert "absences" not in hours_of(file)
    run("import", file, source, "--write")
    assert hours_of(file)["dates"][1] == {"from": str(day), "open": [], "label": "San Isidro"}
    assert hours_of(file)["absences"][0]["label"] == "Formación"
    assert run("import", file, source, "--write").stdout.endswith("Nothing changes.\n")


def test_an_osm_text_replaces_the_week_and_adds_its_dates(file: Path):
    text = 'Mo-We 08:00-12:00; 2026 Dec 25 off; 2027 Jan 01 off "Año Nuevo"'
    shown = run("import", file, "--osm", text).stdout.splitlines()
    assert shown == [
        "~ mon: 09:00-14:00, 16:00-19:00 becomes 08:00-12:00",
        "~ tue: 09:00-14:00, 16:00-19:00 becomes 08:00-12:00",
        "~ wed: closed becomes 08:00-12:00",
        "~ fri: 09:00-15:00 becomes closed",
        "= 2026-12-25: the file's own entry stays",
        "+ 2027-01-01: closed (Año Nuevo)",
        "Nothing is stored yet: add --write.",
    ]
    run("import", file, "--osm", text, "--write")
    assert hours_of(file)["weekly"] == {day: [["08:00", "12:00"]] for day in ("mon", "tue", "wed")}
    assert "# siesta" in file.read_text()
    assert "# Answered by the whole team.\n[survey]" in file.read_text()


def test_round_the_clock_takes_the_weeks_place_and_back(file: Path):
    run("import", file, "--osm", "24/7", "--write")
    assert hours_of(file)["always"] is True
    assert "weekly" not in hours_of(file)
    run("import", file, "--osm", "Sa 10:00-12:00", "--write")
    assert hours_of(file)["weekly"] == {"sat": [["10:00", "12:00"]]}
    assert "always" not in hours_of(file)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "either a calendar file or --osm"),
        (("nothing.ics", "--osm", "24/7"), 2, "either a calendar file or --osm"),
        (("nothing.ics",), 1, "No such file"),
        (("nothing.ics", "--until", "soon"), 2, "isn't a date"),
        (("--osm", "PH off"), 1, "not understood"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_its_reason(file: Path, arguments, status, message):
    assert message in run("import", file, *arguments, status=status).output
    assert file.read_text() == SETTINGS


def test_something_else_than_a_calendar_is_refused(file: Path):
    assert "not an iCalendar file" in run("import", file, file, status=1).stderr


# export


def test_what_is_exported_reads_back(file: Path, tmp_path):
    text = run("export", file, "--format", "osm").stdout
    assert osm.read(text, "Europe/Madrid") == Hours.model_validate(hours_of(file))
    target = tmp_path / "hours.ics"
    run("export", file, "--format", "ics", "--output", target, "--at", "2026-11-23T10:00Z")
    with pytest.raises(ValueError, match="opening hours"):
        calendar.read(target.read_bytes(), date(2026, 11, 1), date(2026, 12, 31))
    assert b"BEGIN:VAVAILABILITY" in target.read_bytes()
    said = json.loads(run("export", file, "--format", "json", "--at", "2026-11-23T09:00Z").stdout)
    assert said["until"] == "2026-11-23T13:00:00Z"
    linked = json.loads(run("export", file, "--format", "jsonld", "--url", "https://tiendaluna.example/").stdout)
    assert linked["url"] == "https://tiendaluna.example/"


def test_what_a_format_cannot_say_is_noted(file: Path):
    file.write_text(SETTINGS + "\n[[hours.absences]]\nfrom = 2027-01-01T00:00:00Z\nto = 2027-01-02T00:00:00Z\n")
    assert "absences are left out" in run("export", file, "--format", "osm").stderr


def test_a_place_that_cannot_be_written_is_named(file: Path, tmp_path):
    said = run("export", file, "--format", "osm", "--output", tmp_path / "none" / "here", status=1).stderr
    assert "No such file" in said


def test_the_command_is_part_of_centralita():
    from infra.command.cli import app as centralita

    assert "holidays" in CliRunner().invoke(centralita, ["hours", "--help"]).output
