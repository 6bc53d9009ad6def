"""Files that break readers, from a seed: bombs, broken, locked, lying and odd ones."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdf
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.intake.generator.files import page, pdf, utf16, windows_1258, word, zipped
from tests.intake.generator.word_parts import SPACES, document_of, paragraph, run, word_file

TEXT = (
    "UBND XÃ AN LÃO\nBÁO CÁO\nKết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026\n"
    "Đã tiếp nhận 120 hồ sơ, giải quyết 110 hồ sơ.\n"
)
SUFFIXES = (
    ".docx", ".doc", ".pdf", ".txt", ".htm", ".html", ".rtf", ".odt", ".jpg", ".jpeg", ".png",
    ".tif", ".zip", ".xlsx", ".xls", "",
)  # fmt: skip
_MEGA = 2**20


@dataclass(frozen=True)
class Hostile:
    """``made`` is the content, or what makes a large one. ``heavy`` ones take seconds;
    ``may_read``: text may come of it, or a refusal.
    """

    name: str
    made: bytes | Callable[[], bytes]
    heavy: bool = False
    may_read: bool = True

    @property
    def content(self) -> bytes:
        return self.made if isinstance(self.made, bytes) else self.made()


def corpus(seed: int) -> list[Hostile]:
    chance = random.Random(seed)
    makers = (sound, truncated, flipped, noisy, empty, by_other_names, odd_names, word_traps,
              pdf_traps, picture_traps, text_traps, zip_traps)  # fmt: skip
    return [file for make in makers for file in make(chance)]


def sound_files() -> dict[str, bytes]:
    return {
        ".docx": word(TEXT),
        ".pdf": pdf(TEXT),
        ".html": page(TEXT),
        ".txt": TEXT.encode(),
        ".utf16.txt": utf16(TEXT),
        ".1258.txt": windows_1258(TEXT),
        ".png": picture("PNG"),
        ".jpg": picture("JPEG"),
        ".tif": picture("TIFF"),
        ".odt": open_document(TEXT),
        ".rtf": b"{\\rtf1\\ansi " + TEXT.encode("ascii", "ignore") + b"}",
        ".doc": old_container(b"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
    }


def picture(kind: str, size: tuple[int, int] = (420, 420)) -> bytes:
    kept = io.BytesIO()
    Image.new("L", size, 255).save(kept, kind)
    return kept.getvalue()


def open_document(text: str) -> bytes:
    return open_file("".join(f"<text:p>{line}</text:p>" for line in text.splitlines()))


def open_file(body: str) -> bytes:
    """An OpenDocument text of this XML."""
    names = ("office", "text")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    document = f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>'
    document += f"{body}</office:text></office:body></office:document-content>"
    return zipped({
        "mimetype": kind.encode(),
        "content.xml": document.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    })  # fmt: skip


def old_container(stream: bytes) -> bytes:
    """The outside of an old Office file, with the name of a stream and nothing sound within."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream + b"\xff" * 2000


def sound(chance: random.Random) -> Iterator[Hostile]:
    for suffix, content in sound_files().items():
        yield Hostile(f"sound{suffix}", content, heavy=_goes_outside(suffix))


def _goes_outside(suffix: str) -> bool:
    return suffix in (".odt", ".rtf", ".doc")


def truncated(chance: random.Random) -> Iterator[Hostile]:
    for suffix, content in sound_files().items():
        for number in range(3 if _goes_outside(suffix) else 9):
            cut = content[: chance.randrange(1, len(content))]
            yield Hostile(f"cut{number}{suffix}", cut, heavy=_goes_outside(suffix))


def flipped(chance: random.Random) -> Iterator[Hostile]:
    for suffix, content in sound_files().items():
        for number in range(2 if _goes_outside(suffix) else 6):
            bent = bytearray(content)
            for _ in range(chance.randrange(1, 30)):
                bent[chance.randrange(len(bent))] = chance.randrange(256)
            yield Hostile(f"bent{number}{suffix}", bytes(bent), heavy=_goes_outside(suffix))


def noisy(chance: random.Random) -> Iterator[Hostile]:
    for suffix in SUFFIXES:
        for number in range(3):
            size = chance.choice((1, 7, 100, 5000))
            yield Hostile(f"noise{number}{suffix}", chance.randbytes(size))


def empty(chance: random.Random) -> Iterator[Hostile]:
    for suffix in SUFFIXES:
        yield Hostile(f"empty{suffix}", b"", may_read=False)
        yield Hostile(f"blank{suffix}", b" \r\n\t", may_read=False)


def by_other_names(chance: random.Random) -> Iterator[Hostile]:
    contents = {k: v for k, v in sound_files().items() if not _goes_outside(k)}
    for kind, content in contents.items():
        for suffix in chance.sample([s for s in SUFFIXES if not kind.endswith(s or "?")], 4):
            yield Hostile(f"really{kind}-is{suffix}", content)


