"""A form with one list and one rule, to judge the rule over a few entries written out."""

from schemas.load import load
from validator.examples import outcome_of
from validator.plan import compile_plan

PERIOD = "2025-26Q3"
PASS, FAIL, NA, CANNOT = "pass", "fail", "not_applicable", "cannot_check"
FORM = """
formspec: 1
form:
  id: LIST-Q
  title: {en: Lists, zh-Hant: 清單}
  programme: {en: Sample, zh-Hant: 樣本}
  service: '521'
revisions: [{v: 1, from: 2024-25Q1, note: {en: First, zh-Hant: 首個}}]
tables:
  t:
    code: A
    title: {en: Table, zh-Hant: 表}
    find: {sheet: [Return]}
    blank: BLANK
    rows: {R1: {en: First line, zh-Hant: 甲行}, R2: {en: Second line, zh-Hant: 乙行}}
    cols:
      a: {code: C1, type: count, en: Asked, zh-Hant: 要求}
      b: {code: C2, type: count, en: Begun, zh-Hant: 開始}
  g:
    code: B
    title: {en: Groups, zh-Hant: 小組}
    find: {sheet: [Groups]}
    unique: ''
    fields:
      no: {type: text, en: Group no., zh-Hant: 小組編號}
      alias: {type: text, en: Other name, zh-Hant: 別名}
      began: {type: date, en: First meeting, zh-Hant: 首次聚會}
      ended: {type: date, en: Last meeting, zh-Hant: 末次聚會}
      kind:
        type: code
        codes: {G: {en: Group, zh-Hant: 小組}, P: {en: Programme, zh-Hant: 活動}}
        en: Kind
        zh-Hant: 類別
      venue:
        type: code
        codes:
          HALL: {en: Hall, zh-Hant: 禮堂}
          ROOM: {en: Room, zh-Hant: 活動室}
          OTH: {en: Other, zh-Hant: 其他}
        en: Venue
        zh-Hant: 地點
      other: {type: text, en: Other venue, zh-Hant: 其他地點}
      new: {type: count, en: New participants, zh-Hant: 新參加者人數}
      old: {type: count, en: Former participants, zh-Hant: 舊參加者人數}
      total: {type: count, en: Attendance, zh-Hant: 出席人次}
      hours: {type: decimal, decimals: 1, en: Hours, zh-Hant: 時數}
      staff: {type: decimal, decimals: 1, en: Staff hours, zh-Hant: 員工時數}
rules:
  - id: RULE
    severity: error
    SLOTS
"""


def form(slots, policy="skip"):
    """Return the form with one rule: `kind: compare; left: g.new; right: g.total`."""
    return load(FORM.replace("SLOTS", slots.replace("; ", "\n    ")).replace("BLANK", policy))


def outcome_by(spec, *entries, at=None):
    """Return how the rule comes out over some entries; at one of them where `at` names it."""
    example = {"rule": "RULE", "data": {"g": list(entries)}}
    return outcome_of(compile_plan(spec, PERIOD), example | ({"at": at} if at else {}))
