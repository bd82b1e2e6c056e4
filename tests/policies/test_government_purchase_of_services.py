"""I31 makes three services cheaper for small firms and public bodies; agencies do less on induced orders."""

import numpy as np
import pytest

from sim.agents import agencies
from sim.policies import government_purchase_of_services
from sim.policies.base import Settings
from tests.policies.levers import changed, plain, untouched

LINES = (agencies.RECRUITMENT, agencies.TRAINING_LINE, agencies.CONSULTING_LINE)
PRICE, EFFORT = plain("service_price"), plain("induced_effort")  # all 1


def purchase(dose=1.0, cities=(0, 1, 2, 3)):
    # 0.6: what governance leaves of cross-city instruments; this one needs no other city
    instrument = government_purchase_of_services.GovernmentPurchaseOfServices
    return instrument(Settings(dose, 21, 12, cities, 300.0), 0.6)


def test_clients_with_a_claim_pay_less_for_the_three_lines():
    after = purchase().service_price(PRICE, 60)
    assert changed(after, PRICE) == {(city, line, 0) for city in range(4) for line in LINES}
    assert after[1, 4, 0] == pytest.approx(0.904837)  # exp(-0.10)


def test_a_part_of_the_dose_is_that_part_of_the_log_price():
    # month 6 of 12, dose 0.5: exp(-0.10 x 0.25), of a price of 2
    after = purchase(dose=0.5).service_price(np.full((4, 8, 2), 2.0), 26)
    assert after[3, 6, 0] == pytest.approx(1.950620)
    assert after[3, 6, 1] == 2.0


def test_effort_on_induced_orders_is_halved_at_any_dose():
    assert purchase().induced_effort(EFFORT, 60).tolist() == [0.5] * 4
    assert purchase(dose=0.01).induced_effort(EFFORT, 21).tolist() == [0.5] * 4


def test_a_city_left_out_keeps_its_values():
    after = purchase(cities=(0, 1, 3)).service_price(PRICE, 60)
    assert {place[0] for place in changed(after, PRICE)} == {0, 1, 3}
    assert purchase(cities=(0, 1, 3)).induced_effort(EFFORT, 60).tolist() == [0.5, 0.5, 1.0, 0.5]


def test_without_dose_nothing_changes():
    assert np.array_equal(purchase(dose=0.0).service_price(PRICE, 60), PRICE)
    assert np.array_equal(purchase(dose=0.0).induced_effort(EFFORT, 60), EFFORT)


def test_its_lines_are_those_of_the_agencies():
    assert government_purchase_of_services.BOUGHT_LINES == LINES


def test_it_bends_nothing_else():
    assert untouched(purchase(), "service_price", "induced_effort")