def odd_names(chance: random.Random) -> Iterator[Hostile]:
    for name in (
        "../../../etc/ra ngoai.docx", "/tmp/tuyet doi.docx", "a\u202excod.txt", "dòng\nmới.txt",
        "CON.txt", "-rf.txt", "$(touch x).txt", "`id`.doc", "a" * 250 + ".txt", "😀.txt", ".txt",
        "%2e%2e%2fx.txt", "a\u0000b.txt", "  .txt", "tệp;rm.pdf", "báo\u0301 cáo.txt",
        "\\\\x\\y.txt",
    ):  # fmt: skip
        yield Hostile(name, TEXT.encode())


def word_traps(chance: random.Random) -> Iterator[Hostile]:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE d [<!ENTITY a0 "ha">{laughs}]>'
    outside = '<!DOCTYPE d [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
    remote = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a9 "x">]>'
    told = document_of(paragraph("<w:r><w:t>&a9;</w:t></w:r>"))
    for number, head in enumerate((bomb, outside, remote)):
        yield Hostile(f"entities{number}.docx", word_file(head + told))
    deep = "<w:sdt><w:sdtContent>" * 2000 + "</w:sdtContent></w:sdt>" * 2000
    yield Hostile("deep.docx", word_file(document_of(deep)))
    tables = "<w:tbl><w:tr><w:tc>" * 60 + paragraph(run("x")) + "</w:tc></w:tr></w:tbl>" * 60
    yield Hostile("tables.docx", word_file(document_of(tables)))
    yield Hostile("vast.docx", lambda: word_file(document_of(" " * (61 * _MEGA))), may_read=False)
    yield Hostile("long.docx", _long_word, heavy=True, may_read=False)
    yield Hostile("other-root.docx", zipped({"word/document.xml": b"<x/>"}), may_read=False)
    yield Hostile("no-xml.docx", zipped({"word/document.xml": b"not xml"}), may_read=False)
    odd = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:abstractNum '
    odd += 'w:abstractNumId="0"><w:lvl w:ilvl="x"><w:start w:val="y"/></w:lvl></w:abstractNum>'
    yield Hostile("odd-lists.docx", word_file(document_of(""), numbering=odd), may_read=False)
    yield Hostile(
        "locked.docx", old_container("EncryptedPackage".encode("utf-16-le")), False, False
    )
    yield Hostile("book.doc", old_container("Workbook".encode("utf-16-le")), may_read=False)
    yield Hostile("bare.docx", f"<w:document {SPACES}/>".encode())


def _long_word() -> bytes:
    return word_file(document_of(paragraph(run("một hai ba")) * 200_000))


def pdf_traps(chance: random.Random) -> Iterator[Hostile]:
    sound_pdf = pdf(TEXT)
    yield Hostile(
        "locked.pdf", _pdf(lambda w: w.encrypt("mat khau", algorithm="RC4-128")), False, False
    )
    yield Hostile("script.pdf", _pdf(_with_script))
    yield Hostile("attached.pdf", _pdf(lambda w: w.add_attachment("x.exe", b"MZ" * 100)))
    yield Hostile(
        "500-pages.pdf", drawn(500, lambda c: c.drawString(50, 700, "x" * 60)), False, False
    )
    lines = drawn(1, lambda c: [c.line(n % 590, n % 800, n % 300, n % 500) for n in range(40_000)])
    yield Hostile("lines.pdf", lines, heavy=True)
    wide = drawn(1, lambda c: c.drawString(50, 700, "x" * 60), (14_400, 14_400))
    yield Hostile("wide.pdf", wide)
    vast = sound_pdf.replace(b"/MediaBox [ 0 0 595.2756 841.8898 ]", b"/MediaBox [ 0 0 9e9 9e9 ]")
    yield Hostile("vast.pdf", vast, heavy=True)
    kids = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 9"
    yield Hostile("self.pdf", kids + b"/Kids[2 0 R]>>endobj trailer<</Root 1 0 R>>", False, False)
    deep = b"%PDF-1.4\n1 0 obj" + b"[" * 50_000 + b"]" * 50_000 + b"endobj trailer<</Root 1 0 R>>"
    yield Hostile("deep.pdf", deep, may_read=False)
    yield Hostile("bomb.pdf", _stream_bomb, heavy=True)
    yield Hostile("late.pdf", b"\n" * 500 + sound_pdf)


