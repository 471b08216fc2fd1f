"""Inbound transfer metrics against figures worked by hand."""

from decimal import Decimal

import pytest

from evalkit.errors import InconsistentDataError
from evalkit.metrics import transfer

HALF_UNIT = Decimal("5e-8")


def decimals(**printed: str) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in printed.items()}


def agrees(value: Decimal | None, expected: str | None) -> bool:
    return value is None if expected is None else value is not None and abs(value - Decimal(expected)) < HALF_UNIT


VEHICLE_TRIPS = [
    # coaches, work_cars, expected: the case, with its working
    pytest.param("975", "934", "1909", id="2022 report: 975 + 934 = 1909, as printed"),
    pytest.param("1", "0", "1", id="a coach alone"),
    pytest.param("0", "1", "1", id="a work car alone"),
    pytest.param("0", "0", "0", id="no trips are zero trips"),
]


@pytest.mark.parametrize(("coaches", "work_cars", "expected"), VEHICLE_TRIPS)
def test_vehicle_trips_are_coaches_plus_work_cars(coaches, work_cars, expected):
    assert transfer.vehicle_trips(**decimals(coaches=coaches, work_cars=work_cars)) == Decimal(expected)


PERSONS_MOVED = [
    # parts, expected: the case, with its working
    pytest.param(["32075", "1202"], "33277", id="2020 to 2022: 32075 Chinese + 1202 foreigners = 33277, as printed"),
    pytest.param(["14153"], "14153", id="one part is the whole"),
    pytest.param(["0", "0"], "0", id="parts that are zero add up to zero"),
    pytest.param(["100", "0", "23"], "123", id="a port without arrivals: 100 + 0 + 23"),
]


@pytest.mark.parametrize(("parts", "expected"), PERSONS_MOVED)
def test_persons_moved_is_the_sum_of_its_parts(parts, expected):
    assert transfer.persons_moved(parts=[Decimal(part) for part in parts]) == Decimal(expected)


def test_persons_moved_without_any_part_is_missing_not_zero():
    with pytest.raises(InconsistentDataError, match="M-LEN-01"):
        transfer.persons_moved(parts=[])


def test_a_negative_part_is_refused_wherever_it_stands():
    with pytest.raises(InconsistentDataError, match="M-NEG-01"):
        transfer.persons_moved(parts=[Decimal(5), Decimal(-1), Decimal(7)])


PERSONS_PER_TRIP = [
    # persons, trips, expected: the case, with its working
    pytest.param("14153", "1909", "7.4138292", id="2022 report: 14153/1909 = 7.41"),
    pytest.param("33277", "4578", "7.2688947", id="2020 to 2022: 33277/4578 = 7.27"),
    pytest.param("19124", "2669", "7.1652304", id="before 2022: (33277 - 14153)/(4578 - 1909) = 7.17"),
    pytest.param("5", "5", "1", id="one person a trip"),
    pytest.param("0", "12", "0", id="empty trips"),
    pytest.param("0", "0", None, id="no persons and no trips is not applicable"),
]


@pytest.mark.parametrize(("persons", "trips", "expected"), PERSONS_PER_TRIP)
def test_persons_per_trip_counts_work_cars_too(persons, trips, expected):
    assert agrees(transfer.persons_per_trip(**decimals(persons=persons, trips=trips)).value, expected)


PERSONS_PER_COACH = [
    # persons, coaches, expected: the case, with its working
    pytest.param("14153", "975", "14.5158974", id="2022 report: 14153/975 = 14.52"),
    pytest.param("40", "1", "40", id="one full coach"),
    pytest.param("0", "975", "0", id="empty coaches"),
    pytest.param("0", "0", None, id="no persons and no coaches is not applicable"),
]


@pytest.mark.parametrize(("persons", "coaches", "expected"), PERSONS_PER_COACH)
def test_persons_per_coach_leaves_work_cars_out(persons, coaches, expected):
    assert agrees(transfer.persons_per_coach(**decimals(persons=persons, coaches=coaches)).value, expected)


ZERO_EVENT_UPPER_BOUND = [
    # events, trials, expected: the case, with its working
    pytest.param("0", "1909", "0.0015715", id="2022 report: no accident on 1909 trips, 3/1909 = 0.157 %"),
    pytest.param("0", "300", "0.01", id="rule of three, textbook case: 0 of 300 is below 1 in 100"),
    pytest.param("0", "1500", "0.002", id="rule of three, textbook case: 0 of 1500 is below 1 in 500"),
    pytest.param("0", "3", "1", id="three trials say nothing: 3/3"),
    pytest.param("0", "2", "1.5", id="two trials give a bound above 1, not capped: 3/2"),
    pytest.param("0", "0", None, id="nothing observed is not applicable"),
    pytest.param("1", "1909", None, id="one event and the rule no longer applies"),
    pytest.param("4", "4", None, id="as many events as trials are possible, the rule does not apply"),
]


