"""Small words that several parts of a comparison share."""

from __future__ import annotations

from planner.plan.markdown import number

MOST_DIGITS = 12


def digits(value: float, significant: int) -> str:
    """Return a number with thousands separators and so many digits that matter, without zeros at its end."""
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{significant - 1}e}'):,.{MOST_DIGITS}f}".rstrip("0").rstrip(".")
    return text if text not in ("", "-0", "0") else f"{value:.{significant - 1}e}"


def apart(before: float, after: float) -> str:
    """Return two numbers with an arrow, with as many digits as tell them apart, three at least."""
    for significant in range(3, MOST_DIGITS):
        texts = digits(before, significant), digits(after, significant)
        if texts[0] != texts[1]:
            break
    return f"{texts[0]} -> {texts[1]}"


def signed_percent(share: float) -> str:
    """Return a relative change as per cent with its sign, with as many digits as say something."""
    value = 100.0 * share
    decimals = 0 if abs(value) >= 10 else 1 if abs(value) >= 0.1 else 3
    text = f"{value:+,.{decimals}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def signed_musd(cents: int) -> str:
    """Return an amount of cents as million USD with its sign."""
    musd = cents / 1e8
    return f"+{number(musd)}" if musd > 0 else number(musd)
