"""What a browser says that it takes: ``Accept`` and ``Accept-Language`` (RFC 9110 §12.5)."""


def accepted(header: str) -> tuple[str, ...]:
    """The kinds or languages listed, in small letters, best first; none that are refused.

    What cannot be read is left out.
    """
    weighed = [found for each in header.split(",") if (found := _weighed(each)) is not None]
    weighed.sort(key=lambda pair: -pair[1])  # stable: the browser's own order among equals
    return tuple(name for name, weight in weighed if weight > 0)


def _weighed(item: str) -> tuple[str, float] | None:
    name, *parameters = (part.strip().lower() for part in item.split(";"))
    weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return (name, float(weight)) if name else None
    except ValueError:
        return None