@pytest.mark.parametrize(("events", "trials", "expected"), ZERO_EVENT_UPPER_BOUND)
def test_upper_bound_is_three_over_trials_when_nothing_happened(events, trials, expected):
    bound = transfer.zero_event_upper_bound(**decimals(events=events, trials=trials))
    assert agrees(bound and bound.value, expected)


@pytest.mark.parametrize("trials", ["30", "100", "1909"])
def test_upper_bound_is_near_the_exact_binomial_bound(trials):
    # exact: the p with (1 - p)^n = 0.05; at 3/n the chance of no event is at most 0.05 and not far below
    n = Decimal(trials)
    bound = transfer.zero_event_upper_bound(events=Decimal(0), trials=n).value
    assert Decimal("0.042") < (1 - bound) ** n < Decimal("0.05")


ON_TIME_RATE = [
    # on_time, transfers, expected: the case, with its working
    pytest.param("196", "200", "0.98", id="four of 200 late: 196/200"),
    pytest.param("200", "200", "1", id="all on time"),
    pytest.param("199", "200", "0.995", id="one late: 199/200"),
    pytest.param("0", "200", "0", id="all late is zero, not 'not applicable'"),
    pytest.param("0", "0", None, id="no transfers is not applicable"),
]


@pytest.mark.parametrize(("on_time", "transfers", "expected"), ON_TIME_RATE)
def test_on_time_rate_is_on_time_over_all(on_time, transfers, expected):
    assert agrees(transfer.on_time_rate(**decimals(on_time=on_time, transfers=transfers)).value, expected)


COST_PER_PERSON = [
    # cost, persons, expected: the case, with its working
    pytest.param("120000", "800", "150", id="12 万元 for 800 persons: 120000/800"),
    pytest.param("100", "3", "33.3333333", id="a repeating quotient: 100/3"),
    pytest.param("0", "800", "0", id="no cost is zero"),
    pytest.param("0", "0", None, id="no cost and nobody moved is not applicable"),
]


@pytest.mark.parametrize(("cost", "persons", "expected"), COST_PER_PERSON)
def test_cost_per_person_is_cost_over_persons(cost, persons, expected):
    assert agrees(transfer.cost_per_person(**decimals(cost=cost, persons=persons)).value, expected)


COST_PER_TRIP = [
    # cost, trips, expected: the case, with its working
    pytest.param("120000", "100", "1200", id="12 万元 for 100 trips: 120000/100"),
    pytest.param("1909", "1909", "1", id="one yuan a trip"),
    pytest.param("0", "100", "0", id="no cost is zero"),
    pytest.param("0", "0", None, id="no cost and no trips is not applicable"),
]


@pytest.mark.parametrize(("cost", "trips", "expected"), COST_PER_TRIP)
def test_cost_per_trip_is_cost_over_trips(cost, trips, expected):
    assert agrees(transfer.cost_per_trip(**decimals(cost=cost, trips=trips)).value, expected)


REFUSED = [
    # metric, arguments, code: the case
    pytest.param("persons_per_trip", {"persons": "7", "trips": "0"}, "M-DIV-01", id="persons without a trip"),
    pytest.param("persons_per_coach", {"persons": "7", "coaches": "0"}, "M-DIV-01", id="persons without a coach"),
    pytest.param("zero_event_upper_bound", {"events": "5", "trials": "4"}, "M-PART-01", id="more events than trials"),
    pytest.param("zero_event_upper_bound", {"events": "1", "trials": "0"}, "M-PART-01", id="an event in no trial"),
    pytest.param("on_time_rate", {"on_time": "201", "transfers": "200"}, "M-PART-01", id="one on time too many"),
    pytest.param("on_time_rate", {"on_time": "1", "transfers": "0"}, "M-DIV-01", id="on time without a transfer"),
    pytest.param("cost_per_person", {"cost": "1", "persons": "0"}, "M-DIV-01", id="cost and nobody moved"),
    pytest.param("cost_per_trip", {"cost": "1", "trips": "0"}, "M-DIV-01", id="cost and no trip"),
]


@pytest.mark.parametrize(("name", "arguments", "code"), REFUSED)
def test_figures_that_cannot_be_true_are_refused(name, arguments, code):
    with pytest.raises(InconsistentDataError, match=code):
        getattr(transfer, name)(**decimals(**arguments))


NEGATIVE = [
    (name, arguments, wrong)
    for name, arguments in {
        "vehicle_trips": ("coaches", "work_cars"),
        "persons_per_trip": ("persons", "trips"),
        "persons_per_coach": ("persons", "coaches"),
        "zero_event_upper_bound": ("events", "trials"),
        "on_time_rate": ("on_time", "transfers"),
        "cost_per_person": ("cost", "persons"),
        "cost_per_trip": ("cost", "trips"),
    }.items()
    for wrong in arguments
]


@pytest.mark.parametrize(("name", "arguments", "wrong"), NEGATIVE)
def test_negative_figures_are_refused_by_name(name, arguments, wrong):
    with pytest.raises(InconsistentDataError, match="M-NEG-01") as refused:
        getattr(transfer, name)(**{argument: Decimal(-1 if argument == wrong else 1) for argument in arguments})
    assert f"{wrong} = -1" in str(refused.value)
