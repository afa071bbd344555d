"""A loop over rules and cells, as one writes it by hand."""

from bench.peers.rules import MISTYPED, Finding, Given, Rule


class Side:
    """The rules as they are."""

    def __init__(self, rules: list[Rule], cells: int) -> None:
        self.rules = rules

    def table(self, given: Given) -> Given:
        """Return the cells as they are."""
        return given

    def findings(self, given: Given) -> set[Finding]:
        """Return each rule that fails or cannot be checked."""
        found = set()
        for number, terms, equal, blank, slack in self.rules:
            total = filled = 0
            for factor, cell in terms:
                value = given[cell]
                if value is None:
                    continue
                if value == MISTYPED:
                    found.add((number, "cannot_check"))
                    break
                total += factor * value
                filled += 1
            else:
                if filled < len(terms) and (blank == "skip" or (blank != "zero" and not filled)):
                    continue
                if 2 * (abs(total) if equal else total) > slack:
                    found.add((number, "fail"))
        return found
