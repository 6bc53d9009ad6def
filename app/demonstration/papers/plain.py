"""A report as plain text, the way it comes out of an old word processor."""

from __future__ import annotations

from app.demonstration.papers.composing import BlockKind, Paper


def report_text(paper: Paper) -> str:
    """The whole report, one paragraph a line, a blank line before each part."""
    lines = []
    for block in paper.blocks:
        if block.kind in (BlockKind.PART, BlockKind.HEADING, BlockKind.TITLE):
            lines.append("")
        mark = "- " if block.kind is BlockKind.BULLET else ""
        lines += [f"{mark}{line}" for line in block.text.split("\n")]
    return "\n".join(lines).strip() + "\n"
