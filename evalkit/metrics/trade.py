"""Trade metrics: exports and imports, rank, market concentration, trade fairs. Amounts are in yuan."""

from collections.abc import Sequence
from decimal import Decimal

from evalkit.metrics.definition import metric, numbered, part_of_whole, refuse_negative, refuse_wrong_length
from evalkit.quantities import Ratio


@metric(
    name="进出口总值",
    unit="{exports}",
    basis="出口 + 进口，海关统计，人民币计价",
    working="{exports} + {imports}",
    digits=None,
)
def trade_total(*, exports: Decimal, imports: Decimal) -> Decimal:
    r"""进出口总值 Total trade: exports and imports together.

    .. math:: T = X + M

    Parameters
    ----------
    exports : Decimal
        出口 :math:`X`, customs statistics, in yuan.
    imports : Decimal
        进口 :math:`M`, customs statistics, in yuan.

    Returns
    -------
    Decimal
        ``X + M``, in yuan. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 and above.
    An outcome of the whole city and not the output of a project. Customs revises it later: keep the
    as-of date with the figure.

    References
    ----------
    .. [1] 江门市商务局, 《项目绩效自评报告》（2022年）, 三（一）, "据海关统计" (read).
       The customs rules themselves were not read.

    Examples
    --------
    >>> trade_total(exports=Decimal("144650000000"), imports=Decimal("32610000000"))
    Decimal('177260000000')
    """
    refuse_negative(exports=exports, imports=imports)
    return exports + imports


@metric(
    name="贸易差额",
    unit="{exports}",
    basis="出口 − 进口，正数为顺差，负数为逆差",
    working="{exports} − {imports}",
    digits=None,
)
def balance(*, exports: Decimal, imports: Decimal) -> Decimal:
    r"""贸易差额（顺差） Trade balance: exports less imports.

    .. math:: B = X - M

    Parameters
    ----------
    exports : Decimal
        出口 :math:`X`, customs statistics, in yuan.
    imports : Decimal
        进口 :math:`M`, customs statistics, in yuan.

    Returns
    -------
    Decimal
        ``X - M``, in yuan: 顺差 above zero, 逆差 below. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if exports or imports are negative.

    Notes
    -----
    Direction: none; context only, and falling imports raise it without any gain. Range: any number.

    References
    ----------
    .. [1] Plain arithmetic on customs statistics; no document was read for it.

    Examples
    --------
    >>> balance(exports=Decimal("144650000000"), imports=Decimal("32610000000"))
    Decimal('112040000000')
    """
    refuse_negative(exports=exports, imports=imports)
    return exports - imports


@metric(name="出口与进口之比", unit="倍", basis="出口 ÷ 进口", working="{exports} ÷ {imports}", digits=2)
def export_import_ratio(*, exports: Decimal, imports: Decimal) -> Ratio:
    r"""出口与进口之比 Export-import ratio: exports over imports.

    .. math:: q = X / M

    Parameters
    ----------
    exports : Decimal
        出口 :math:`X`, customs statistics, in yuan.
    imports : Decimal
        进口 :math:`M`, customs statistics, in yuan.

    Returns
    -------
    Ratio
        ``X / M``. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are exports and no imports; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: none; context only. Range: 0 and above; above 1 is 顺差, below 1 is 逆差.

    References
    ----------
    .. [1] Plain arithmetic on customs statistics; no document was read for it.

    Examples
    --------
    >>> from evalkit.quantities import round_half_up
    >>> ratio = export_import_ratio(exports=Decimal("144650000000"), imports=Decimal("32610000000"))
    >>> round_half_up(ratio.value, 2)
    Decimal('4.44')
    """
    refuse_negative(exports=exports, imports=imports)
    return Ratio(exports, imports)


