"""The floor of G8: workbooks as sheet XML, put together cell by cell and written as it comes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from app.documents.models import CityReport
from app.domain.answers import Answer

#: As ours: the usual 6 would make the floor slower.
_LEVEL: Final = 4
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD: Final = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_STYLES: Final = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders><cellXfs count="2"><xf/>'
    '<xf numFmtId="3" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class _Strings(dict[str, int]):
    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def bare_table(report: CityReport) -> bytes:
    """Wards by indicators: the same cells, with one format and the head frozen."""
    return _workbook(report, _table_rows)


def written_table(report: CityReport) -> bytes:
    """The same cells as a library writes them, which the plan lets a small table be held to."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet, number = book.add_worksheet(), book.add_format({"num_format": "#,##0"})
    sheet.freeze_panes(1, 0)
    for row, ward in enumerate(report.wards, 1):
        for column, text in enumerate((ward.code, ward.name, ward.state, "Có")):
            sheet.write_string(row, column, text)
        for column, field in enumerate(report.form.indicators, 4):
            answer = ward.answers.get(field.code)
            if answer is None:
                sheet.write_blank(row, column, None, number)
            else:
                sheet.write_number(row, column, answer.value, number)
    book.close()
    return out.getvalue()


def bare_city(report: CityReport) -> bytes:
    """The same, and a line of nine cells for each answer, as in the sheet of sources."""
    return _workbook(report, _table_rows, _source_rows)


def _table_rows(report: CityReport, strings: _Strings) -> Iterator[str]:
    columns = [(f.code, xl_col_to_name(n)) for n, f in enumerate(report.form.indicators, 4)]
    for row, ward in enumerate(report.wards, 2):
        texts = (ward.code, ward.name, ward.state, "Có")
        cells = [_text(f"{c}{row}", t, strings) for c, t in zip("ABCD", texts, strict=True)]
        cells += [_number(f"{name}{row}", ward.answers.get(code)) for code, name in columns]
        yield f'<row r="{row}">{"".join(cells)}</row>'


def _source_rows(report: CityReport, strings: _Strings) -> Iterator[str]:
    row = 1
    names = {field.code: field.name for field in report.form.indicators}
    for ward in report.wards:
        for code, answer in ward.answers.items():
            row += 1
            texts = (code, names[code], ward.code, ward.name, "1", ward.receipt, "Có giá trị")
            cells = [_text(f"{c}{row}", t, strings) for c, t in zip("ABCDEFG", texts, strict=True)]
            cells += [_number(f"H{row}", answer), _number(f"I{row}", None)]
            yield f'<row r="{row}">{"".join(cells)}</row>'


def _text(cell: str, text: str, strings: _Strings) -> str:
    return f'<c r="{cell}" s="0" t="s"><v>{strings[text]}</v></c>'


def _number(cell: str, answer: Answer | None) -> str:
    if answer is None:
        return f'<c r="{cell}" s="1"/>'
    value = int(answer.value) if isinstance(answer.value, bool) else answer.value
    return f'<c r="{cell}" s="1"><v>{value}</v></c>'


def _workbook(
    report: CityReport, *sheets: Callable[[CityReport, _Strings], Iterator[str]]
) -> bytes:
    out, strings = io.BytesIO(), _Strings()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for number, rows in enumerate(sheets, 1):
            with package.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                part.write(_HEAD.encode())
                for row in rows(report, strings):
                    part.write(row.encode())
                part.write(b"</sheetData></worksheet>")
        shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{shared}</sst>')
        package.writestr("xl/styles.xml", _STYLES)
        for name, content in _joints(len(sheets)).items():
            package.writestr(name, content)
    return out.getvalue()


def _joints(sheets: int) -> dict[str, str]:
    """What holds the parts of the package together."""
    numbers = range(1, sheets + 1)
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "workbook": "sheet.main",
        **{f"worksheets/sheet{n}": "worksheet" for n in numbers},
        "sharedStrings": "sharedStrings",
        "styles": "styles",
    }
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{what}+xml"/>'
        for name, what in parts.items()
    )
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    names = [*(f"worksheets/sheet{n}" for n in numbers), "sharedStrings", "styles"]
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{name.partition("s/")[0]}" '
        f'Target="{name}.xml"/>'
        for n, name in enumerate(names, 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f"{related}</Relationships>",
    }
