"""What the documents are made from: frozen values, filled by the caller from rows.

Figures are ``int`` or ``Decimal``. Texts may be anything a person or a file can
hold; they are cleaned where they are printed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.documents.numerals import Number
from app.domain.answers import Answer
from app.domain.evidence import Frozen
from app.domain.forms import AggregateKind, FieldType, FormDefinition
from app.domain.tilemap import Tile

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LetterHead:
    """The formal parts of an official letter (Decree 30/2020, Annex I).

    What is blank is printed as a blank to be filled by hand. ``bases`` are the
    "căn cứ" lines, ``basis_document`` the letter that asked for this report.
    ``signer_position`` may be "Chủ tịch" or "Phó Chủ tịch" (who then signs KT.);
    ``authority_line`` overrides what follows from it. ``subject`` is the "trích
    yếu", by default the form's own with the period. ``recipients`` are the
    copies, without "Như trên"; ``filed_by`` is what follows "Lưu:".
    """

    number: str = ""
    symbol: str = ""
    subject: str = ""
    place: str = ""
    issued_on: dt.date | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    filed_by: str = "VT"
    bases: tuple[str, ...] = ()
    basis_document: str = ""
    authority_line: str = ""
    signer_position: str = ""
    signer_name: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason given for what a rule found, printed as a note to the figures."""

    fields: tuple[str, ...]
    finding: str
    reason: str
    ward_code: str = ""
    ward: str = ""


@dataclass(frozen=True)
class WardReport:
    """One ward's report as filed, or as it would be: then ``version`` is 0.

    ``answers`` holds the indicators by code; ``narratives`` and ``rows`` the
    texts and repeated rows; ``evidence`` the files that go with it. ``unit_name`` is in
    full, "Phường Hải Dương".
    """

    city_name: str
    unit_name: str
    unit_type: str
    period_title: str
    form: FormDefinition
    head: LetterHead
    answers: Mapping[str, Answer]
    narratives: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    data_from: dt.date | None = None
    data_to: dt.date | None = None
    version: int = 0
    receipt: str = ""
    sha256: str = ""
    submitted_at: dt.datetime | None = None
    explanations: tuple[Explanation, ...] = ()
    evidence: tuple[Frozen, ...] = ()


@dataclass(frozen=True, slots=True)
class WardName:
    """A ward as it is named in a list: its five-digit code and full name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CityCoverage:
    """How many wards a report is expected from and where they stand."""

    expected: int
    submitted: int
    approved: int
    late: tuple[WardName, ...] = ()
    missing: tuple[WardName, ...] = ()


@dataclass(frozen=True, slots=True)
class WardLine:
    """One ward in the city report.

    ``is_counted``: its version entered the totals; only then are ``answers``
    read. ``phrases`` are the source sentences by code, where a value was read
    from a document. ``state`` is the label people read.
    """

    code: str
    name: str
    unit_type: str
    state: str
    is_counted: bool
    is_late: bool = False
    version: int = 0
    receipt: str = ""
    sha256: str = ""
    submitted_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One city figure, not rounded, with the number of wards behind it.

    ``numerator`` and ``denominator`` belong to ratios. ``change`` is value minus
    ``previous``, in the figure's unit (points for rates and means).
    """

    code: str
    label: str
    section: str
    unit: str
    type: FieldType
    aggregate: AggregateKind
    value: Number | None
    wards: int
    numerator: Number | None = None
    denominator: Number | None = None
    previous: Number | None = None
    change: Number | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Something wards say, and which of them say it (codes)."""

    text: str
    wards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CityNarrative:
    """The points of one narrative field, in the order to be printed."""

    section: str
    code: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often one rule spoke, over how many wards, and how many stay open."""

    rule: str
    label: str
    severity: str
    findings: int
    wards: int
    open: int = 0


@dataclass(frozen=True, slots=True)
class EditionMark:
    """Which making of the report this is; at ``url`` anybody may verify it by its ``code``."""

    number: int
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class AmendedWard:
    """A ward whose version changed; 0 where it was not, or is no longer, counted."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MovedFigure:
    code: str
    before: Number | None
    after: Number | None


@dataclass(frozen=True, slots=True)
class Amended:
    """What changed since the sealed edition ``number``, which this one follows."""

    number: int
    sealed_at: dt.datetime
    wards: tuple[AmendedWard, ...] = ()
    figures: tuple[MovedFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainFigure:
    """A figure of a group or of an earlier period, with the number of units behind it."""

    code: str
    value: Number | None
    wards: int


@dataclass(frozen=True, slots=True)
class PastPeriod:
    """An earlier period of the same kind, with what a few chosen figures were then."""

    code: str
    figures: tuple[PlainFigure, ...]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The figures of the units of one type, "phường"; ``expected`` of them owe a report."""

    name: str
    expected: int
    counted: int
    figures: tuple[PlainFigure, ...]


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """The city's own wording of a sentence in place of the standard's; see ``wording``."""

    key: str
    text: str
    zero: str = ""


@dataclass(frozen=True)
class CityReport:
    """A whole city's report of one period. ``include`` is "approved" or "submitted";
    ``parts`` are the codes of the parts that are printed, none for all of them; ``past``
    runs from the oldest period to the newest, this one left out; ``tiles`` place the
    wards on a map of equal tiles; ``every_text``: the annex of the letter also prints what
    only one ward says (workbook and data always have all of it)."""

    city_code: str
    city_name: str
    department_name: str
    period_code: str
    period_title: str
    form: FormDefinition
    head: LetterHead
    computed_at: dt.datetime
    revision: int
    include: str
    coverage: CityCoverage
    figures: tuple[Figure, ...]
    wards: tuple[WardLine, ...]
    narratives: tuple[CityNarrative, ...] = ()
    findings: tuple[FindingCount, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    comparison_title: str = ""
    data_from: dt.date | None = None
    data_to: dt.date | None = None
    parts: tuple[str, ...] = ()
    edition: EditionMark | None = None
    amended: Amended | None = None
    groups: tuple[GroupFigures, ...] = ()
    past: tuple[PastPeriod, ...] = ()
    tiles: tuple[Tile, ...] = ()
    sentences: tuple[OwnSentence, ...] = ()
    # What was frozen before it could be chosen printed all of them.
    every_text: bool = True

    @cached_property
    def figures_by_code(self) -> Mapping[str, Figure]:
        return {figure.code: figure for figure in self.figures}

    @cached_property
    def ward_names(self) -> Mapping[str, str]:
        return {ward.code: ward.name for ward in self.wards}

    @cached_property
    def counted_wards(self) -> tuple[WardLine, ...]:
        return tuple(ward for ward in self.wards if ward.is_counted)
