"""Who works where: the two changes that every stage uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tests.reference.arithmetic import single
from tests.reference.objects import Contract, Firm, OwnAccountPool, Status, Worker

if TYPE_CHECKING:
    from tests.reference.market import ReferenceMarket


def end_jobs(market: ReferenceMarket, workers: Iterable[Worker], status: Status) -> Counter:
    """End the jobs of workers, if they have one, and give them a new status.

    The wage they remember is that of the last month, raised by the trend since the hire.

    Returns:
        Jobs ended by contract, city and industry.
    """
    ended: Counter = Counter()
    month = market.now.index
    for worker in workers:
        if worker.employed:
            assert worker.employer is not None
            ended[worker.job] += 1
            worker.employer.count_staff(worker.contract, -1)
            worker.log_wage = single(market.places.current_log_wage(worker.log_wage, worker.spell_start))
        if worker.status != status:
            worker.spell_start = month
        worker.status = status
        worker.employer = None
        worker.work_city = None
        worker.agency = None
        worker.contract = Contract.DIRECT
        worker.misled = False
    return ended


def start_job(
    market: ReferenceMarket, worker: Worker, firm: Firm, log_wage: float, contract: Contract = Contract.DIRECT
) -> None:
    """Start a job, from unemployment or from another job; in a pool it is always on own account."""
    if worker.employer is not None:
        worker.employer.count_staff(worker.contract, -1)
    if isinstance(firm, OwnAccountPool):
        contract = Contract.OWN_ACCOUNT
    firm.count_staff(contract, 1)
    worker.status = Status.EMPLOYED
    worker.employer = firm
    worker.work_city = firm.city
    worker.industry = firm.industry
    worker.contract = contract
    worker.agency = None
    worker.misled = False
    worker.log_wage = single(log_wage)
    worker.spell_start = market.now.index
