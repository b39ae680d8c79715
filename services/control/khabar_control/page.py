"""The control room's page: the figures as plain tables, readable without JavaScript. No clock, network or disk."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

STYLE = """
:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}
body{margin:auto;max-inline-size:64rem;padding:1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%;margin-block-end:2rem}
caption{text-align:start;font-weight:700;padding-block:.5rem}
th,td{border-block-end:1px solid #8886;padding:.3rem .6rem;text-align:start}
"""

_TABLES = {
    "services": ("الخدمات", {"service": "الخدمة", "status": "الحالة", "detail": "ما يلزم"}),
    "streams": ("القنوات", {"stream": "القناة", "entries": "المدخلات"}),
    "groups": (
        "المجموعات",
        {
            "stream": "القناة",
            "group": "المجموعة",
            "consumers": "العمّال",
            "pending": "قيد العمل",
            "lag": "لم يُقرأ",
            "delayed": "مؤجّل",
        },
    ),
}


def render(newsroom: str, found: Mapping[str, Iterable[Mapping[str, object]]]) -> str:
    """The page as HTML."""
    tables = "".join(_table(title, columns, found[name]) for name, (title, columns) in _TABLES.items())
    return (
        '<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">'
        f'<title>غرفة التحكّم – {escape(newsroom)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main><h1>غرفة التحكّم – {escape(newsroom)}</h1>{tables}</main></body></html>"
    )


def _table(title: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, object]]) -> str:
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in columns.values())
    body = "".join(f"<tr>{_cells(list(columns), row)}</tr>" for row in rows)
    parts = f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll" tabindex="0"><table>{parts}</table></div>'


def _cells(names: Sequence[str], row: Mapping[str, object]) -> str:
    return "".join(f"<td><bdi>{escape(str(row.get(name, '')))}</bdi></td>" for name in names)
