"""Why a field says what it says: the words that decided it, and the command that shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command import Command
from pages import AWARD, EXPORT, EXPORTERS, line, page

from extractor import resources
from extractor.facts import FactReader
from extractor.facts.explain import EXPLAINED, FOCUS_RULES, RULES, ArticleReason, FieldReason, explain
from extractor.jsonl import read_article
from extractor.records import Article

PUBLISHED = "2024-05-16"
Explain = Callable[..., ArticleReason]


@pytest.fixture(scope="module")
def explained(fact_reader: FactReader) -> Explain:
    def explained(text: str, *, title: str = "", url: str | None = None) -> ArticleReason:
        return explain(fact_reader, Article("a", url, title, PUBLISHED, text))

    return explained


@pytest.fixture(scope="module")
def corpus(fact_reader: FactReader) -> list[tuple[Article, ArticleReason]]:
    lines = (resources.corpus() / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return [(article, explain(fact_reader, article)) for article in map(read_article, lines)]


def field_of(reason: ArticleReason, number: int, name: str) -> FieldReason:
    [found] = [each for each in reason.figures[number - 1].fields if each.field == name]
    return found


#: Sentence with the number in bold, field, reading, rule, deciding words, and the row of the table or its file.
DECIDED = [
    # measure
    ("Nilai ekspor Kudus mencapai **Rp 3 miliar**.", "measure", "level", "level", "", ""),
    ("Inflasi Kudus pada Mei tercatat **2,4 persen**.", "measure", "level", "rate", "", ""),
    ("Ekspor Kudus turun **4,2 persen**.", "measure", "change", "change", "turun", "change_words: turun"),
    ("Bank itu menurunkan bunga acuan sebesar **25 basis poin**.", "measure", "change", "change", "menurunkan",
     "change_words: menurunkan"),
    ("Kopi menyumbang **40 persen** ekspor Kudus.", "measure", "share", "share", "menyumbang",
     "share_words: menyumbang"),
    ("Realisasi investasi baru **67 persen** dari target.", "measure", "share", "share", "dari target",
     "share_words: dari target"),
    ("Sebesar **82 persen** ekspor Kudus mebel.", "measure", "share", "percent", "", ""),
    ("Beras memberi andil inflasi **0,12 persen**.", "measure", "share", "contribution", "andil", ""),
    ("Deflasi **0,21 persen** terjadi di Kudus.", "measure", "level", "deflation", "Deflasi", ""),
    ("Ekonomi Kudus mengalami kontraksi **2,1 persen**.", "measure", "level", "contraction", "kontraksi", ""),
    ("Neraca perdagangan defisit **US$ 12 juta**.", "measure", "level", "balance", "", ""),
    ("Ekspor kopi turun 40 persen, ekspor teh **12 persen**.", "measure", "change", "listed", "", ""),
    # status
    ("Nilai ekspor Kudus mencapai **Rp 3 miliar**.", "status", "actual", "none", "", "status_words"),
    ("Ekspor ditargetkan **Rp 2 triliun**.", "status", "target", "word", "ditargetkan", "status_words: ditargetkan"),
    ("Ekspor diperkirakan **Rp 2 triliun** tahun depan.", "status", "forecast", "word", "diperkirakan",
     "status_words: diperkirakan"),
    ("Pajak ditargetkan Rp 75 miliar, tahun lalu **Rp 118 miliar**.", "status", "actual", "word of another",
     "ditargetkan", "status_words: ditargetkan"),
    ("Ada **13 gudang** yang akan dibangun di Kudus.", "status", "target", "ahead", "yang akan", ""),
    ("Pajak terkumpul Rp 3 miliar dari target **Rp 4 miliar**.", "status", "target", "plan", "dari target", ""),
    ("Pajak terkumpul **Rp 3 miliar** dari target Rp 4 miliar.", "status", "actual", "of plan", "dari target", ""),
    ("Pajak terkumpul Rp 3 miliar dari target Rp 4 miliar (**75 persen**).", "status", "actual", "realised of plan",
     "", ""),
    ("Target ekspor kopi 400 ton atau **80 ribu karung**.", "status", "target", "equal", "", ""),
    ("Target ekspor kopi 400 ton, teh **300 ton**.", "status", "target", "listed", "", ""),
    # basis
    ("Ekspor Kudus naik **4,2 persen**.", "basis", None, "none", "", "basis_words"),
    ("Deflasi **0,21 persen** (mtm) terjadi di Kudus.", "basis", "mtm", "word", "mtm", "basis_words"),
    ("Pada Mei 2023 ekspor Kudus naik **4,2 persen** dibandingkan Mei 2022.", "basis", "yoy", "compared", "Mei 2022",
     ""),
    # item
    ("Kudus memiliki **40 desa devisa**.", "item", "desa devisa", "counted", "desa devisa", ""),
    ("Realisasi pajak hotel dan restoran baru **Rp 7 miliar**.", "item", "pajak hotel dan restoran", "before",
     "pajak hotel dan restoran", ""),
    ("Realisasi pajak hotel Rp 7 miliar atau **67 persen** dari target.", "item", "pajak hotel", "goes on", "", ""),
    ("Harga satu sak beras sudah **Rp 1,2 juta**.", "item", "satu sak beras", "behind cue", "satu sak beras", ""),
    ("Target PAD mengalami kenaikan **Rp 7 miliar**.", "item", "PAD", "topic", "PAD", "item_topics: PAD"),
    ("Harga cabai merah keriting di tingkat pengumpul **Rp 70.000**.", "item", "cabai merah keriting", "topic",
     "cabai merah keriting", "goods: cabai"),
    ("Harga tikar Rp14.000. Kini dijual **Rp16.000**.", "item", "tikar", "told before", "", ""),
    ("Inflasi **2,4 persen**.", "item", None, "none", "", ""),
    # unit
    ("Jepara mengekspor **40 ton** mebel.", "unit", "t", "number", "40 ton", "unit_words: ton"),
    ("Jumlahnya naik dari 40 ton menjadi **45**.", "unit", "t", "carried", "", ""),
    ("Harga satu karung beras **Rp 200 ribu**.", "unit", "IDR/count", "piece", "", "piece_words"),
    ("Harga cabai Rp40.000 per kilogram. Pekan lalu harga cabai masih **Rp30.000**.", "unit", "IDR/kg", "same good",
     "", ""),
    ("UMK Kudus tahun ini **Rp 2,5 juta**.", "unit", "IDR/month", "wage", "", ""),
    ("Kurs rupiah menyentuh **Rp 15.900**.", "unit", "IDR/USD", "exchange rate", "", ""),
    ("Harganya **Rp2.000 per kilogram**.", "unit", "IDR/kg", "number", "Rp2.000 per kilogram", "per_words: kilogram"),
    ("Nilainya **Rp2 miliar**.", "unit", "IDR", "number", "Rp2 miliar", "currency_signs: Rp"),
    ("Tarif parkir **Rp 2.000**.", "unit", "IDR/count", "fee", "", "fee_words"),
    ("Yang hadir **47**.", "unit", "count", "count", "", "unit_words"),
    # place
    ("Bantuan itu untuk **24 perajin** di Jepara.", "place", "33.20 Kabupaten Jepara", "behind", "Jepara", "places"),
    ("Ekspor Babel mencapai **Rp 3 miliar**.", "place", "19 Kepulauan Bangka Belitung", "near", "Babel",
     "place_aliases: Babel"),
    ("Ada **24 perajin** baru yang tinggal di Jepara.", "place", "33.20 Kabupaten Jepara", "located", "Jepara",
     "places"),
    ("Jepara mengekspor mebel. Nilainya **Rp 3 miliar**.", "place", "33.20 Kabupaten Jepara", "goes on", "Jepara",
     "places"),
    ("HPP gabah **Rp6.500 per kilogram**.", "place", "ID Indonesia", "national", "HPP", "national_matters: hpp"),
    ("Petani Kudus senang. HPP gabah Rp6.500 per kilogram.\nTentu itu baik.\nMereka minta **Rp6.500 per kilogram**.",
     "place", "ID Indonesia", "national elsewhere", "", "national_matters"),
    ("Di Kudus nilai tukar **Rp15.900 per dolar AS**.", "place", "ID Indonesia", "rate", "", ""),
    ("Kudus punya **7.800 desa**.", "place", "33 Jawa Tengah", "too many", "7.800 desa", ""),
    ("Pasar murah digelar di Jepara. Warga Kudus datang. Pada pasar murah itu dijual **40 ton** beras.", "place",
     "33.20 Kabupaten Jepara", "market day", "", ""),
    ("Pabrik di Jepara dibuka.\nPesertanya **40 orang**.", "place", "33.20 Kabupaten Jepara", "focus", "", ""),
    ("Bantuan bagi Jepara dan Sambas **Rp 3 miliar**.", "place", None, "near", "Jepara, Sambas", ""),
    # period
    ("Jepara mengekspor **40 ton** pada 2018.", "period", "2018", "behind", "2018", ""),
    ("Tahun ini target ekspor **Rp 2 triliun**.", "period", "2024", "near", "Tahun ini", ""),
    ("Pada 2023 Jepara mengekspor 400 ton atau **80 ribu karung**.", "period", "2023", "equal", "2023", ""),
    ("Pada 2023 ekspor naik dari **40 ton** menjadi 45 ton dibanding 2022.", "period", None, "none: former", "",
     "time_words"),
    ("Ekspor 2023 dibanding 2022 naik dari **40 ton** menjadi 45 ton.", "period", "2022", "former", "2022",
     "time_words"),
    ("Mebel dikirim pada 9 Agustus 2023. Volumenya **12 ton**.", "period", "2023-08-09", "goes on", "9 Agustus 2023",
     "time_words"),
    ("Pada 2023 Kudus punya 40 pabrik. Sebanyak **12 perusahaan** di antaranya eksportir.", "period", "2023", "part",
     "2023", ""),
    ("Pada 2023 ekspor Kudus Rp 3 miliar. Ekspor Jepara **Rp 5 miliar**.", "period", "2023", "carried", "2023", ""),
    ("Pasar murah digelar di Kudus pada 13 Mei 2024. Beras dijual seharga **Rp10.000 per kilogram**.", "period",
     "2024-05-13", "event day", "13 Mei 2024", ""),
    ("Pada 2012 hingga 2021 ekspor naik dari 30 ton menjadi **45 ton**.", "period", "2021", "became",
     "2012 hingga 2021", ""),
    ("Bulog Kudus pada 2023 menyalurkan 45,21 ton beras.\nWarga senang.\nKota ramai.\nUdara segar.\nJalan "
     "bagus.\nBeras yang disalurkan "
     "**45.210 kg** atau 45,21 ton.", "period", "2023", "next", "2023", ""),
    ("Investasi Kudus pada 2023 Rp 86,4 miliar.\nWarga senang.\nKota ramai.\nInvestasi **Rp 86,4 miliar** itu baik.",
     "period", "2023", "told", "2023", ""),
    ("Bupati Kudus mengunjungi pelabuhan, Senin (8/1/2024). Pada 2022 produksi 90 ton kopi. Usai acara dilepas ekspor "
     "**12 ton** kopi.", "period", "2024-01-08", "deed", "Senin (8/1/2024)", ""),
    ("Saat meninjau pasar Kudus, Senin (8/1/2024), bupati senang.\nStok ada.\nCabai dijual **Rp60.000 per kilogram**.",
     "period", "2024-01-08", "observed", "Senin (8/1/2024)", ""),
    ("Inflasi Kudus **6 persen** dengan IHK sebesar 113,34 pada November 2023.", "period", "2023-11", "at end",
     "November 2023", ""),
    ("Bulog Kudus menjual **45 ton** beras. Pasar murah itu digelar pada 8-10 Januari 2024.", "period",
     "2024-01-08/2024-01-10", "told behind", "8-10 Januari 2024", ""),
    ("Kudus meraih Predikat Kabupaten Sehat 2022.\nPiala diserahkan di Medan.\nNilai akhir Kudus **618,25**.", "period",
     "2022", "honour", "2022", ""),
    ("Stok beras Bulog Kudus cukup hingga akhir 2024 dengan **60 ribu ton**.", "period", None, "none: horizon", "", ""),
    ("Kudus memiliki **40 desa devisa**.", "period", None, "none: nothing", "", ""),
    ("Pada Mei 2024 inflasi masih dalam rentang **1,5 sampai 3,5 persen**.", "period", None, "none: corridor", "",
     "time_words"),
    ("Pada 2023 ekspor kopi 40 ton. Biasanya **60 ton**.", "period", None, "none: habit", "", "time_words"),
    ("Pada 2023 ekspor kopi 40 ton.\nBaca juga: Ekspor kopi **60 ton**.", "period", None, "none: headline", "",
     "time_words"),
    # source
    ("Ekspor Kudus **40 ton**, kata Sri Lestari.", "source", "Sri Lestari", "said", "", "speech_verbs"),
    ("Ekspor Kudus **40 ton**.", "source", None, "none", "", "speech_verbs"),
    # indicator
    ("Nilai ekspor Jepara **Rp 2,4 triliun**.", "indicator", "export_value", "rule", "Nilai ekspor",
     "indicator_rules: nilai ekspor*;ekspor senilai;nilai pengiriman ekspor;devisa ekspor"),
    ("Panitia menyiapkan **40 kursi**.", "indicator", "other", "none", "", ""),
    ("Kudus mengekspor 210 ton kopi. Bulan ini **12 ton**.", "indicator", "export_volume", "goes on", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "name", "reading", "rule", "words", "table"), DECIDED)
def test_a_field_is_decided_by(
    explained: Explain, sentence: str, name: str, reading: str | None, rule: str, words: str, table: str | None
) -> None:
    at = sentence.index("**")
    reason = explained(sentence.replace("**", ""))
    [number] = [each.number for each in reason.figures if each.figure.start <= at < each.figure.end]
    found = field_of(reason, number, name)
    assert (found.reading, found.rule) == (reading, rule)
    assert ", ".join(each.text for each in found.evidence) == words
    for each in found.evidence:
        assert reason.article.text[each.start : each.end] == each.text
    if table is not None:
        told = "" if found.table is None else f"{found.table.file} {found.table.words or ''}".strip()
        file, _, row = table.partition(": ")
        assert told.startswith(f"models/{file}.csv {row}".strip() if table else "")
        assert bool(told) == bool(table)


def test_every_rule_is_shown_at_work() -> None:
    shown = {(name, rule) for _, name, _, rule, _, _ in DECIDED if name != "indicator"}
    assert shown == {(name, rule) for name, rules in RULES.items() for rule in rules}


@pytest.mark.parametrize(
    ("text", "number", "name", "note"),
    [
        ("Pajak dari ekspor kopi Rp 3 miliar.", 1, "indicator",
         "runner-up: export_value 0.85, by words near it, “ekspor”"),
        ("Ekspor Kudus ramai.\nItu baik.\nAda Rp 3 miliar.", 1, "indicator", "nearest to it: export_value 0.17"),
        ("Pada 2023 ekspor Kudus Rp 3 miliar. Ekspor Jepara naik Rp 5 miliar.", 2, "period", ""),
        ("Tahun lalu ekspor Kudus Rp 3 miliar.", 1, "period", f"counted from the day of publication, {PUBLISHED}"),
        ("Hingga Oktober 2023 pajak Kudus terkumpul Rp 3 miliar dari target Rp 4 miliar.", 2, "period",
         "the words say 2023-01/2023-10: a plan is for its year"),
        ("Hingga saat ini pajak Kudus terkumpul Rp 3 miliar.", 1, "period",
         f"the words say {PUBLISHED}: what adds up over a year is counted from its beginning"),
        ("Ekspor Kudus 40 ton, kata Sri Lestari, Selasa (14/5/2024).", 1, "period",
         "“Selasa (14/5/2024)” is when somebody spoke: left out"),
        ("Bantuan bagi Jepara dan Sambas Rp 3 miliar.", 1, "place", "several areas together are none"),
        ("Di Jepara pabrik dibuka.\nPesertanya 40 orang.", 1, "place", "weights: 33.20 Kabupaten Jepara 5.5"),
    ],
)  # fmt: skip
def test_a_note_says_more(explained: Explain, text: str, number: int, name: str, note: str) -> None:
    notes = field_of(explained(text), number, name).notes
    assert any(each.startswith(note) for each in notes) if note else notes == ()


@pytest.mark.parametrize(
    ("text", "title", "url", "place", "rule"),
    [
        ("Di Jakarta rapat digelar. Hadir 40 orang.", "", None, "ID", "capital"),
        ("Bank Indonesia menaikkan suku bunga 25 basis poin, kata Menteri Keuangan.", "", None, "ID", "no area"),
        ("Hadir 40 orang.", "", "https://kuduskab.go.id/1", "33.19", "seat"),
        ("Ekspor Indonesia naik 40 ton. Ini juga dirasakan di Kudus.", "Ekspor Indonesia", None, "ID", "country"),
        ("Ramai.\nItu baik.\nDi Kudus 40 ton.\nDi Sambas 12 ton.\nDi Tual 3 ton.", "", None, None, "divided"),
        ("Ekonomi Indonesia tumbuh 5 persen. Indonesia juga mengekspor ke Jepang.", "", None, "ID", "no area"),
        ("Ekspor Kudus 40 ton. Ekspor Sambas 12 ton.\nEkspor Tual 3 ton.", "", None, "33.19", "area"),
        ("Ekspor Jawa Tengah 40 ton.", "Ekspor Jawa Tengah naik", None, "33", "province"),
    ],
)
def test_what_an_article_is_about(
    explained: Explain, text: str, title: str, url: str | None, place: str | None, rule: str
) -> None:
    focus = explained(text, title=title, url=url).focus
    assert focus is not None
    assert (focus.place, focus.why) == (place, FOCUS_RULES[rule])


def test_the_corpus_is_explained_throughout(
    fact_reader: FactReader, corpus: list[tuple[Article, ArticleReason]]
) -> None:
    """To explain changes nothing, no field is without a reason, and what is quoted stands in the text."""
    figures = 0
    for article, reason in corpus:
        assert [each.figure for each in reason.figures] == fact_reader.read(article).figures
        for each in reason.figures:
            figures += 1
            names = [found.field for found in each.fields]
            assert names == [name for name in EXPLAINED if name in names]
            assert set(EXPLAINED) - set(names) <= {"basis"}
            for found in each.fields:
                assert found.field == "indicator" or found.rule in RULES[found.field], found
                assert all(article.text[e.start : e.end] == e.text for e in found.evidence)
                assert found.lender is None or found.lender < each.number
                if found.table is not None and found.table.line is not None:
                    assert (resources.data_root() / found.table.file).is_file()
    assert figures > 300


def test_a_line_of_a_table_is_where_its_row_stands(explained: Explain) -> None:
    table = field_of(explained("Ekspor ditargetkan Rp 2 triliun."), 1, "status").table
    assert table is not None
    assert table.line is not None
    lines = (resources.data_root() / table.file).read_text(encoding="utf-8").splitlines()
    assert lines[table.line - 1].startswith("ditargetkan,target,")


# The command


@pytest.fixture
def files(run: Command) -> Path:
    (run.folder / "page.html").write_text(page(), encoding="utf-8")
    (run.folder / "text.txt").write_text(f"{EXPORT}\r\n{EXPORTERS}\n", encoding="utf-8-sig")
    lines = [
        line("a", EXPORT, published="2022-11-02", title="Ekspor Jepara"),
        "",
        line("b", EXPORTERS),
        line("c", AWARD),
    ]
    (run.folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run.folder


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["page.html"], ["1 Rp3,2 triliun", "2 412 perusahaan", "published 2022-11-02", "«Rp3,2 triliun»",
                         "about 33.20 Kabupaten Jepara", "“Nilai ekspor” (before it in its clause, 0–12)",
                         "models/indicator_rules.csv line 2: nilai ekspor*", "“Rabu” is when somebody spoke"]),
        (["page.html", "--published", "2023-01-02", "--url", "https://kabar.example/1"],
         ["published 2023-01-02", "2 412 perusahaan"]),
        (["text.txt"], ["text.txt", "no date of publication", "1 Rp3,2 triliun", "«412 perusahaan»",
                        "the words have no value: the article has no date of publication"]),
        (["text.txt", "--published", "2022-11-02", "--figure", "2"],
         ["2 412 perusahaan", "“tahun ini” (before it in its clause", "counted from the day of publication"]),
        (["articles.jsonl"], ["Ekspor Jepara", "1 Rp3,2 triliun", "1 412 perusahaan"]),
        (["articles.jsonl", "--id", "a", "--at", "60"], ["1 Rp3,2 triliun"]),
    ],
)  # fmt: skip
def test_explain_shows(run: Command, arguments: list[str], shown: list[str]) -> None:
    result = run("explain", *arguments)
    assert result.code == 0
    text = " ".join(result.out.split())
    for words in shown:
        assert words in text
    if "--figure" in arguments or "--at" in arguments:
        assert result.out.count("«") == 1


@pytest.mark.usefixtures("files")
def test_explain_an_article_of_the_database(run: Command) -> None:
    assert run("add", "page.html", "--url", "https://kabar.example/ekspor").code == 0
    [row] = json.loads(run("facts", "--format", "json", "--limit", "1").out)
    by_id = run("explain", row["article_id"])
    by_address = run("explain", "https://kabar.example/ekspor", "--db", "facts.db")
    assert (by_id.code, by_id.err) == (0, "")
    assert by_id.out == by_address.out
    assert "1  Rp3,2 triliun" in by_id.out


@pytest.mark.usefixtures("files")
def test_explain_as_json(run: Command) -> None:
    result = run("explain", "articles.jsonl", "--json")
    told = [json.loads(each) for each in result.lines]
    assert [each["id"] for each in told] == ["a", "b", "c"]
    [figure] = told[0]["figures"]
    assert (figure["number"], figure["figure"]["indicator"]) == (1, "export_value")
    reasons: dict[str, Any] = {each["field"]: each for each in figure["reasons"]}
    assert reasons["period"]["evidence"] == [
        {"text": "2021", "start": 41, "end": 45, "where": "before it in its clause"}
    ]
    assert reasons["indicator"]["table"]["file"] == "models/indicator_rules.csv"
    assert told[0]["focus"]["place"] == "33.20"
    assert run("explain", "articles.jsonl", "--json", "--id", "a", "--figure", "1").lines == result.lines[:1]


def test_a_page_steers_no_terminal(run: Command) -> None:
    (run.folder / "a.txt").write_text("Ekspor \x1b[31mKudus\x1b[0m \u202e40 ton [bold]mebel[/bold].", encoding="utf-8")
    for options in ([], ["--json"]):
        result = run("explain", "a.txt", *options)
        assert result.code == 0
        assert not {"\x1b", "\u202e"} & set(result.out)
    assert "[bold]mebel[/bold]" in run("explain", "a.txt").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere"], 1, "no such file, and no article of this id or address in facts.db, which does not exist"),
        (["nowhere", "--db", "other.db"], 1, "in other.db: give a file, or add the page with: extractor add"),
        (["nowhere", "--id", "a"], 2, "go with a file"),
        (["text.txt", "--figure", "3"], 1, "no figure 3: the article has 2 figures"),
        (["text.txt", "--at", "2"], 1, "no figure at 2: the nearest is figure 1 “Rp3,2 triliun” at 55"),
        (["text.txt", "--at", "70", "--figure", "1"], 2, "give one of them"),
        (["text.txt", "--id", "a"], 2, "leave --id out"),
        (["text.txt", "--published", "2 Mei"], 2, "'2 Mei' is no date"),
        (["articles.jsonl", "--published", "2022-11-02"], 2, "leave --published and --url out"),
        (["articles.jsonl", "--figure", "1"], 2, "articles.jsonl has 3 articles: choose one with --id"),
        (["articles.jsonl", "--id", "x"], 1, "no article 'x' in articles.jsonl"),
        (["articles.jsonl", "--id", "c", "--at", "3"], 1, "the article has no figures"),
        (["bad.jsonl"], 1, "bad.jsonl line 2: not an article: \"text\" must be a string"),
        (["empty.html"], 1, "no facts are read from it: "),
        (["."], 1, "is a directory: give a saved page, a text or a file of articles"),
        (["a\0b"], 1, "no such file"),
        (["page.html", "--figure", "0"], 2, ""),
        ([], 2, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_explained(run: Command, files: Path, arguments: list[str], code: int, says: str) -> None:
    (files / "bad.jsonl").write_text(line("a") + '\n{"id": "b"}\n')
    (files / "empty.html").write_text("<html><body></body></html>")
    assert run("add", "page.html", "--db", "other.db").code == 0
    result = run("explain", *arguments)
    assert result.code == code
    assert says in result.err
    assert "Traceback" not in result.err
    if says:
        assert len(result.errors) == 1


def test_an_article_without_figures_says_so(run: Command) -> None:
    (run.folder / "a.txt").write_text("Pasar itu ramai.")
    result = run("explain", "a.txt")
    assert (result.code, result.errors) == (0, ["no figures in a.txt"])


def test_the_documentation_shows_what_explain_prints(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers may differ: a row that is added moves the lines of its table."""
    text = (Path(__file__).parents[1] / "docs" / "facts.md").read_text(encoding="utf-8")
    shown = text.split("    extractor explain corpus/pages/contoh-04.html --figure 18\n")[1].split("\nRead it from")[0]
    monkeypatch.setattr("extractor.terminal._PIPED_WIDTH", 110)
    result = run("explain", resources.corpus() / "pages" / "contoh-04.html", "--figure", "18")

    def words(block: str) -> list[str]:
        return re.sub(r"\d+", "0", block).split()

    assert words(result.out) == words(shown)