@metric(
    name="总值位次",
    unit="位",
    basis="按总值由高到低排列，数值相同的并列同一位次",
    working="{others} 中大于 {value} 的个数再加一",
    digits=0,
)
def value_rank(*, value: Decimal, others: Sequence[Decimal]) -> Decimal:
    r"""总值位次 Value rank: the place of a city among others, by level.

    .. math:: r = 1 + \#\{\, j : V_j > V \,\}

    Parameters
    ----------
    value : Decimal
        本市总值 :math:`V`.
    others : sequence of Decimal
        其他市总值 :math:`V_j`, without the city itself, in the same unit; at least one.

    Returns
    -------
    Decimal
        1 plus the number of strictly greater values: equal values share the better place. Always defined.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if there are no others; ``M-NEG-01`` if a value is negative.

    Notes
    -----
    Direction: lower is better. Range: 1 to the number of others plus 1.
    The rank by level moves slowly and is not the rank by growth (增速位次): say which one is meant.
    All values must have the same printed digits, or rounding makes or breaks ties.

    References
    ----------
    .. [1] Plain counting (standard competition ranking); the 2022 report states a rank without saying by what (read).

    Examples
    --------
    >>> value_rank(value=Decimal("1772.6"), others=[Decimal("2000"), Decimal("1772.6"), Decimal("900")])
    Decimal('2')
    """
    refuse_wrong_length(fits=bool(others), expected="至少 1 个其他市的总值", others=others)
    refuse_negative(value=value, **numbered("others", others))
    return Decimal(1 + sum(other > value for other in others))


@metric(
    name="市场集中度（赫芬达尔指数）",
    unit="1",
    basis="各贸易伙伴份额的平方和，在零与一之间，越接近一越集中",
    working="各贸易伙伴{partners}所占份额的平方和",
    digits=4,
)
def market_concentration(*, partners: Sequence[Decimal]) -> Ratio:
    r"""市场集中度 Market concentration: Herfindahl-Hirschman index of the trading partners.

    .. math:: H = \sum_i (v_i / T)^2 = \frac{\sum_i v_i^2}{T^2}, \qquad T = \sum_i v_i

    Parameters
    ----------
    partners : sequence of Decimal
        与各伙伴的贸易额 :math:`v_i`, in yuan, all partners and each once.

    Returns
    -------
    Ratio
        Between 0 and 1, not times 10 000. Undefined (``value is None``) without partners or without trade.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better (less dependence on few markets). Range: 1/n to 1 for n partners; 1 is a
    single market. It depends on the number and the grouping of the partners: leaving out small partners
    or joining countries into a region (欧盟, 东盟) raises it, so compare years on one list only. Other
    sources print the index times 10 000, or its square root.

    References
    ----------
    .. [1] World Bank, WITS indicator notes, Herfindahl-Hirschman index (read in excerpts).
    .. [2] Statistics Netherlands, "Import concentration", 2021: two equal partners give 1/2, three give 1/3
       (read in excerpts).
    .. [3] World Mining Data, "Concentration of Producer Countries": shares of 50, 30, 15 and 5 % give 3650 of
       10 000 (read in excerpts).

    Examples
    --------
    >>> market_concentration(partners=[Decimal(50), Decimal(30), Decimal(15), Decimal(5)]).value
    Decimal('0.365')
    >>> market_concentration(partners=[]).value is None
    True
    """
    refuse_negative(**numbered("partners", partners))
    whole = sum(partners, Decimal(0))
    return Ratio(sum((amount * amount for amount in partners), Decimal(0)), whole * whole)


@metric(
    name="标准化市场集中度",
    unit="1",
    basis="扣除伙伴个数影响的市场集中度，在零与一之间，各伙伴相等为零",
    working="各贸易伙伴{partners}所占份额的平方和，先减去伙伴数的倒数，再除以一与该倒数之差",
    digits=4,
)
def market_concentration_normalised(*, partners: Sequence[Decimal]) -> Ratio | None:
    r"""标准化市场集中度 Normalised market concentration: the index freed of the number of partners.

    .. math:: H^* = \frac{H - 1/n}{1 - 1/n} = \frac{n \sum_i v_i^2 - T^2}{(n - 1)\, T^2}

    Parameters
    ----------
    partners : sequence of Decimal
        与各伙伴的贸易额 :math:`v_i`, in yuan, all partners and each once; :math:`n` of them.

    Returns
    -------
    Ratio or None
        Between 0 and 1. ``None`` for fewer than two partners; undefined (``value is None``) without trade.

    Raises
    ------
    InconsistentDataError
        ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: lower is better (less dependence on few markets). Range: 0 (all partners equal) to 1 (all
    trade with one of them). A partner listed with zero trade still counts in n, so keep the list fixed
    over the years. Another convention takes the square root of H and of 1/n first; the two must not be mixed.

    References
    ----------
    .. [1] World Bank, WITS indicator notes, Herfindahl-Hirschman index (read in excerpts); the norming by
       the number of partners is plain arithmetic on it.

    Examples
    --------
    >>> market_concentration_normalised(partners=[Decimal(75), Decimal(25)]).value
    Decimal('0.25')
    >>> market_concentration_normalised(partners=[Decimal(75)]) is None
    True
    """
    index, number = market_concentration(partners=partners), len(partners)
    if number < 2:
        return None
    return Ratio(number * index.numerator - index.denominator, (number - 1) * index.denominator)


