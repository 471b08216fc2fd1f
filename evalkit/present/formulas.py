"""Formulas as MathML, which browsers set by themselves and screen readers read aloud, without a script."""

import ast
import re

from markupsafe import Markup

TAGS = frozenset("math mfrac mi mn mo mover mroot mrow msqrt msub msubsup msup mtext munder munderover".split())
"""What a page may hold of MathML: what formulas of measures and common LaTeX need."""
OPERAND = re.compile(r"\{(?P<mtext>[^{}]*)\}|(?P<mn>\d[\d.]*%?)|(?P<mo>…)")
AS_PYTHON = str.maketrans({"÷": "/", "×": "*", "−": "-"})
SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×"}
SUMS = (ast.Add, ast.Sub)


def formula_mathml(formula: str) -> Markup:
    """Return the general formula of a measure as MathML; empty where there is none or it is no arithmetic.

    Parameters
    ----------
    formula : str
        As :class:`~evalkit.measures.Measure` holds it: names in braces, numbers, ``+ − × ÷`` and parentheses.

    Examples
    --------
    >>> print(formula_mathml("{核销金额} ÷ {派券金额}"))
    <math><mfrac><mtext>核销金额</mtext><mtext>派券金额</mtext></mfrac></math>
    >>> formula_mathml("")
    Markup('')
    """
    operands: dict[str, Markup] = {}

    def named(found: re.Match) -> str:
        name = f"operand_{len(operands)}"
        operands[name] = Markup("<{0}>{1}</{0}>").format(found.lastgroup, found[found.lastgroup])
        return name

    try:
        expression = ast.parse(OPERAND.sub(named, formula).translate(AS_PYTHON), mode="eval").body
        return Markup("<math>{}</math>").format(_written(expression, operands))
    except (SyntaxError, KeyError):
        return Markup()


def _written(node: ast.expr, operands: dict[str, Markup]) -> Markup:
    """Write an expression; a quotient is a fraction, and parentheses stand only where the signs need them."""
    if isinstance(node, ast.Name):
        return operands[node.id]
    sign = _sign(node)
    if sign is ast.Div:
        return Markup("<mfrac>{}{}</mfrac>").format(_one(node.left, operands), _one(node.right, operands))
    shown = SIGNS[sign]
    left = _factor(node.left, operands) if sign is ast.Mult else _written(node.left, operands)
    right = _written(node.right, operands) if sign is ast.Add else _factor(node.right, operands)
    return Markup("{}<mo>{}</mo>{}").format(left, shown, right)


def _one(node: ast.expr, operands: dict[str, Markup]) -> Markup:
    """Write what stands above or below a fraction line as a single element."""
    single = isinstance(node, ast.Name) or _sign(node) is ast.Div
    return Markup("{}" if single else "<mrow>{}</mrow>").format(_written(node, operands))


def _factor(node: ast.expr, operands: dict[str, Markup]) -> Markup:
    """Write a factor or what is taken away, in parentheses where it is a sum."""
    return Markup("<mo>(</mo>{}<mo>)</mo>" if _sign(node) in SUMS else "{}").format(_written(node, operands))


def _sign(node: ast.expr) -> type | None:
    return type(node.op) if isinstance(node, ast.BinOp) else None


def latex_mathml(latex: str, *, block: bool = False) -> Markup:
    r"""Return a formula that a notebook's text writes as ``$…$`` as MathML; what cannot be read is shown as it was written.

    Examples
    --------
    >>> print(latex_mathml(r"\frac{a}{2}"))  # doctest: +ELLIPSIS
    <math ...><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>
    """
    from latex2mathml.converter import convert

    try:
        return Markup(convert(latex.replace("<", r"\lt "), display="block" if block else "inline"))
    except Exception:  # whatever the library meets: its errors have nothing in common
        return Markup("<code>{}</code>").format(latex)