def _pdf(change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(TEXT)))
    change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _with_script(writer: pypdf.PdfWriter) -> None:
    script = TextStringObject("app.alert('x'); this.submitForm('http://127.0.0.1:9')")
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): script}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def drawn(pages: int, draw: Callable[[Canvas], object], size: tuple[float, float] = A4) -> bytes:
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=size)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _stream_bomb() -> bytes:
    """A page whose small stream unfolds to 300 MB of drawing."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m 1 1 l S\n" * 75_000) for _ in range(300))
    packed += packer.flush()
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    head += b"2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    head += b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return head + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>"


def picture_traps(chance: random.Random) -> Iterator[Hostile]:
    yield Hostile("huge.png", _declared_png(60_000, 60_000), may_read=False)
    yield Hostile("tall.png", _declared_png(1, 2_000_000_000), may_read=False)
    yield Hostile("tiny.jpg", picture("JPEG", (30, 30)), may_read=False)
    jpeg = bytearray(picture("JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = b"\xff\xff\xff\xff"
    yield Hostile("huge.jpg", bytes(jpeg), may_read=False)
    frames = io.BytesIO()
    Image.new("1", (400, 400), 1).save(
        frames, "TIFF", save_all=True, append_images=[Image.new("1", (400, 400), 1)] * 90
    )
    yield Hostile("frames.tif", frames.getvalue(), may_read=False)
    yield Hostile("phone.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100, may_read=False)
    yield Hostile("note.png", _noted_png, may_read=False)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _declared_png(width: int, height: int) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + _chunk(b"IDAT", zlib.compress(b"\0" * _MEGA))
        + _chunk(b"IEND", b"")
    )


def _noted_png() -> bytes:
    """A comment of a hundred kilobytes that unfolds to a hundred megabytes."""
    sound_png = picture("PNG")
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * (100 * _MEGA)))
    return sound_png[:33] + bomb + sound_png[33:]


def text_traps(chance: random.Random) -> Iterator[Hostile]:
    yield Hostile("50MB.txt", lambda: b"Da tiep nhan 12 don. " * (50 * _MEGA // 21), False, False)
    yield Hostile("51MB.txt", lambda: b" " * (51 * _MEGA), may_read=False)
    yield Hostile("marks.txt", ("a" + "\u0301" * 600_000).encode())
    yield Hostile("one-line.txt", b"x" * 900_000)
    yield Hostile("nulls.txt", b"\0" * 9000, may_read=False)
    yield Hostile("surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 500)
    yield Hostile("tags.html", b"<html>" + b"<table><tr><td>" * 60_000)
    yield Hostile("open.html", b"<html><!--" + b"x<" * 300_000)
    yield Hostile("charset.html", b'<html><meta charset="zlib_codec">' + TEXT.encode())


def zip_traps(chance: random.Random) -> Iterator[Hostile]:
    """ZIPs sent as if each were one report."""
    for name, make in ARCHIVES.items():
        yield Hostile(f"{name}.docx", make, may_read=False)
        yield Hostile(f"{name}.zip", make, may_read=False)


def _flat() -> bytes:
    return zipped({"a.txt": b"0" * (60 * _MEGA)})


def _nested() -> bytes:
    flat = _flat()
    inner = zipped({f"{n}.zip": flat for n in range(20)})
    return zipped({"a.zip": inner, "b.zip": inner})


def _doubles() -> bytes:
    kept = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "w") as archive:
        warnings.simplefilter("ignore")
        for number in range(3):
            info = zipfile.ZipInfo("a.txt")
            archive.writestr(info, TEXT + str(number))
    return kept.getvalue()


def _locked(content: bytes) -> bytes:
    """The bit that says 'encrypted', in both places where an archive says it."""
    out = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        out[out.index(mark) + at] |= 1
    return bytes(out)


def _lying(content: bytes) -> bytes:
    """Declares four gigabytes where there are some kilobytes."""
    out = bytearray(content)
    at = out.index(b"PK\x01\x02") + 24
    out[at : at + 4] = b"\xf0\xff\xff\xff"
    return bytes(out)


def _bent(content: bytes) -> bytes:
    out = bytearray(content)
    for at in range(40, 60):
        out[at] ^= 0x5A
    return bytes(out)


ARCHIVES: dict[str, Callable[[], bytes]] = {
    "flat-bomb": _flat,
    "nested": _nested,
    "many": lambda: zipped({f"{n}.txt": b"x" for n in range(3000)}),
    "swarm": lambda: zipped({f"{n}{'x' * 90}.txt": b"" for n in range(12_000)}),
    "slip": lambda: zipped({"../../../../tmp/slip-out.txt": b"a", "..\\..\\b.txt": b"b"}),
    "absolute": lambda: zipped({"/tmp/slip-out.txt": TEXT.encode()}),
    "doubles": _doubles,
    "locked": lambda: _locked(zipped({"a.txt": TEXT.encode()})),
    "lying": lambda: _lying(zipped({"a.txt": TEXT.encode() * 50})),
    "cut": lambda: zipped({"a.txt": random.Random(1).randbytes(5000)})[:-40],
    "bent": lambda: _bent(zipped({"a.txt": TEXT.encode() * 200})),
    "none": lambda: zipped({}),
    "folders": lambda: zipped({"a/": b"", "b/": b""}),
}
