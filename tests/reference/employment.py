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
        Jobs ended by sector, city and industry.
    """
    ended: Counter = Counter()
    month = market.now.index
    for worker in workers:
        if worker.employed:
            assert worker.employer is not None
            ended[worker.pair] += 1
            worker.employer.headcount -= 1
            worker.log_wage = single(market.places.current_log_wage(worker.log_wage, worker.spell_start))
        if worker.status != status:
            worker.spell_start = month
        worker.status = status
        worker.employer = None
        worker.work_city = None
        worker.agency = -1
        worker.contract = Contract.DIRECT
    return ended


def start_job(market: ReferenceMarket, worker: Worker, firm: Firm, log_wage: float) -> None:
    """Start a job, from unemployment or from another job."""
    if worker.employer is not None:
        worker.employer.headcount -= 1
    firm.headcount += 1
    worker.status = Status.EMPLOYED
    worker.employer = firm
    worker.work_city = firm.city
    worker.industry = firm.industry
    worker.contract = Contract.OWN_ACCOUNT if isinstance(firm, OwnAccountPool) else Contract.DIRECT
    worker.log_wage = single(log_wage)
    worker.spell_start = market.now.index
