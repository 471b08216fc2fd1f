"""Money metrics: execution, receipt, saving, unit cost. Amounts are in yuan."""

from decimal import Decimal

from evalkit.metrics.definition import metric, refuse_negative
from evalkit.quantities import Ratio


@metric(name="预算执行率", unit="%", basis="全年执行数 ÷ 全年预算数（调整后）", working="{executed} ÷ {budget}", digits=2)
def execution_rate(*, executed: Decimal, budget: Decimal) -> Ratio:
    r"""预算执行率 Budget execution rate: spending over the adjusted annual budget.

    .. math:: r = E / B

    Parameters
    ----------
    executed : Decimal
        全年执行数 :math:`E`, in yuan.
    budget : Decimal
        全年预算数 :math:`B` after in-year adjustment, in yuan. Rules that divide by 年初预算数 or by the money received
        pass that amount, and name their basis.

    Returns
    -------
    Ratio
        ``E / B``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money was spent against a zero budget; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better up to 1. Range: 0 and above; a value above 1 is overspending and is
    returned as it is. Capping is a scoring decision: see :mod:`evalkit.scoring.rules`.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts).

    Examples
    --------
    >>> execution_rate(executed=Decimal("899740"), budget=Decimal("900000")).percent(2)
    '99.97%'
    >>> execution_rate(executed=Decimal(0), budget=Decimal(0)).percent()
    '不适用'
    """
    refuse_negative(executed=executed, budget=budget)
    return Ratio(executed, budget)


@metric(name="资金到位率", unit="%", basis="实际到位资金 ÷ 计划到位资金", working="{received} ÷ {planned}", digits=2)
def receipt_rate(*, received: Decimal, planned: Decimal) -> Ratio:
    r"""资金到位率 Funding receipt rate: money received over money planned.

    .. math:: r = R / P

    Parameters
    ----------
    received : Decimal
        实际到位资金 :math:`R`, in yuan.
    planned : Decimal
        计划到位资金 :math:`P` for the same period, in yuan.

    Returns
    -------
    Ratio
        ``R / P``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if money came in though none was planned; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better up to 1. Range: 0 and above; a value above 1 means more money than
    planned and is returned as it is. Received is not spent: see :func:`execution_rate`.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 资金到位率 = 到位 ÷ 预算.

    Examples
    --------
    >>> receipt_rate(received=Decimal(810_000), planned=Decimal(900_000)).percent(2)
    '90.00%'
    """
    refuse_negative(received=received, planned=planned)
    return Ratio(received, planned)


@metric(
    name="成本节约率", unit="%", basis="（计划成本 − 实际成本）÷ 计划成本", working="({planned} − {actual}) ÷ {planned}", digits=2
)
def cost_saving_rate(*, planned: Decimal, actual: Decimal) -> Ratio:
    r"""成本节约率 Cost saving rate: planned less actual cost, over planned cost.

    .. math:: r = (P - A) / P

    Parameters
    ----------
    planned : Decimal
        计划成本 :math:`P`, in yuan.
    actual : Decimal
        实际成本 :math:`A` of the same work, in yuan.

    Returns
    -------
    Ratio
        ``(P − A) / P``; negative when overspent. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is cost though none was planned; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better, for the same work. Range: 1 and below. A saving may only mean that less
    was done, so read it together with the output.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 产出成本, 成本节约率.

    Examples
    --------
    >>> cost_saving_rate(planned=Decimal(400_000), actual=Decimal(398_000)).percent(2)
    '0.50%'
    >>> cost_saving_rate(planned=Decimal(400_000), actual=Decimal(410_000)).percent(2)
    '−2.50%'
    """
    refuse_negative(planned=planned, actual=actual)
    return Ratio(planned - actual, planned)


@metric(name="单位成本", unit="元/{output}", basis="实际成本 ÷ 产出数量", working="{cost} ÷ {output}", digits=2)
def unit_cost(*, cost: Decimal, output: Decimal) -> Ratio:
    r"""单位成本 Unit cost: cost over output.

    .. math:: c = C / Q

    Parameters
    ----------
    cost : Decimal
        实际成本 :math:`C`, in yuan.
    output : Decimal
        产出数量 :math:`Q`, in its own unit.

    Returns
    -------
    Ratio
        ``C / Q`` in yuan for one unit of output. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is cost without output; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better, for the same quality. Range: 0 and above. Cost and output must be of the
    same year and the same scope.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> f"{unit_cost(cost=Decimal(398_000), output=Decimal(169_068)).value:.2f}"
    '2.35'
    """
    refuse_negative(cost=cost, output=output)
    return Ratio(cost, output)


@metric(
    name="自评偏离率",
    unit="%",
    basis="（自评结果 − 复核结果）÷ 自评结果",
    working="({self_score} − {review_score}) ÷ {self_score}",
    digits=2,
)
def deviation_rate(*, self_score: Decimal, review_score: Decimal) -> Ratio:
    r"""自评偏离率 Deviation rate: how far the self-evaluation lies above what a review found.

    .. math:: r = (S - R) / S

    Parameters
    ----------
    self_score : Decimal
        自评结果 :math:`S`, in 分.
    review_score : Decimal
        复核结果 :math:`R` on the same scale, in 分.

    Returns
    -------
    Ratio
        ``(S − R) / S``; negative when the review came out higher. Undefined (``value is None``) when
        both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the self-evaluation is zero and the review is not; ``M-NEG-01`` if one is negative.

    Notes
    -----
    Direction: zero is best; above zero the self-evaluation was too generous. Range: 1 and below. Not
    偏离度 of an indicator, which compares an actual value with its target.

    References
    ----------
    .. [1] Plain arithmetic; the base (the self-evaluation, not the review) is this project's definition,
       no official text read.

    Examples
    --------
    >>> deviation_rate(self_score=Decimal(98), review_score=Decimal(90)).percent(2)
    '8.16%'
    """
    refuse_negative(self_score=self_score, review_score=review_score)
    return Ratio(self_score - review_score, self_score)
