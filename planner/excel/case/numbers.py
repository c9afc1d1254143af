"""Numbers that a spreadsheet holds as text: separators of several countries, percent signs."""

from __future__ import annotations

import re
from decimal import Decimal

from planner.excel.case.cell import CellError

_NUMBER = re.compile(r"([+-]?)([\d.,'\u2019\s]*\d[.,]?)((?:[eE][+-]?\d+)?)")
_PLAIN_GROUPS = re.compile(r"\d{1,3}(?:([.,'\u2019\s])\d{3})(?:\1\d{3})*")
_ANY = "a number, such as 1234.5"


def read_number(text: str, *, takes_percent: bool) -> float:
    """Return the number that a text holds, whatever the country it was written in.

    Parameters
    ----------
    text
        Such as ``1,234.5``, ``1.234,5``, ``1 234,5`` or ``3 %``.
    takes_percent
        Whether a percent sign stands for a hundredth.

    Raises
    ------
    CellError
        If it is no number, or one that two countries read differently (``1,234``).
    """
    clean = text.strip().replace("\u2212", "-")
    is_percent = clean.endswith("%")
    if is_percent and not takes_percent:
        raise CellError(
            repr(text), "a number without a percent sign", "write the figure in the unit of the column"
        )
    match = _NUMBER.fullmatch(clean.removesuffix("%").rstrip())
    if match is None:
        raise CellError(repr(text), _ANY, "write digits alone; the unit is in the heading")
    sign, digits, power = match.groups()
    number = Decimal(f"{sign}{_plain(digits, text)}{power}")
    return float(number.scaleb(-2) if is_percent else number)


def _plain(digits: str, text: str) -> str:
    """Return digits with a point for decimals and nothing else between them."""
    whole, decimals = _split(digits, text)
    if not whole.isdecimal() and not _PLAIN_GROUPS.fullmatch(whole) and whole:
        raise CellError(repr(text), _ANY, "check the separators: groups have three digits")
    return f"{re.sub(r'[^0-9]', '', whole) or '0'}.{decimals or '0'}"


def _split(digits: str, text: str) -> tuple[str, str]:
    """Return what stands before and after the decimal mark."""
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return digits, ""
    last = marks[-1]
    if len(marks) > 1:
        if marks.count(last) > 1:
            return digits, ""
        head, _, tail = digits.rpartition(last)
        return _checked(head, tail, text)
    head, _, tail = digits.partition(last)
    if len(tail) == 3 and re.fullmatch(r"[1-9]\d{0,2}", head):
        fix = "write it without a separator of thousands, or as a number and not as text"
        raise CellError(repr(text), f"a number with one meaning, {head}{tail} or {head}.{tail}", fix)
    return _checked(head, tail, text)


def _checked(head: str, tail: str, text: str) -> tuple[str, str]:
    if tail and not tail.isdecimal():
        raise CellError(repr(text), _ANY, "check the separators")
    return head, tail
