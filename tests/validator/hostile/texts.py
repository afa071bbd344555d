"""Text that calls itself CSV, in encodings that it is not in."""

import random

HEAD = "unit_code,form_code,fin_year,quarter,month,item_code,value\n"
LINE = "9101,HLS-MONTH-Q,2025-26,Q3,10,R010,1\n"
TEXTS = {
    "only a head": HEAD,
    "no head": LINE,
    "a head twice": HEAD + HEAD + LINE,
    "a column twice": HEAD.replace("month", "value") + LINE,
    "columns missing": HEAD.replace("quarter,", "") + LINE,
    "a line too long": HEAD + LINE.strip() + ",1,2,3,4,5\n",
    "a line too short": HEAD + "9101,HLS-MONTH-Q\n",
    "another form each": HEAD + LINE + LINE.replace("HLS-MONTH-Q", "FAS-CASE-Q"),
    "another unit each": HEAD + LINE + LINE.replace("9101", "9102"),
    "a form of nobody": HEAD + LINE.replace("HLS-MONTH-Q", "NO-SUCH-Q"),
    "a year of nobody": HEAD + LINE.replace("2025-26", "99"),
    "an endless quote": HEAD + '9101,"HLS' + "\nx" * 100_000,
    "quotes by thousands": HEAD + '"' * 99_999,
    "a quote in a field": HEAD + LINE.replace("R010", 'R"01"0'),
    "only commas": "," * 200_000,
    "only lines": "\n" * 300_000,
    "300,000 lines": "a,b\n" * 300_000,
    "100,000 columns": ",".join("a" * 100_000) + "\n" + ",".join("1" * 100_000),
    "a field of ten megabytes": HEAD + LINE.replace("R010", "R" * 10_000_000),
    "a NUL": HEAD + LINE.replace("R010", "R0\0"),
    "a separator line": "sep=|\n" + HEAD.replace(",", "|"),
    "commands": "=cmd|' /C calc'!A0,@SUM(1),+1,-1\n",
    "markup": "<script>alert(1)</script>,a\n1,2\n",
    "SQL": "'; DROP TABLE submission; --,a\n1,2\n",
    "a path": "../../etc/passwd,a\n1,2\n",
    "a template": "{{ 7*7 }},${7*7},%s%s%n\n1,2,3\n",
    "direction marks": "\u202eabc\u202c,\u200b\n1,2\n",
    "a thousand marks on a letter": "e" + "\u0301" * 5_000 + ",a\n1,2\n",
    "JSON lines": '{"unit": 1}\n{"unit": 2}\n',
    "YAML": "a: &a [*a, *a]\n",
    "only a dot": ".",
    "an end of file of old": "\x1a",
    "old ends of lines": HEAD.replace("\n", "\r") + LINE.replace("\n", "\r"),
}
BYTES = {
    "only a mark": b"\xef\xbb\xbf",
    "two marks": b"\xff\xfe\xff\xfe",
    "a mark of UTF-32": HEAD.encode("utf-32"),
    "half a sign": "unit_code,埗".encode()[:-1],
    "half of UTF-16": HEAD.encode("utf-16")[:-1],
    "a lone half": "\ufeff".encode("utf-16-le") + b"\x00\xd8a\0,\0",
    "Big5 broken off": "單位,深水埗".encode("big5hkscs")[:-1],
    "GB18030 broken off": "单位,鰂魚涌邨".encode("gb18030")[:-1],
    "EBCDIC": HEAD.encode("cp500"),
    "Shift JIS": "ユニット,コード\n1,2\n".encode("shift_jis"),
    "overlong UTF-8": b"a,\xc0\xaf\xe0\x80\xaf\n",
    "UTF-8 beyond Unicode": b"a,\xf7\xbf\xbf\xbf\n",
    "all bytes": bytes(range(256)) * 20,
}


def mixed(seed):
    """Put lines of several encodings together."""
    chance = random.Random(seed)
    codes = ("utf-8", "big5hkscs", "gb18030", "utf-16-le", "cp1252")
    return b"".join(
        "深水埗,鰂魚涌邨,café\n".encode(chance.choice(codes), "replace") for _ in range(30)
    )


FILES = {f"CSV: {key}": (lambda text=text: text.encode()) for key, text in TEXTS.items()}
FILES |= {f"CSV: {key}": (lambda data=data: data) for key, data in BYTES.items()}
FILES |= {f"CSV: mixed {seed}": (lambda seed=seed: mixed(seed)) for seed in range(8)}
