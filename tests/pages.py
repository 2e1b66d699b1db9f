"""Pages, articles and archives to give to the command line."""

from __future__ import annotations

import io
import json
from html import escape
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TITLE = "Ekspor Mebel Jepara Naik, Pelaku Usaha Bertambah"
EXPORT = (
    "Nilai ekspor mebel Kabupaten Jepara pada 2021 mencapai Rp3,2 triliun, kata Kepala Dinas Perdagangan Sutarno di"
    " Jepara, Rabu."
)
EXPORTERS = "Jumlah pelaku ekspor di Kabupaten Jepara tahun ini 412 perusahaan, sebagian besar di Tahunan dan Mlonggo."
AWARD = (
    "Atas capaian itu Pemerintah Kabupaten Jepara meraih Penghargaan Primaniyarta 2022 dari Menteri Perdagangan pada"
    " 19 Oktober 2022."
)


def page(
    *paragraphs: str, title: str = TITLE, published: str | None = "2022-11-02", head: str = "", foot: str = ""
) -> str:
    """Return a page of a small portal with an article in these paragraphs, or in the usual three."""
    date = f'<meta property="article:published_time" content="{published}T08:00:00+07:00">' if published else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or (EXPORT, EXPORTERS, AWARD))
    return (
        f'<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>{escape(title)}</title>{date}{head}</head>'
        f"<body><article><h1>{escape(title)}</h1><div>{text}</div>{foot}</article></body></html>"
    )


def line(id: str, text: str = EXPORT, **fields: object) -> str:
    """Return an article in the contract's form, without the end of the line."""
    return json.dumps({"id": id, "text": text, **fields}, ensure_ascii=False)


def foreign(path: Path, *records: tuple[str, str | bytes, dict[str, str]], gzipped: bool = True) -> Path:
    """Write an archive as others do: address, body and HTTP headers of each page."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped)
        writer.write_record(writer.create_warcinfo_record("x", {"software": "another"}))
        for address, body, headers in records:
            http = StatusAndHeaders("200 OK", list(({"Content-Type": "text/html"} | headers).items()), "HTTP/1.1")
            content = body.encode() if isinstance(body, str) else body
            if headers.get("Transfer-Encoding") == "chunked":
                content = b"%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
            writer.write_record(
                writer.create_warc_record(address, "response", payload=io.BytesIO(content), http_headers=http)
            )
    return path


ENGLISH = "<html><body><h1>Rice gets dearer</h1>" + "<p>The price of rice rose by ten percent this week.</p>" * 9
SPANISH = '<html lang="es"><body>' + "<p>El precio del arroz sube un diez por ciento esta semana.</p>" * 9
