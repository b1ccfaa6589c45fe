"""What stands in a field, in words and as a number."""


def said(value: object) -> str:
    """What stands in a field, as the end of a sentence."""
    return "is not stated" if value is None else f"is {str(value).lower()}"


def counted(value: object) -> int:
    """The number that stands in a field; 0 where there is none, or something else."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else 0
