"""Points typed into a form: `96,5` and `96.5` are the same number."""

from decimal import Decimal

from console.errors import BadInput
from console.language import _
from console.wording import parse_decimal


def points(text: str, label: str) -> Decimal | None:
    """A typed score; None where nothing was typed.

    Raises:
        BadInput: not a number; the sentence names the field.
    """
    if not text.strip():
        return None
    try:
        return parse_decimal(text)
    except ValueError:
        raise BadInput(_("{label}: write a number, such as 96,5.").format(label=label)) from None


def no_points(text: str, label: str) -> Decimal:
    """A typed bonus or penalty; 0 where nothing was typed."""
    return points(text, label) or Decimal(0)
