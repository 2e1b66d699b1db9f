"""Near copies: which texts are one story, and what the database makes of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor import stories
from extractor.records import Article, Facts, Figure
from extractor.store import Store
from extractor.stories import Post, are_copies

LEAD = (
    "Produksi garam di Kabupaten Sumenep pada musim kemarau tahun ini mencapai 182.400 ton, naik 12,5 persen dari"
    " musim sebelumnya, kata Kepala Dinas Perikanan Moh. Ramli di Sumenep, Senin."
)
WEATHER = (
    "Ia menjelaskan kenaikan itu terjadi karena kemarau datang tiga pekan lebih awal, sehingga petambak di pesisir"
    " Kalianget dan Gapura sempat memanen sampai sembilan kali sebelum hujan pertama turun."
)
PRICE = (
    "Harga garam di tingkat petambak kini Rp1.150 per kilogram untuk mutu pertama dan Rp900 per kilogram untuk mutu"
    " kedua, atau turun dibanding awal panen ketika pembeli dari Surabaya masih berebut barang."
)
PLAN = (
    "Pemerintah kabupaten menyiapkan dua gudang baru berkapasitas 4.000 ton supaya petambak tidak terburu-buru"
    " menjual, dan meminta pabrik menyerap hasil panen paling lambat akhir Desember."
)
TEXT = "\n".join((LEAD, WEATHER, PRICE, PLAN))
OTHER = (
    "Wali Kota Ternate meresmikan pasar ikan yang dibangun selama dua tahun dengan biaya Rp14,2 miliar dari anggaran"
    " daerah. Pedagang berharap lapak yang lebih bersih menarik pembeli dari pulau tetangga, sebab selama pandemi"
    " kunjungan merosot dan banyak kios terpaksa tutup lebih awal setiap sore."
)
WIRE = Post(f"Sumenep (Kabar Nusantara) - {TEXT}\nPewarta: Lilis\nEditor: Budi", "https://wire.example/1", "2024-10-14")


def price_list(*prices: str) -> str:
    return (
        f"Harga emas batangan di gerai Lamongan hari ini tercatat Rp{prices[0]} per gram menurut laman resmi penjual."
        f" Harga jual kembali Rp{prices[1]} per gram. Berikut rincian harga menurut beratnya yang belum termasuk pajak:"
        f" setengah gram Rp{prices[2]}, dua gram Rp{prices[3]}, lima gram Rp{prices[4]}. Potongan pajak mengikuti"
        " aturan menteri keuangan dan pembeli yang memiliki nomor pokok wajib pajak dikenai tarif lebih rendah."
    )


MONDAY = price_list("1.401.000", "1.250.000", "750.500", "2.742.000", "6.780.000")
TUESDAY = price_list("1.409.000", "1.258.000", "754.500", "2.758.000", "6.820.000")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(WIRE, Post(TEXT, "https://kabar.example/9", "2024-10-15"), True, id="without dateline and byline"),
        pytest.param(WIRE, Post(f"{LEAD}\n{WEATHER}", "https://kabar.example/9", "2024-10-14"), True, id="shortened"),
        pytest.param(WIRE, Post(TEXT.replace("Ia menjelaskan", "Ramli mengatakan"), None, "2024-10-14"), True,
                     id="edited"),
        pytest.param(Post(TEXT), Post(TEXT), True, id="who and when not known"),
        pytest.param(Post(TEXT), Post(TEXT.replace("182.400", "128.400")), False, id="another number, time not known"),
        pytest.param(Post(f"{LEAD} {OTHER}"), Post(f"{LEAD} {PLAN}"), False, id="a sentence in common"),
        pytest.param(Post(TEXT), Post(OTHER), False, id="another article"),
        pytest.param(Post(MONDAY, "https://a.example/1", "2024-10-14"),
                     Post(TUESDAY, "https://b.example/1", "2024-10-15"), False, id="a price list of the next day"),
        pytest.param(Post(MONDAY, "https://a.example/1", "2024-10-14"),
                     Post(MONDAY.replace("Berikut", "Ini"), "https://b.example/1", "2024-10-14"), True,
                     id="a price list of the same day"),
        pytest.param(Post("Harga beras naik."), Post("Harga beras naik."), False, id="too short to tell"),
        pytest.param(Post(""), Post(""), False, id="nothing"),
    ],
)  # fmt: skip
def test_copies(one: Post, other: Post, expected: bool) -> None:
    assert are_copies(one, other) is expected
    assert are_copies(other, one) is expected


def test_one_publisher_shares_more_without_copying() -> None:
    """The next article of the same desk tells again what happened before."""
    follow_up = "\n".join((LEAD, WEATHER, OTHER.partition("daerah. ")[2]))
    earlier = Post(TEXT, "https://www.kabar.example/1", "2024-10-14")
    assert not are_copies(earlier, Post(follow_up, "https://ekonomi.kabar.example/2", "2024-10-15"))
    assert are_copies(earlier, Post(follow_up, "https://lain.example/2", "2024-10-15"))


# In the database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.db"


def article(name: str, text: str, published: str | None = "2024-10-14", **changes: Any) -> Article:
    made = Article(name, f"https://{name}.example/garam-sumenep-naik", f"Judul {name}", published, text)
    return replace(made, **changes)


def add(store: Store, *articles: Article) -> None:
    for each in articles:
        store.add(each, Facts(each.id))


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def stories_of(path: Path) -> dict[str, int]:
    return dict(query(path, "SELECT id, story_id FROM articles"))


def test_copies_are_one_story(path: Path) -> None:
    with Store(path) as store:
        add(store, article("a", WIRE.text), article("b", OTHER), article("c", TEXT, "2024-10-15"), article("d", LEAD))
        add(store, article("e", "", reason="no article text found"))
    found = stories_of(path)
    assert found["a"] == found["c"] == found["d"] != found["b"]
    assert found["e"] is None
    assert query(path, "SELECT * FROM stories") == [(1, "Judul a"), (2, "Judul b")]


def test_the_same_text_weeks_later_is_the_same_story(path: Path) -> None:
    with Store(path) as store:
        add(store, article("a", TEXT), article("b", TEXT, "2024-12-24"), article("c", MONDAY), article("d", TUESDAY))
        add(store, article("e", TEXT, None), article("f", TEXT, None, fetched="2024-10-14T01:02:03+00:00"))
    found = stories_of(path)
    assert found["a"] == found["b"] == found["e"] == found["f"]
    assert len({found["a"], found["c"], found["d"]}) == 3


def test_an_article_joins_two_stories(path: Path) -> None:
    halves = ("\n".join((LEAD, WEATHER)), "\n".join((PRICE, PLAN)))
    with Store(path) as store:
        add(store, article("a", halves[0]), article("b", halves[1]), article("c", OTHER))
        assert set(stories_of(path).values()) == {1, 2, 3}
        add(store, article("d", TEXT))
    assert stories_of(path) == {"a": 1, "b": 1, "c": 3, "d": 1}
    assert query(path, "SELECT id FROM stories") == [(1,), (3,)]
    # The search index follows.
    assert query(path, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'garam'") == [(3,)]


def test_versions_are_one_story(path: Path) -> None:
    with Store(path) as store:
        add(store, article("a", TEXT), article("b", OTHER))
        # A correction that makes of it something else does not take it out, and brings in what says the same.
        add(store, article("a", OTHER, title="Ralat"))
        add(store, article("c", TEXT))
    assert set(stories_of(path).values()) == {1}


def test_the_order_does_not_matter(tmp_path: Path) -> None:
    posted = [article("a", WIRE.text), article("b", LEAD), article("c", OTHER), article("d", TEXT)]
    groups = []
    for name, order in (("one.db", posted), ("two.db", posted[::-1])):
        with Store(tmp_path / name) as store:
            add(store, *order)
        found = stories_of(tmp_path / name)
        groups.append({frozenset(each for each in found if found[each] == story) for story in found.values()})
    assert groups[0] == groups[1] == {frozenset("abd"), frozenset("c")}


def test_an_article_that_was_deleted_is_no_candidate(path: Path) -> None:
    with Store(path) as store:
        add(store, article("a", TEXT))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM articles")
            connection.commit()
        add(store, article("b", TEXT))
    assert stories_of(path) == {"b": 2}
    assert query(path, "SELECT count(*) FROM article_addresses") == [(1,)]


def test_a_pattern_that_thousands_follow_does_not_hide_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "_MOST_OF_A_BAND", 3)
    monkeypatch.setattr(stories, "_MOST_COMPARED", 3)
    lists = [price_list(*(f"1.{day}{place}1.000" for place in range(5))) for day in range(10, 40)]
    with Store(path) as store:
        add(store, *(article(f"a{n}", text) for n, text in enumerate(lists)), article("copy", lists[20]))
    found = stories_of(path)
    assert found["copy"] == found["a20"]
    assert len(set(found.values())) == len(lists)


def test_the_index_is_made_again_for_another_way_of_making_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(path) as store:
        add(store, article("a", TEXT))
    before = query(path, "SELECT band FROM story_bands")
    monkeypatch.setattr(stories, "_ROWS", 4)
    with Store(path) as store:
        add(store, article("b", TEXT))
    assert not set(before) & set(query(path, "SELECT band FROM story_bands"))
    assert len(set(stories_of(path).values())) == 1


def test_facts_tell_their_story(path: Path) -> None:
    def facts(name: str, text: str) -> Facts:
        made = Figure(
            0, 0, "", 1.0, None, "t", "garam", "production", "level", "35.29", None, "actual", "exact", None, None
        )  # fmt: skip
        return Facts(name, [replace(made, quotation=text, quote_end=len(text))])

    with Store(path) as store:
        for name, text in (("a", TEXT), ("b", LEAD), ("c", OTHER)):
            store.add(article(name, text), facts(name, text))
        assert [row["story_id"] for row in store.facts()] == [1, 1, 2]
    assert query(path, "SELECT count(*), count(DISTINCT story_id) FROM facts") == [(3, 2)]
