"""The sheets of a workbook that are ours: none of their words or figures is the sender's."""

STAMP_SHEET = "_esubmit"
"""Hidden: which form, revision and plan it is."""
LIST_SHEET = "What to correct 需更正項目"
"""In a marked copy: what is wrong, and where."""
NOTES_SHEET = "How to fill in 填寫須知"
CHECK_SHEET = "Self-check 自行檢查"
WORKINGS_SHEET = "_esubmit_check"
"""Hidden: what the self-check reckons on."""
UNREAD = (NOTES_SHEET, CHECK_SHEET, WORKINGS_SHEET)
"""Sheets of a blank workbook in which nothing is to be read."""
