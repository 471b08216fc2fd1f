"""Registrations for vouchers and the draw of each phase: who wins is drawn at random, whatever district or age."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from evalkit.simulate import people
from evalkit.simulate.allocate import allocate, drawn
from evalkit.simulate.columns import chosen, codes, moments
from evalkit.simulate.targets import Targets

DISTRICTS = {
    "甲区（虚构）": 30,
    "乙区（虚构）": 24,
    "丙区（虚构）": 18,
    "丁县（虚构）": 12,
    "戊县（虚构）": 10,
    "己县（虚构）": 6,
}
PHASES = ("03-15", "04-12", "05-10")
"""The day on or after which the Friday lies on which each phase is issued."""
PHASE_WEIGHTS = (30, 34, 36)
PERSONS_PER_REGISTRATION, WINNING = 0.55, 0.36
AGE_WEIGHTS = (22, 40, 26, 12)
LEAST_WON = 2
BATCH = 250_000
HOURS = (1, 0.4, 0.2, 0.2, 0.2, 0.5, 1, 2, 4, 8, 9, 8, 9, 7, 6, 6, 6, 6, 7, 9, 11, 10, 7, 3)


@dataclass
class Draw:
    """The registrations of all phases.

    Attributes
    ----------
    fridays : numpy.ndarray
        The day on which each phase is issued.
    phase, person, won, at : numpy.ndarray
        Of each registration: its phase from 0, who registered, whether that won, and when it was made.
    district, age : numpy.ndarray
        Of each person, by place in the lists.
    born : numpy.ndarray
        The day of birth of each person.
    names : pyarrow.Array
        Of each person.
    """

    fridays: np.ndarray
    phase: np.ndarray
    person: np.ndarray
    won: np.ndarray
    at: np.ndarray
    district: np.ndarray
    age: np.ndarray
    born: np.ndarray
    names: pa.Array

    @cached_property
    def phones(self) -> pa.Array:
        """The mobile number of each person."""
        return people.phones(np.arange(len(self.born)))

    @cached_property
    def identity_numbers(self) -> pa.Array:
        """The identity number of each person."""
        return people.identity_numbers(self.born)


def make_draw(targets: Targets) -> Draw:
    """Return the registrations and their results; the number of different winners is published."""
    draws, registrations = targets.draws("registrations"), targets.total("voucher_registrations")
    persons = max(1, round(registrations * PERSONS_PER_REGISTRATION))
    fridays = np.array([_friday(targets.fiscal_year, day) for day in PHASES])
    per_phase = allocate(registrations, PHASE_WEIGHTS)
    winners = allocate(round(registrations * WINNING), per_phase)
    parts = [_one_phase(draws, phase, persons, *each, fridays) for phase, each in enumerate(zip(per_phase, winners, strict=True))]
    phase, person, won, at = (np.concatenate(column) for column in zip(*parts, strict=True))
    age = drawn(draws, persons, AGE_WEIGHTS)
    draw = Draw(
        fridays=fridays,
        phase=phase,
        person=person,
        won=won,
        at=at,
        district=drawn(draws, persons, list(DISTRICTS.values())),
        age=age,
        born=people.born_on(draws, age, targets.fiscal_year),
        names=people.names(draws, persons),
    )
    targets.publish("voucher_winners", len(np.unique(person[won])))
    return draw


def _friday(fiscal_year: int, day: str) -> np.datetime64:
    return np.busday_offset(f"{fiscal_year:04d}-{day}", 0, roll="forward", weekmask="Fri")


def _one_phase(
    draws: np.random.Generator, phase: int, persons: int, registered: int, winners: int, fridays: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the registrations of a phase in the order of time: made on the three days before it is issued."""
    person = draws.permutation(persons)[:registered]
    days = fridays[phase] - 3 + drawn(draws, registered, (5, 3, 2))
    at = days.astype("datetime64[s]") + (drawn(draws, registered, HOURS) * 3600 + draws.integers(3600, size=registered))
    won = np.zeros(registered, dtype=bool)
    won[draws.permutation(registered)[:winners]] = True
    return np.full(registered, phase), person, won, np.sort(at)


def registrations(draw: Draw) -> Iterator[dict[str, pa.Array]]:
    """Yield the ledger of registrations in batches."""
    for start in range(0, len(draw.person), BATCH):
        rows = slice(start, start + BATCH)
        person, at = draw.person[rows], draw.at[rows]
        days = at.astype("datetime64[D]")
        yield {
            "registration": codes("D", np.arange(start, start + len(person)) + 1, 8),
            "phase": pa.array(draw.phase[rows] + 1),
            "registrant": codes("U", person + 1, 8),
            "name": draw.names.take(pa.array(person)),
            "identity_number": draw.identity_numbers.take(pa.array(person)),
            "phone": draw.phones.take(pa.array(person)),
            "district": chosen(list(DISTRICTS), draw.district[person]),
            "age_group": chosen(list(people.AGE_GROUPS), draw.age[person]),
            "registered_at": moments(days, at - days),
            "result": chosen(["未中签", "中签"], draw.won[rows].astype(np.int8)),
        }


def won_vouchers(draw: Draw, number: int, draws: np.random.Generator) -> np.ndarray:
    """Return for each voucher the registration that won it: at least two for each winner of a phase, some won more."""
    winning = np.flatnonzero(draw.won)
    rest = number - LEAST_WON * len(winning)
    extra = np.bincount(draws.integers(len(winning), size=rest), minlength=len(winning))
    return np.repeat(winning, LEAST_WON + extra)