@metric(name="所列伙伴份额", unit="%", basis="名单内各伙伴贸易额之和 ÷ 进出口总值", working="({listed}) ÷ {total}", digits=2)
def listed_partner_share(*, listed: Sequence[Decimal], total: Decimal) -> Ratio:
    r"""所列伙伴份额 Share of listed partners: trade with the countries of a list over all trade.

    .. math:: s = \sum_{i \in L} v_i / T

    Parameters
    ----------
    listed : sequence of Decimal
        与名单内各伙伴的贸易额 :math:`v_i`, in yuan, each partner once; at least one, 0 for no trade.
    total : Decimal
        进出口总值 :math:`T` with all partners, in yuan.

    Returns
    -------
    Ratio
        The share. Undefined (``value is None``) when there is no trade at all.

    Raises
    ------
    InconsistentDataError
        ``M-LEN-01`` if the list is empty; ``M-DIV-01`` if the total is zero and the list's trade is not;
        ``M-PART-01`` if the list's trade exceeds the total; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better where the objective is to open these markets. Range: 0 to 1.
    The list (一带一路 沿线 or 共建 国家, 新兴市场) changes over the years: name its version and keep it fixed
    for both years of a comparison.

    References
    ----------
    .. [1] Plain arithmetic; the 2022 report names 一带一路沿线国家 and 新兴市场国家 as aims and gives no list (read).

    Examples
    --------
    >>> listed_partner_share(listed=[Decimal(30), Decimal(15)], total=Decimal(200)).percent(2)
    '22.50%'
    """
    refuse_wrong_length(fits=bool(listed), expected="名单内至少 1 个伙伴", listed=listed)
    refuse_negative(total=total, **numbered("listed", listed))
    return part_of_whole(part=sum(listed, Decimal(0)), whole=total)


@metric(name="每家参展企业展位数", unit="个/家", basis="展位数 ÷ 参展企业数", working="{booths} ÷ {exhibitors}", digits=3)
def booths_per_exhibitor(*, booths: Decimal, exhibitors: Decimal) -> Ratio:
    r"""每家参展企业展位数 Booths per exhibitor: booths allotted over firms taking part.

    .. math:: m = b / n

    Parameters
    ----------
    booths : Decimal
        展位数 :math:`b`, in 个.
    exhibitors : Decimal
        参展企业数 :math:`n`, in 家, of the same session or sessions as the booths.

    Returns
    -------
    Ratio
        ``b / n``, in 个/家. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are booths and no exhibitors; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: none; context only. Range: 0 and above, 1 and above as a rule.
    Both counts must be of one session, or both summed over the same sessions; a sum of firms over
    sessions is 家次, not different firms. Booths of an online fair are virtual and cost no space.

    References
    ----------
    .. [1] Plain arithmetic; the counts are those of the 2022 report, 四（一）, which does not say whether
       booths are of one session (read).

    Examples
    --------
    >>> from evalkit.quantities import round_half_up
    >>> round_half_up(booths_per_exhibitor(booths=Decimal("637"), exhibitors=Decimal("247")).value, 3)
    Decimal('2.579')
    """
    refuse_negative(booths=booths, exhibitors=exhibitors)
    return Ratio(booths, exhibitors)


