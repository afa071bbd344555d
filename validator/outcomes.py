"""How a rule can come out."""

PASS, FAIL, NOT_APPLICABLE, CANNOT_CHECK = "pass", "fail", "not_applicable", "cannot_check"
