"""A rule's values by day and reading, the choices of readings, and what a law was asked."""

from __future__ import annotations

import datetime

import msgspec
import pytest
from critmin.engine.regimes.clean_vehicle.law import Law
from critmin.engine.regimes.clean_vehicle.rulebook import Partner, Rulebook, load_rulebook
from critmin.engine.rules import rulebook as rulebooks
from critmin.engine.rules.readings import Reading, Readings, UnknownReading
from critmin.engine.rules.rule import OutsideKnownDates, Period, Rule, Value, days_of_change, percent
from critmin.engine.rules.rulebook import Places

Date = datetime.date
RULEBOOK = load_rulebook()
READING = Reading("side", "left", "left of the road", "right", "right of the road", "act")
SIDES = Readings((READING,))
RULE = Rule(
    "limit",
    "limit of speed",
    "percent",
    [
        Value(50, "act", from_=Date(2024, 3, 1), to=Date(2024, 12, 31)),
        Value(60, "act", from_=Date(2025, 1, 1), reading="side", choice="left"),
        Value(70, "act", from_=Date(2025, 6, 1), reading="side", choice="right"),
    ],
)


@pytest.mark.parametrize(
    ("day", "left", "right"),
    [
        ("2024-02-29", None, None),
        ("2024-03-01", 50, 50),
        ("2024-12-31", 50, 50),
        ("2025-01-01", 60, None),
        ("2025-05-31", 60, None),
        ("2025-06-01", 60, 70),
    ],
)
def test_the_value_of_a_day_under_each_choice(day: str, left: int | None, right: int | None) -> None:
    on = Date.fromisoformat(day)
    found = [RULE.on(on, sides.takes) for sides in (SIDES, SIDES.with_other("side"))]
    assert [value and value.value for value in found] == [left, right]


def test_where_only_the_other_choice_has_a_value_it_is_known() -> None:
    right = SIDES.with_other("side")
    assert RULE.known_on(Date(2025, 1, 1), right.takes).value == 60
    assert not RULE.known_on(Date(2025, 1, 1), right.takes).is_taken(right.takes)
    with pytest.raises(OutsideKnownDates) as raised:
        RULE.known_on(Date(2024, 2, 29), SIDES.takes)
    assert str(raised.value) == "the limit of speed has no value on 2024-02-29: the first applies from 2024-03-01"


def test_days_of_change_are_those_of_the_choice_taken() -> None:
    both = {Date(2024, 3, 1), Date(2025, 1, 1)}
    assert days_of_change([RULE], SIDES.takes) == both
    assert days_of_change([RULE], SIDES.with_other("side").takes) == both | {Date(2025, 6, 1)}
    assert days_of_change([msgspec.structs.replace(RULE, decides=False)], SIDES.takes) == set()


@pytest.mark.parametrize(
    ("unit", "change"), [("first day", "2025-09-30"), ("first day without", "2025-09-30"), ("last day", "2025-10-01")]
)
def test_a_date_is_a_day_of_change(unit: str, change: str) -> None:
    rule = Rule("day", "day", unit, [Value(Date(2025, 9, 30), "act")])
    assert days_of_change([rule], SIDES.takes) == {Date.fromisoformat(change)}


def test_the_end_of_time_has_no_day_after() -> None:
    rule = Rule("day", "day", "percent", [Value(1, "act", from_=Date(2025, 1, 1), to=Date.max)])
    assert days_of_change([rule], SIDES.takes) == {Date(2025, 1, 1)}


def test_a_start_that_is_not_recorded_is_no_day_of_change() -> None:
    rule = Rule("day", "day", "percent", [Value(1, "act", known_from=Date(2025, 1, 1))])
    assert days_of_change([rule], SIDES.takes) == set()
    assert [rule.on(Date(2024, 12, 31), SIDES.takes), rule.on(Date(2025, 1, 1), SIDES.takes)] == [None, rule.values[0]]


def test_a_percentage_is_a_share() -> None:
    assert percent(50) * 2 == 1


