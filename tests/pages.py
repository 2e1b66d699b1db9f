"""Pages and articles to give to the command line."""

from __future__ import annotations

import json
from html import escape

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
