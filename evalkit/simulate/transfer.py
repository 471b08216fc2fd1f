"""Inbound travellers of a fictional year: trips by port and month, and those who were on them."""

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evalkit.quantities import round_half_up
from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn
from evalkit.simulate.columns import chosen, codes, digits, fixed, moments
from evalkit.simulate.targets import Targets

PORTS = {"东口岸（虚构）": 46, "西口岸（虚构）": 33, "南口岸（虚构）": 21}
MONTH_WEIGHTS = (7, 5, 9, 10, 9, 8, 8, 9, 9, 9, 10, 7)
HOURS = (1, 1, 1, 0, 0, 1, 3, 5, 8, 9, 9, 8, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1)
LATE = Decimal(23) / 1909
FOREIGN = Decimal(511) / 14153
TRIPS_BEFORE, PERSONS_BEFORE = 2669, 19124
"""What was moved in the years before, at scale 1."""
COACH, WORK_CAR = "大巴车", "工作车"
SURE_SHARE = 0.5


def transfers(targets: Targets) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the ledgers of trips and of passengers, which agree trip by trip."""
    draws, coaches, work_cars = targets.draws("trips"), targets.total("coach_trips"), targets.total("work_car_trips")
    number, persons = coaches + work_cars, targets.total("persons_moved")
    is_coach = draws.permutation(np.arange(number) < coaches)
    carried = np.zeros(number, dtype=np.int64)
    carried[is_coach] = allocate(persons, SURE_SHARE + draws.standard_exponential(coaches).clip(max=1.8))
    late = int(round_half_up(number * LATE, 0))
    port = drawn(draws, number, list(PORTS.values()))
    day = _days(draws, targets.fiscal_year, number)
    _publish(targets, number, persons, late)
    trips = {
        "trip": codes("T", np.arange(number) + 1),
        "departed_at": moments(day, drawn(draws, number, HOURS) * 3600 + draws.integers(60, size=number) * 60),
        "port": chosen(list(PORTS), port),
        "vehicle": chosen([WORK_CAR, COACH], is_coach.astype(np.int8)),
        "persons": carried,
        "on_time": chosen(["否", "是"], draws.permutation(np.arange(number) >= late).astype(np.int8)),
        "driver": people.names(draws, number),
        "plate": fixed("演A", digits(draws.integers(100_000, size=number), 5)),
    }
    return trips, _passengers(targets, np.repeat(np.arange(number), carried))


def _days(draws: np.random.Generator, fiscal_year: int, number: int) -> np.ndarray:
    months = np.datetime64(f"{fiscal_year:04d}-01", "M") + drawn(draws, number, MONTH_WEIGHTS)
    first, after = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    return np.sort(first + (draws.random(number) * (after - first).astype(int)).astype(int))


def _publish(targets: Targets, trips: int, persons: int, late: int) -> None:
    """State what follows from the totals: on time, and since the beginning."""
    ever = persons + targets.scaled(PERSONS_BEFORE)
    targets.publish("vehicle_trips", trips)
    targets.publish("transfers_on_time", trips - late)
    targets.publish("vehicle_trips_cumulative", trips + targets.scaled(TRIPS_BEFORE))
    targets.publish("persons_moved_cumulative", ever)
    targets.publish("chinese_persons_cumulative", ever - targets.total("foreign_persons_cumulative"))


def _passengers(targets: Targets, trip: np.ndarray) -> dict[str, Any]:
    draws, number = targets.draws("passengers"), len(trip)
    foreign = draws.permutation(np.arange(number) < int(round_half_up(number * FOREIGN, 0)))
    age = drawn(draws, number, (30, 40, 22, 8))
    identity = people.identity_numbers(people.born_on(draws, age, targets.fiscal_year), people.PASSENGERS)
    passports = fixed("ZZ", digits(np.arange(number) + 1, 7))
    return {
        "passenger": codes("L", np.arange(number) + 1),
        "trip": codes("T", trip + 1),
        "nationality": chosen(["中国籍", "外籍"], foreign.astype(np.int8)),
        "name": people.names(draws, number),
        "identity_number": pc.if_else(pa.array(foreign), passports, identity),
        "phone": people.phones(np.arange(number), "passengers"),
    }
