"""Cross-border e-commerce platform metrics: use, size of declarations, cost of the service, availability."""

from decimal import Decimal

from evalkit.metrics.definition import metric, part_of_whole, refuse_negative
from evalkit.quantities import Ratio


@metric(name="活跃率", unit="%", basis="年内有申报的企业数 ÷ 备案企业数", working="{active} ÷ {registered}", digits=2)
def active_rate(*, active: Decimal, registered: Decimal) -> Ratio:
    r"""活跃率 Active rate: firms with at least one declaration in the year, over registered firms.

    .. math:: r = A / N

    Parameters
    ----------
    active : Decimal
        年内至少申报一票的企业数 :math:`A`, in 家.
    registered : Decimal
        年末备案企业数 :math:`N`, in 家.

    Returns
    -------
    Ratio
        ``A / N``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if firms were active though none is registered; ``M-PART-01`` if more were active
        than are registered; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. Registered firms are a stock: being registered is not use.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告（2022年）》, 第五部分 (read): 活跃企业不多, without a number;
       the quotient is plain arithmetic.

    Examples
    --------
    >>> active_rate(active=Decimal(29), registered=Decimal(58)).percent(2)
    '50.00%'
    """
    refuse_negative(active=active, registered=registered)
    return part_of_whole(part=active, whole=registered)


@metric(name="票均货值", unit="元/票", basis="申报货值 ÷ 申报票数", working="{value} ÷ {declarations}", digits=2)
def value_per_declaration(*, value: Decimal, declarations: Decimal) -> Ratio:
    r"""票均货值 Value per declaration.

    .. math:: q = V / D

    Parameters
    ----------
    value : Decimal
        申报货值 :math:`V`, in yuan.
    declarations : Decimal
        申报票数 :math:`D` of the same period, in 票.

    Returns
    -------
    Ratio
        ``V / D`` in 元/票. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is value without a declaration; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. The customs mode (9610, 9710, 9810, 1210) decides the
    size, so compare within a mode: see :func:`mode_share`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{value_per_declaration(value=Decimal(324_095_000), declarations=Decimal(169_068)).value:.2f}"
    '1916.95'
    """
    refuse_negative(value=value, declarations=declarations)
    return Ratio(value, declarations)


@metric(name="企均申报票数", unit="票/家", basis="申报票数 ÷ 备案企业数", working="{declarations} ÷ {firms}", digits=2)
def declarations_per_firm(*, declarations: Decimal, firms: Decimal) -> Ratio:
    r"""企均申报票数 Declarations per registered firm.

    .. math:: q = D / N

    Parameters
    ----------
    declarations : Decimal
        申报票数 :math:`D`, in 票.
    firms : Decimal
        备案企业数 :math:`N`, in 家.

    Returns
    -------
    Ratio
        ``D / N`` in 票/家. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are declarations without a firm; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. A mean over all registered firms hides that a few firms
    may declare nearly everything; read it with :func:`active_rate`.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{declarations_per_firm(declarations=Decimal(169_068), firms=Decimal(58)).value:.2f}"
    '2914.97'
    """
    refuse_negative(declarations=declarations, firms=firms)
    return Ratio(declarations, firms)


@metric(name="企均货值", unit="万元/家", basis="申报货值 ÷ 备案企业数", working="{value} ÷ {firms}", digits=2)
def value_per_firm(*, value: Decimal, firms: Decimal) -> Ratio:
    r"""企均货值 Declared value per registered firm.

    .. math:: q = V / N

    Parameters
    ----------
    value : Decimal
        申报货值 :math:`V`, in yuan.
    firms : Decimal
        备案企业数 :math:`N`, in 家.

    Returns
    -------
    Ratio
        ``V / N`` in 元/家 (shown in 万元/家). Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is value without a firm; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: context only. Range: 0 and above. The platform's statistics are not the whole of the
    cross-border e-commerce trade.

    References
    ----------
    .. [1] Plain arithmetic on 江门市商务局, 《项目绩效自评报告（2022年）》 (read).

    Examples
    --------
    >>> f"{value_per_firm(value=Decimal(324_095_000), firms=Decimal(58)).value / 10_000:.2f}"
    '558.78'
    """
    refuse_negative(value=value, firms=firms)
    return Ratio(value, firms)


@metric(name="票均服务费", unit="元/票", basis="年度服务费 ÷ 申报票数", working="{fee} ÷ {declarations}", digits=3)
def fee_per_declaration(*, fee: Decimal, declarations: Decimal) -> Ratio:
    r"""票均服务费 Service fee per declaration.

    .. math:: c = F / D

    Parameters
    ----------
    fee : Decimal
        年度服务费 :math:`F`, in yuan.
    declarations : Decimal
        申报票数 :math:`D` of the same year, in 票.

    Returns
    -------
    Ratio
        ``F / D`` in 元/票. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a fee was paid without a declaration; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above. Only the yearly service fee is counted: the cost of
    building and upgrading the platform is left out.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> f"{fee_per_declaration(fee=Decimal(398_000), declarations=Decimal(169_068)).value:.3f}"
    '2.354'
    """
    refuse_negative(fee=fee, declarations=declarations)
    return Ratio(fee, declarations)


