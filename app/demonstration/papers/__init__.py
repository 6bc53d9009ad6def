"""Report files of made-up wards, to try intake with: text, Word and PDF in three layouts."""

from app.demonstration.papers.composing import LAYOUTS, Block, BlockKind, Paper, paper_of
from app.demonstration.papers.page import report_pdf
from app.demonstration.papers.plain import report_text
from app.demonstration.papers.word import report_docx

__all__ = [
    "LAYOUTS",
    "Block",
    "BlockKind",
    "Paper",
    "paper_of",
    "report_docx",
    "report_pdf",
    "report_text",
]