def test_choices() -> None:
    assert (SIDES.choice("side"), SIDES.other("side"), SIDES.text("side")) == ("left", "right", "left of the road")
    right = SIDES.choose([("side", "left"), ("side", "right")])
    assert (right.choice("side"), right.other("side"), right.text("side")) == ("right", "left", "right of the road")
    assert (right.all(), right.with_other("side")) == ({"side": "right"}, SIDES)
    assert (right.takes("side", "right"), right.takes("side", "left")) == (True, False)


@pytest.mark.parametrize(
    ("pair", "told"),
    [(("side", "middle"), "side is left or right"), (("speed", "low"), "the readings are side")],
)
def test_a_choice_that_is_none(pair: tuple[str, str], told: str) -> None:
    with pytest.raises(UnknownReading, match=told):
        SIDES.choose([pair])


def test_data_that_names_what_is_no_reading_or_choice_is_refused() -> None:
    for pair in (("speed", "low"), ("side", "middle")):
        with pytest.raises(UnknownReading):
            SIDES.takes(*pair)


# A law, and what it was asked --------------------------------------------------------------------------------------

IN_2025 = Period.day(Date(2025, 6, 30))


@pytest.mark.parametrize(
    ("reading", "ask", "differs"),
    [
        ("japan-minerals", lambda law: law.counts("JP", "zinc"), True),
        ("japan-minerals", lambda law: law.counts("JP", "nickel"), False),
        ("japan-minerals", lambda law: law.counts("KR", "zinc"), False),
        ("hong-kong-macau", lambda law: law.covered_nation("HK"), True),
        ("hong-kong-macau", lambda law: law.covered_nation("CN"), False),
        ("transition-window", lambda law: law.value_added_test_available(), False),
        ("synthetic-graphite", lambda law: law.takes("synthetic-graphite", "extraction"), True),
        ("after-2026", lambda law: law.can_be_met(), False),
    ],
)
def test_another_choice_differs_only_in_what_was_asked(reading: str, ask: object, differs: bool) -> None:
    law = Law(RULEBOOK, IN_2025)
    assert not law.differs(law.with_other(reading))
    assert callable(ask)
    ask(law)
    assert law.differs(law.with_other(reading)) is differs


def test_the_window_differs_by_the_report() -> None:
    law = Law(RULEBOOK, Period.day(Date(2027, 6, 30)), Date(2026, 12, 31))
    assert law.value_added_test_available() and law.relief_available()
    assert law.differs(law.with_other("transition-window"))
    late = Law(RULEBOOK, Period.day(Date(2027, 6, 30)), Date(2027, 1, 1))
    assert not late.value_added_test_available() and not late.relief_available()
    assert not late.differs(late.with_other("transition-window"))


def test_a_look_up_outside_the_known_dates_is_no_answer_and_differs_from_one() -> None:
    law = Law(RULEBOOK, Period.day(Date(2023, 4, 17)))
    with pytest.raises(OutsideKnownDates):
        law.required()
    assert not law.differs(law.with_other("after-2026"))
    assert law.differs(Law(RULEBOOK, IN_2025))


def changed(nation: Value[Places] | None = None, recycling: list[Value[Places]] | None = None) -> Law:
    """The law of the year 2025 with another covered nation, or with other places of recycling."""
    replace = msgspec.structs.replace
    rulebook = RULEBOOK
    if nation is not None:
        nations = [*rulebook.covered_nations.nation, Rule("covered.XK", "covered nation", "places", [nation])]
        rulebook = replace(rulebook, covered_nations=replace(rulebook.covered_nations, nation=nations))
    if recycling is not None:
        rule = replace(rulebook.partners.recycling, values=recycling)
        rulebook = replace(rulebook, partners=replace(rulebook.partners, recycling=rule))
    return Law(rulebook, Period.year(2025, rulebook.start))


def test_a_nation_covered_on_one_day_of_the_year_is_covered() -> None:
    for first, last in (("2025-12-31", None), ("2025-05-01", "2025-05-01"), (None, "2025-01-01")):
        dates = [None if day is None else Date.fromisoformat(day) for day in (first, last)]
        law = changed(Value(Places(["XK"]), "doe-feoc", from_=dates[0], to=dates[1]))
        assert law.covered_nation("XK") == "XK"
    assert changed(Value(Places(["XK"]), "doe-feoc", from_=Date(2026, 1, 1))).covered_nation("XK") is None


