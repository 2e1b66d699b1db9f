"""A small database of facts with something to find for every page and question, and ways to add more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from extractor.records import Article, Event, Facts, Figure, Sectors
from extractor.store import Store

HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)> &amp;'
JEPARA, MAGELANG = "33.20", "33.71"

#: What two checks have questioned.
DOUBTED: dict[str, Any] = {
    "confidence": 0.6, "flags": ["percent", "sum"], "flag_details": [f"persen {HOSTILE}", "jumlahnya lain"],
}  # fmt: skip


def figure(value: float, unit: str, indicator: str, place: str | None, period: str | None, **changes: Any) -> Figure:
    """Return a figure without a place in a text."""
    made = Figure(
        0, 0, "", value, None, unit, None, indicator, "level", place, period, "actual", "exact", None, None
    )  # fmt: skip
    return replace(made, **changes)


def article(name: str, published: str | None, text: str, **changes: Any) -> Article:
    made = Article(name, f"https://{name}.example/1", f"Judul {name}", published, text, site=f"{name}.example")
    return replace(made, **changes)


def quoting(text: str, *facts: Any) -> list[Any]:
    """Return facts that quote a text, without a place in it."""
    return [replace(fact, quotation=text, quote_start=0, quote_end=len(text)) for fact in facts]


def at(text: str, part: str, fact: Any, **changes: Any) -> Any:
    """Return a fact that stands where `part` does."""
    start = text.index(part)
    span = {"start": start, "end": start + len(part), "quotation": text, "quote_start": 0, "quote_end": len(text)}
    return replace(fact, **span, **({} if isinstance(fact, Event) else {"text": part}), **changes)


def fill(path: Path) -> None:
    """Write a small database with something to find for every query."""
    lamongan = "Ekspor Lamongan Rp1,8 triliun, targetnya Rp2 triliun."
    rival = "Menurut asosiasi, ekspor Lamongan Rp1,5 triliun."
    prices = "Cabai rawit Rp62.000 dan bawang merah Rp34.000 di Kota Bandung."
    prize = "Pemkab Lamongan dan Pemkot Batu meraih Anugerah Niaga dari Gubernur."
    hostile = f"Kalimat {HOSTILE} selesai."
    with Store(path) as store:
        store.add(
            article("satu", "2022-10-25", lamongan),
            Facts(
                "satu",
                quoting(
                    lamongan,
                    figure(1.8e12, "IDR", "export_value", "35.24", "2021", source="Rahmat", confidence=0.9),
                    figure(1.6e12, "IDR", "export_value", "35.24", "2022-01/2022-09", confidence=0.8),
                    figure(2e12, "IDR", "export_value", "35.24", "2022", status="target", confidence=0.85),
                    figure(12.5, "percent", "export_value", "35.24", "2021", measure="change", **DOUBTED),
                    figure(18, "count", "exporters", "35.24", "2022", item="unit usaha", confidence=0.5),
                    figure(7, "count", "other", "35.24", "2022"),
                ),
            ),
        )
        store.add(
            article("dua", "2022-11-02", rival),
            Facts(
                "dua",
                quoting(
                    rival, figure(1.5e12, "IDR", "export_value", "35.24", "2021", source="Gapeksi", confidence=0.7)
                ),
            ),
        )
        store.add(
            article("tiga", "2023-01-05", prices),
            Facts(
                "tiga",
                quoting(
                    prices,
                    figure(62_000, "IDR/kg", "price", "32.73", "2023-01-05", item="cabai rawit", confidence=0.95),
                    figure(34_000, "IDR/kg", "price", "32.73", None, item="bawang merah", value_max=35_000),
                ),
            ),
        )
        award = Event(
            "award", 0, 6, "Anugerah Niaga", ["Pemkab Lamongan", "Pemkot Batu"], ["35.24", "35.79"], "Gubernur",
            "Festival Niaga", "Surabaya", "2022-10-20", "utama", confidence=0.9, flags=["weekday"],
            flag_details=["20 Oktober 2022 jatuh pada Kamis"],
        )  # fmt: skip
        village = replace(award, type="designation", name="Desa Devisa", recipients=["Desa X"], recipient_places=[])
        store.add(
            article("empat", "2022-10-21", prize),
            Facts(
                "empat",
                [],
                quoting(prize, award, replace(village, date=None, giver=None, occasion=None, confidence=None)),
            ),
        )
        store.add(
            article("lima", None, hostile, title=HOSTILE, url="javascript:alert(1)", site=None, author=HOSTILE),
            Facts(
                "lima",
                quoting(hostile, figure(3, "count", "workers", None, None, item=HOSTILE, source=HOSTILE)),
                quoting(hostile, replace(award, name=HOSTILE, recipients=[HOSTILE], recipient_places=[])),
            ),
        )
        store.add(article("enam", None, "", reason="not in Indonesian"), Facts("enam"))
        fill_economy(store)


def fill_economy(store: Store) -> None:
    """Add what the questions about a whole economy find: a kabupaten and a kota, their province, Indonesia."""
    economy = "Ratna membacakan angka ekonomi Jepara, Kota Magelang, Jawa Tengah, dan Indonesia."
    ratna: dict[str, Any] = {"source": "Ratna", "source_role": "Kepala Dinas", "confidence": 0.8}
    store.add(
        article("tujuh", "2024-02-10", economy),
        Facts(
            "tujuh",
            quoting(
                economy,
                figure(4e11, "IDR", "investment_value", JEPARA, "2023", **ratna),
                figure(8e12, "IDR", "investment_value", "33", "2023", **ratna),
                figure(1.6e14, "IDR", "investment_value", "ID", "2023", confidence=0.6),
                figure(12, "percent", "investment_value", JEPARA, "2023", measure="change", **ratna),
                figure(-20, "percent", "visitors", MAGELANG, "2023", measure="change", confidence=0.7),
                figure(5, "percent", "gdp_growth", JEPARA, "2023", status="forecast", basis="yoy", **ratna),
                figure(2.5, "percent", "inflation", JEPARA, "2024-01", basis="yoy", confidence=0.85),
                figure(0.3, "percent", "inflation", JEPARA, "2024-01", basis="mtm", confidence=0.8),
                figure(2.1, "percent", "inflation", MAGELANG, "2024-01", basis="yoy", confidence=0.8),
                figure(2.4e12, "IDR", "budget", JEPARA, "2024", confidence=0.8),
                figure(2.2e12, "IDR", "government_spending", JEPARA, "2023", confidence=0.7),
                figure(120_000, "count", "visitors", JEPARA, "2023-12", item="wisatawan", confidence=0.8),
                figure(2_450_915, "IDR/month", "wage", JEPARA, "2024", confidence=0.8),
                figure(2_281_230, "IDR/month", "wage", MAGELANG, "2024", confidence=0.8),
                figure(5000, "quintal", "production", MAGELANG, "2023", item="padi", confidence=0.8),
            ),
        ),
        Sectors(["C"], [["F"]] * 5 + [["C", "G"]] * 10),
    )
    agency = (
        "Ekonomi Kabupaten Jepara sepanjang 2023 tumbuh 5,2 persen dibanding tahun sebelumnya, menurut catatan yang"
        " dibacakan pada Senin pagi di pendapa, lebih cepat daripada yang dikira para pelaku usaha pada awal tahun itu."
    )
    for name in ("delapan", "sembilan"):
        growth = figure(5.2, "percent", "gdp_growth", JEPARA, "2023", basis="yoy", confidence=0.75)
        store.add(article(name, "2024-03-05", agency), Facts(name, quoting(agency, growth)))