@metric(name="每家参展企业展品数", unit="件/家", basis="展品数 ÷ 参展企业数", working="{exhibits} ÷ {exhibitors}", digits=2)
def exhibits_per_exhibitor(*, exhibits: Decimal, exhibitors: Decimal) -> Ratio:
    r"""每家参展企业展品数 Exhibits per exhibitor: exhibits shown or uploaded over firms taking part.

    .. math:: m = e / n

    Parameters
    ----------
    exhibits : Decimal
        展品数 :math:`e`, in 件.
    exhibitors : Decimal
        参展企业数 :math:`n`, in 家, of the same session or sessions as the exhibits.

    Returns
    -------
    Ratio
        ``e / n``, in 件/家. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are exhibits and no exhibitors; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: none; context only, to be read beside the whole fair's figure. Range: 0 and above.
    If the exhibits are of two sessions and the firms of one, the result is twice what it should be.

    References
    ----------
    .. [1] Plain arithmetic; the counts are those of the 2022 report, 四（一）, which does not say whether
       exhibits are of one session (read).

    Examples
    --------
    >>> from evalkit.quantities import round_half_up
    >>> round_half_up(exhibits_per_exhibitor(exhibits=Decimal("29270"), exhibitors=Decimal("247")).value, 2)
    Decimal('118.50')
    """
    refuse_negative(exhibits=exhibits, exhibitors=exhibitors)
    return Ratio(exhibits, exhibitors)


@metric(name="每个展位展品数", unit="件/个", basis="展品数 ÷ 展位数", working="{exhibits} ÷ {booths}", digits=2)
def exhibits_per_booth(*, exhibits: Decimal, booths: Decimal) -> Ratio:
    r"""每个展位展品数 Exhibits per booth: exhibits shown or uploaded over booths allotted.

    .. math:: m = e / b

    Parameters
    ----------
    exhibits : Decimal
        展品数 :math:`e`, in 件.
    booths : Decimal
        展位数 :math:`b`, in 个, of the same session or sessions as the exhibits.

    Returns
    -------
    Ratio
        ``e / b``, in 件/个. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are exhibits and no booths; ``M-NEG-01`` if a count is negative.

    Notes
    -----
    Direction: none; context only. Range: 0 and above.
    Both counts must be of one session, or both summed over the same sessions.

    References
    ----------
    .. [1] Plain arithmetic; the counts are those of the 2022 report, 四（一）, which does not say whether
       they are of one session (read).

    Examples
    --------
    >>> from evalkit.quantities import round_half_up
    >>> round_half_up(exhibits_per_booth(exhibits=Decimal("29270"), booths=Decimal("637")).value, 2)
    Decimal('45.95')
    """
    refuse_negative(exhibits=exhibits, booths=booths)
    return Ratio(exhibits, booths)


@metric(name="意向成交额与支出之比", unit="倍", basis="意向成交额 ÷ 财政支出", working="{intended} ÷ {spending}", digits=2)
def intended_deals_ratio(*, intended: Decimal, spending: Decimal) -> Ratio:
    r"""意向成交额与支出之比 Intended deals ratio: intended deals over the public money spent on the fair.

    .. math:: q = D / S

    Parameters
    ----------
    intended : Decimal
        意向成交额 :math:`D`, in yuan.
    spending : Decimal
        财政支出 :math:`S` for the same fair, in yuan.

    Returns
    -------
    Ratio
        ``D / S``, yuan of intended deals per yuan spent. Undefined (``value is None``) when both are zero.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if there are intended deals and no spending; ``M-NEG-01`` if an amount is negative.

    Notes
    -----
    Direction: higher is better. Range: 0 and above.
    Intentions stated at the fair are not exports, and not all of them are due to the subsidy: the ratio
    is gross. Intentions given in 美元 are converted before they come here.

    References
    ----------
    .. [1] Plain arithmetic; the 2022 report gives no intended deals (read).

    Examples
    --------
    >>> intended_deals_ratio(intended=Decimal("36000000"), spending=Decimal("800000")).value
    Decimal('45')
    """
    refuse_negative(intended=intended, spending=spending)
    return Ratio(intended, spending)