def test_recycling_must_count_on_every_day_of_the_year() -> None:
    until, since = Date(2025, 6, 30), Date(2025, 7, 1)
    law = changed(
        recycling=[Value(Places(["US", "CA"]), "act", to=until), Value(Places(["US", "MX"]), "act", from_=since)]
    )
    assert [law.counts_recycled(country) for country in ("US", "PR", "CA", "MX")] == [True, True, False, False]


def partner(*values: Value[Partner]) -> Law:
    """The law of the year 2025 with Norway as a partner by these values."""
    replace = msgspec.structs.replace
    agreement = [*RULEBOOK.partners.agreement, Rule("x", "x", "partners", list(values))]
    rulebook = replace(RULEBOOK, partners=replace(RULEBOOK.partners, agreement=agreement))
    return Law(rulebook, Period.year(2025, rulebook.start))


def norway(minerals: str, first: str, last: str | None = None) -> Value[Partner]:
    days = [None if day is None else Date.fromisoformat(day) for day in (first, last)]
    return Value(Partner(["NO"], minerals.split() or None), "act", from_=days[0], to=days[1])


@pytest.mark.parametrize(
    ("values", "counting"),
    [
        ([norway("", "2025-01-02")], ""),
        ([norway("", "2025-01-01")], "nickel cobalt"),
        ([norway("", "2025-01-01", "2025-12-30")], ""),
        ([norway("", "2025-01-01", "2025-06-30"), norway("nickel", "2025-07-01")], "nickel"),
        ([norway("nickel", "2025-01-01", "2025-06-30"), norway("", "2025-07-01")], "nickel"),
        ([norway("nickel cobalt", "2025-01-01", "2025-06-30"), norway("nickel zinc", "2025-07-01")], "nickel"),
        ([norway("nickel", "2025-01-01", "2025-06-30"), norway("cobalt", "2025-07-01")], ""),
        ([norway("nickel", "2025-01-01"), norway("cobalt", "2025-01-01")], "nickel cobalt"),
    ],
)
def test_a_partner_must_count_on_every_day_of_the_year(values: list[Value[Partner]], counting: str) -> None:
    law = partner(*values)
    assert [mineral for mineral in ("nickel", "cobalt") if law.counts("NO", mineral)] == counting.split()
    assert law.counts("AU", "nickel")


def test_a_home_that_ended_counts_no_more() -> None:
    replace = msgspec.structs.replace
    home = replace(RULEBOOK.partners.home, values=[Value(Places(["US"]), "act", to=Date(2025, 1, 1))])
    rulebook = replace(RULEBOOK, partners=replace(RULEBOOK.partners, home=home))
    for day, counts in ((1, True), (2, False)):
        law = Law(rulebook, Period.day(Date(2025, 1, day)))
        assert law.counts("US", "nickel") is counts


@pytest.mark.parametrize(
    ("since", "first"), [("2025-04-18", "2025-04-18"), ("2025-12-31", "2025-12-31"), ("2026-01-01", "2025-01-01")]
)
def test_a_year_begins_with_the_requirement(since: str, first: str) -> None:
    period = Period.year(2025, Date.fromisoformat(since))
    assert (str(period.first), str(period.last), period.text) == (first, "2025-12-31", "2025")


def test_a_year_must_have_a_percentage_on_both_its_ends() -> None:
    with pytest.raises(OutsideKnownDates, match="2023-01-01"):
        Law(RULEBOOK, Period.year(2023, Date(2022, 1, 1))).required()


@pytest.mark.parametrize(
    ("day", "components", "minerals"), [("2023-12-31", 0, 0), ("2024-01-01", 1, 0), ("2025-01-01", 1, 1)]
)
def test_the_screens_begin(day: str, components: int, minerals: int) -> None:
    law = Law(RULEBOOK, Period.day(Date.fromisoformat(day)))
    assert (law.screens_components(), law.screens_minerals()) == (bool(components), bool(minerals))


def test_the_data_of_another_regime_is_not_in_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    before = rulebooks.load_parts("clean_vehicle", Rulebook)["sha256"]
    others = [*rulebooks.names(), "regimes/another/rulebook.toml"]
    monkeypatch.setattr(rulebooks, "names", lambda: others)
    assert rulebooks.load_parts("clean_vehicle", Rulebook)["sha256"] == before
