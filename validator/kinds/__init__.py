"""Kinds of rules that are more than sums of cells: each bound, judged and told alike."""
