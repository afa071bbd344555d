"""Linear equations in whole numbers, solved exactly."""


def solved(rows: list[list[int]]) -> list[int] | None:
    """Solve linear equations in whole numbers.

    None where they contradict, leave a cell free, or only fractions would do.
    """
    unknowns = len(rows[0]) - 1
    if unknowns == 1:
        return _one_unknown(rows)
    for column in range(unknowns):
        pivot = next((row for row in rows[column:] if row[column]), None)
        if pivot is None:
            return None
        others = [row for row in rows if row is not pivot]
        others = [
            [entry * pivot[column] - row[column] * p for entry, p in zip(row, pivot, strict=True)]
            if row[column]
            else row
            for row in others
        ]
        rows = [*others[:column], pivot, *others[column:]]
    if any(row[-1] for row in rows[unknowns:]):
        return None
    found = [divmod(row[-1], row[n]) for n, row in enumerate(rows[:unknowns])]
    return None if any(rest for _, rest in found) else [value for value, _ in found]


def _one_unknown(rows: list[list[int]]) -> list[int] | None:
    factor, constant = rows[0]
    value, rest = divmod(constant, factor)
    return None if rest or any(f * value != c for f, c in rows) else [value]