@metric(name="企均服务费", unit="元/家", basis="年度服务费 ÷ 备案企业数", working="{fee} ÷ {firms}", digits=0)
def fee_per_firm(*, fee: Decimal, firms: Decimal) -> Ratio:
    r"""企均服务费 Service fee per registered firm.

    .. math:: c = F / N

    Parameters
    ----------
    fee : Decimal
        年度服务费 :math:`F`, in yuan.
    firms : Decimal
        备案企业数 :math:`N`, in 家.

    Returns
    -------
    Ratio
        ``F / N`` in 元/家. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a fee was paid without a firm; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above. Registered firms are a stock; the fee per active firm
    is higher. The cost of building the platform is left out.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> f"{fee_per_firm(fee=Decimal(398_000), firms=Decimal(58)).value:.0f}"
    '6862'
    """
    refuse_negative(fee=fee, firms=firms)
    return Ratio(fee, firms)


@metric(name="货值服务费率", unit="%", basis="年度服务费 ÷ 申报货值", working="{fee} ÷ {value}", digits=4)
def fee_rate(*, fee: Decimal, value: Decimal) -> Ratio:
    r"""货值服务费率 Fee rate: service fee over declared value.

    .. math:: r = F / V

    Parameters
    ----------
    fee : Decimal
        年度服务费 :math:`F`, in yuan.
    value : Decimal
        申报货值 :math:`V` of the same year, in yuan.

    Returns
    -------
    Ratio
        ``F / V``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a fee was paid without declared value; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above; above 1 if the service costs more than the goods are
    worth. The cost of building and upgrading the platform is left out.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> fee_rate(fee=Decimal(398_000), value=Decimal(324_095_000)).percent(4)
    '0.1228%'
    """
    refuse_negative(fee=fee, value=value)
    return Ratio(fee, value)


@metric(name="每个系统服务费", unit="万元/个", basis="年度服务费 ÷ 平台系统数", working="{fee} ÷ {systems}", digits=3)
def fee_per_system(*, fee: Decimal, systems: Decimal) -> Ratio:
    r"""每个系统服务费 Service fee per system of the platform.

    .. math:: c = F / S

    Parameters
    ----------
    fee : Decimal
        年度服务费 :math:`F`, in yuan.
    systems : Decimal
        平台系统数 :math:`S`, in 个.

    Returns
    -------
    Ratio
        ``F / S`` in 元/个 (shown in 万元/个). Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a fee was paid without a system; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better. Range: 0 and above. Systems differ in size; say whether the fee includes
    upgrades made in the year.

    References
    ----------
    .. [1] 财政部, 《项目支出绩效评价管理办法》, 财预〔2020〕10号 (read in excerpts): 成本指标; the quotient is plain arithmetic.

    Examples
    --------
    >>> f"{fee_per_system(fee=Decimal(398_000), systems=Decimal(11)).value / 10_000:.3f}"
    '3.618'
    """
    refuse_negative(fee=fee, systems=systems)
    return Ratio(fee, systems)


@metric(name="平台可用率", unit="%", basis="可用时间 ÷ 应服务时间", working="{uptime} ÷ {total}", digits=2)
def availability_rate(*, uptime: Decimal, total: Decimal) -> Ratio:
    r"""平台可用率 Availability rate: time the platform could be used, over time it had to serve.

    .. math:: r = U / T

    Parameters
    ----------
    uptime : Decimal
        可用时间 :math:`U`, in hours.
    total : Decimal
        应服务时间 :math:`T`, in hours.

    Returns
    -------
    Ratio
        ``U / T``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there is uptime in no time; ``M-PART-01`` if the uptime is longer than the time to
        serve; ``M-NEG-01`` if a time is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 to 1. Say whether announced maintenance is taken out of the
    time to serve; "正常平稳" is not a number.

    References
    ----------
    .. [1] Plain arithmetic; the usual meaning of availability in IT service contracts (no text read).

    Examples
    --------
    >>> availability_rate(uptime=Decimal(8751), total=Decimal(8760)).percent(2)
    '99.90%'
    """
    refuse_negative(uptime=uptime, total=total)
    return part_of_whole(part=uptime, whole=total)


@metric(
    name="监管方式票数占比", unit="%", basis="某一监管方式申报票数 ÷ 全部申报票数", working="{declarations} ÷ {total}", digits=2
)
def mode_share(*, declarations: Decimal, total: Decimal) -> Ratio:
    r"""监管方式票数占比 Mode share: declarations under one customs mode, over all declarations.

    .. math:: s = D_m / D

    Parameters
    ----------
    declarations : Decimal
        Declarations under one mode (9610, 9710, 9810 or 1210) :math:`D_m`, in 票.
    total : Decimal
        全部申报票数 :math:`D` of the same period, in 票.

    Returns
    -------
    Ratio
        ``D_m / D``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if a mode has declarations and the total has none; ``M-PART-01`` if a mode has more
        than the total; ``M-NEG-01`` if a number is negative.

    Notes
    -----
    Direction: context only. Range: 0 to 1; the shares of all modes add up to 1. The mode decides the
    size of a declaration, so shares by number and shares by value differ.

    References
    ----------
    .. [1] Plain arithmetic; the modes are the supervision codes of China Customs (no text read).

    Examples
    --------
    >>> mode_share(declarations=Decimal(150), total=Decimal(600)).percent(2)
    '25.00%'
    """
    refuse_negative(declarations=declarations, total=total)
    return part_of_whole(part=declarations, whole=total)
