"""The desk: what each of its pages tells, and what it says to those who ask in vain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from asking import browsing, get, texts, tree, words
from datasette.app import Datasette
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from news import HOSTILE, JEPARA, article, figure, fill, quoting

from extractor.browse.search import Question
from extractor.records import Facts
from extractor.store import Store

ATOM = {"a": "http://www.w3.org/2005/Atom"}
#: More figures than a page of the search shows.
COFFEE = 25
BREAKING = "Produksi \x01lada\x0b 9 ton, kata \x1fpetani."
#: What means something in the language of the index.
SYNTAX = ('"', '""', '" "', "a\\x00b", "NEAR(a b)", "a OR (", "x*", "-", "a AND", "title:kopi", "^a", "{a}")
EXPORTS = {
    "daerah": "35.24", "indikator": "export_value", "periode": "2021", "ukuran": "level", "status": "actual",
    "satuan": "IDR", "barang": "", "pembanding": "",
}  # fmt: skip
GROWTH = {**EXPORTS, "daerah": JEPARA, "indikator": "gdp_growth", "periode": "2023", "satuan": "percent",
          "pembanding": "yoy"}  # fmt: skip


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Datasette]:
    path = tmp_path_factory.mktemp("desk") / "facts.db"
    fill(path)
    coffee = "Produksi kopi Lampung Barat naik setiap tahun sejak 1999."
    harvests = [figure(n, "t", "production", "18.04", str(1999 + n), item="kopi") for n in range(COFFEE)]
    with Store(path) as store:
        store.add(article("kopi", "2024-03-01", coffee), Facts("kopi", quoting(coffee, *harvests)))
        pepper = figure(9, "t", "production", "18.04", "2023", item="lada\x02", source="Petani\x03")
        store.add(
            article("a/b c?%2F", "2024-03-02", BREAKING, title="Lada\x04 naik"),
            Facts("a/b c?%2F", quoting(BREAKING, pepper)),
        )
    with browsing(path) as made:
        yield made


def links(element: etree._Element, path: str = ".//a") -> list[str]:
    return [each.get("href") for each in element.xpath(path)]


# Home


@pytest.mark.asyncio
async def test_home_shows_what_is_new(datasette: Datasette) -> None:
    main = await tree(datasette, "/")
    assert "11 artikel, 1 klaim bertentangan." in words(main)
    news = main.xpath(".//article[@class='news']")
    assert texts(main, ".//article[@class='news']/h3")[:3] == ["Judul delapan", "Judul sembilan", "Lada\x04 naik"]
    economy = next(each for each in news if "Judul tujuh" in words(each))
    # The surest three of what it says, each leading to its place.
    assert "10 Februari 2024 · 15 angka" in words(economy)
    assert texts(economy, ".//li/a/strong") == ["2,5 persen", "Rp2,4 triliun", "5 persen"]
    assert set(links(economy, ".//li/a")) == {"/artikel/tujuh#a0-0"}
    assert "Kabupaten Jepara 3" in texts(main, ".//ul[@class='areas']/li")
    [dispute] = main.xpath(".//ul[@class='disputes']/li")
    assert "Rp1,5 triliun (1 berita); Rp1,8 triliun (1 berita)" in words(dispute)
    assert parse_qs(urlsplit(links(dispute)[0]).query, keep_blank_values=True) == {k: [v] for k, v in EXPORTS.items()}
    awards = texts(main, ".//div[@class='award-line']")
    assert "Anugerah NiagaPemkab Lamongan; Pemkot Batu · 20 Oktober 2022" in awards


@pytest.mark.asyncio
async def test_a_database_without_facts_says_so(empty_database: Path) -> None:
    with browsing(empty_database) as empty:
        for address, told in {
            "/": "Belum ada angka.",
            "/daerah/35.24": "Belum ada angka tentang daerah ini.",
            "/peta": "Belum ada angka tentang ini.",
            "/perbedaan": "Tidak ada yang bertentangan.",
            "/tinjauan": "Belum ada pemeriksaan.",
            "/cari?q=kopi": "Tidak ada angka dengan kata ini.",
        }.items():
            assert told in words(await tree(empty, address))


@pytest.mark.asyncio
async def test_without_a_database_of_facts_datasette_shows_its_own_index() -> None:
    other = Datasette(memory=True)
    response = await get(other, "/")
    assert response.status_code == 200
    assert "_memory" in response.text
    for address in ("/cari", "/peta", "/-/login"):
        assert (await get(other, address)).status_code == 404


# Searching


@pytest.mark.asyncio
async def test_words_find_facts_articles_awards_and_places(datasette: Datasette) -> None:
    main = await tree(datasette, "/cari?q=lamongan")
    facts = texts(main, ".//section[@aria-labelledby='h-facts']//a[@class='value']")
    assert facts == ["Rp1,5 triliun", "18 unit usaha", "12,5 persen", "Rp2 triliun", "Rp1,6 triliun", "Rp1,8 triliun"]
    assert "Gapeksi" in texts(main, ".//span[@class='source']")
    assert texts(main, ".//section[@aria-labelledby='h-articles']//h3") == ["Judul empat", "Judul dua", "Judul satu"]
    assert set(texts(main, ".//section[@aria-labelledby='h-articles']//mark")) == {"Lamongan"}
    assert len(main.xpath(".//section[@aria-labelledby='h-awards']//article")) == 2
    assert texts(main, ".//section[@aria-labelledby='h-places']//li") == ["Kabupaten Lamongan"]
    assert "/umpan.atom?q=lamongan" in links(main)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"daerah": "Lamongan", "indikator": "exporters"}, ["18 unit usaha"]),
        ({"daerah": "Jawa Timur", "q": "asosiasi"}, ["Rp1,5 triliun"]),
        ({"daerah": "35", "indikator": "nilai ekspor", "keyakinan": "0,85"}, ["Rp2 triliun", "Rp1,8 triliun"]),
        ({"daerah": "33"}, 16),
        ({"indikator": "price"}, ["Rp34.000–35.000/kg", "Rp62.000/kg"]),
        ({"q": "asosiasi", "daerah": "Jepara"}, []),
    ],
)
async def test_area_indicator_and_confidence_narrow_a_search(
    datasette: Datasette, asked: dict[str, str], found: list[str] | int
) -> None:
    main = await tree(datasette, f"/cari?{urlencode(asked)}")
    values = texts(main, ".//article[@class='fact']//a[@class='value']")
    assert (len(values) if isinstance(found, int) else values) == found
    for name, value in asked.items():
        [field] = main.xpath(f".//form//*[@name='{name}']")
        if name != "indikator":
            assert field.get("value") == value


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("page", "asked", "told"),
    [
        ("/cari", {"daerah": "Lamongn"}, "no place 'Lamongn': did you mean Kabupaten Lamongan (35.24)"),
        ("/cari", {"daerah": HOSTILE}, "no place '<script>"),
        ("/cari", {"indikator": "ekspr", "q": "x"}, "no indicator 'ekspr': did you mean"),
        ("/perbedaan", {"daerah": "Bandung"}, "'Bandung' is the name of several areas: choose"),
        ("/perbedaan", {"indikator": "zzz"}, "no indicator 'zzz'"),
    ],
)
async def test_an_unknown_area_or_indicator_is_told_in_one_line(
    datasette: Datasette, page: str, asked: dict[str, str], told: str
) -> None:
    main = await tree(datasette, f"{page}?{urlencode(asked)}")
    [problem] = texts(main, ".//*[@role='alert']")
    assert problem.startswith(told)
    assert main.xpath(".//article[@class='fact'] | .//tbody/tr") == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("ekspor lamongan", "nilai ekspor: Kabupaten Lamongan"),
        ("upah jawa timur", "upah: Jawa Timur"),
        ("kota magelang inflasi", "inflasi: Kota Magelang"),
        ("lamongan", None),
        ("ekspor entah", None),
    ],
)
async def test_an_indicator_and_an_area_lead_to_their_page(
    datasette: Datasette, typed: str, leads_to: str | None
) -> None:
    main = await tree(datasette, f"/cari?{urlencode({'q': typed})}")
    shown = texts(main, ".//ul[@class='chips']/li")
    assert (leads_to in shown) if leads_to else not shown
    for address in links(main, ".//ul[@class='chips']//a"):
        await tree(datasette, address)


@given(
    typed=st.one_of(
        st.text(max_size=60), st.sampled_from(['"', '""', '" "', "a\x00b", "NEAR(a b)", "a OR (", "x*", "-", "a AND"])
    )
)
@settings(max_examples=40)
@pytest.mark.asyncio
async def test_no_word_is_an_operator(datasette: Datasette, typed: str) -> None:
    main = await tree(datasette, f"/cari?{urlencode({'q': typed})}")
    assert main.xpath(".//h1")


@pytest.mark.asyncio
async def test_endless_words(datasette: Datasette) -> None:
    await tree(datasette, f"/cari?q={'x' * 51_000}")
    await tree(datasette, f"/cari?q={'a+' * 20_000}")


@pytest.mark.asyncio
async def test_a_long_answer_has_pages(datasette: Datasette) -> None:
    first = await tree(datasette, "/cari?q=kopi")
    values = texts(first, ".//a[@class='value']")
    assert (len(values), values[0]) == (20, "24 ton")
    assert first.xpath(".//a[@rel='prev']") == []
    [following] = links(first, ".//a[@rel='next']")
    second = await tree(datasette, f"/cari{following}")
    assert texts(second, ".//article[@class='fact']//a[@class='value']") == [
        "4 ton",
        "3 ton",
        "2 ton",
        "1 ton",
        "0 ton",
    ]
    assert second.xpath(".//a[@rel='next']") == []
    [back] = links(second, ".//a[@rel='prev']")
    assert texts(await tree(datasette, f"/cari{back}"), ".//a[@class='value']") == values
    for number in ("-1", "x", "999999999999"):
        await tree(datasette, f"/cari?q=kopi&hal={number}")


# Places, series, map


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "name", "around"),
    [
        ("ID", "Indonesia", "/daerah/33"),
        ("33", "Jawa Tengah", "/daerah/33.20"),
        (JEPARA, "Kabupaten Jepara", "/daerah/33.19"),
        ("33.71", "Kota Magelang", "/daerah/33"),
    ],
)
async def test_an_area_shows_what_is_known_and_what_lies_around(
    datasette: Datasette, code: str, name: str, around: str
) -> None:
    response = await get(datasette, f"/daerah/{code}")
    assert f'href="{around}"' in response.text
    main = await tree(datasette, f"/daerah/{code}")
    assert words(main.xpath(".//h1")[0]) == f"{name} {code}"
    assert f"/umpan.atom?daerah={code}" in links(main)
    assert main.xpath(".//table//tbody/tr")


@pytest.mark.asyncio
async def test_an_area_shows_the_latest_value_of_each_indicator_and_its_awards(datasette: Datasette) -> None:
    main = await tree(datasette, "/daerah/35.24")
    table = {row[0]: row[1:] for row in ([words(cell) for cell in each] for each in main.xpath(".//tbody/tr"))}
    assert table["nilai ekspor"][0] == "Rp1,6 triliun"
    assert table["nilai ekspor"][1] == "Januari–September 2022"
    assert table["nilai ekspor"][3] == "4, 1 bertentangan"
    assert table["pelaku ekspor"][0] == "18 unit usaha"
    [address] = links(main, ".//tbody/tr[th='nilai ekspor']/td[@class='number']/a")
    assert "Rp1,6 triliun" in words(await tree(datasette, address))
    assert texts(main, ".//section[@aria-labelledby='h-awards']//a[@class='value']") == ["Anugerah Niaga"]
    assert len(main.xpath(".//svg[@class='chart']")) == 1
    assert "kecamatan" in words(main.xpath(".//details/summary")[0])


@pytest.mark.asyncio
async def test_a_province_has_a_map_where_two_areas_are_known(datasette: Datasette) -> None:
    main = await tree(datasette, "/daerah/33")
    assert len(main.xpath(".//figure[contains(@class, 'map')]//a[@class='map-mark']")) == 2
    assert (await tree(datasette, "/daerah/35")).xpath(".//figure[contains(@class, 'map')]") == []


@pytest.mark.asyncio
async def test_all_areas_of_which_something_is_known(datasette: Datasette) -> None:
    main = await tree(datasette, "/daerah")
    central_java = next(each for each in main.xpath(".//section") if words(each).startswith("Jawa Tengah"))
    assert texts(central_java, ".//li") == ["Kabupaten Jepara", "Kota Magelang"]
    assert "Belum ada angka tentang:" in words(main)
    assert "Aceh" in words(main.xpath(".//p[@class='origin']")[0])


@pytest.mark.asyncio
async def test_a_series_has_a_chart_its_claims_and_the_areas_beside(datasette: Datasette) -> None:
    main = await tree(datasette, f"/daerah/{JEPARA}/wage")
    assert words(main.xpath(".//h1")[0]) == "upah: Kabupaten Jepara"
    assert texts(main, ".//section[@aria-labelledby='h-beside']//tbody/tr/th") == ["Kabupaten Jepara", "Kota Magelang"]
    coffee = await tree(datasette, "/daerah/18.04/production")
    assert len(coffee.xpath(".//svg[@class='chart']//*[contains(@class, 'dot ')]")) == COFFEE
    assert len(coffee.xpath(".//section[@aria-labelledby='h-claims']//tbody/tr")) == COFFEE + 1
    exports = await tree(datasette, "/daerah/35.24/export_value")
    assert "Rp1,5 triliun (1 berita); Rp1,8 triliun (1 berita)" in words(exports)
    assert exports.xpath(".//*[contains(@class, 'dot-target')]")
    assert "bertentangan" in words(exports.xpath(".//ul[@class='chart-legend']")[0])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "areas"),
    [
        ({"indikator": "investment_value"}, ["Jawa Tengah"]),
        ({"indikator": "investment_value", "provinsi": "33"}, ["Kabupaten Jepara"]),
        ({"indikator": "wage", "tingkat": "kabupaten"}, ["Kabupaten Jepara", "Kota Magelang"]),
        ({"indikator": "wage", "tingkat": "kabupaten", "tahun": "2024"}, ["Kabupaten Jepara", "Kota Magelang"]),
        ({"indikator": "inflation", "tingkat": "kabupaten", "tahun": "1066"}, ["Kabupaten Jepara", "Kota Magelang"]),
        ({"indikator": "production", "tingkat": "kabupaten", "barang": "padi"}, ["Kota Magelang"]),
        ({"indikator": "nothing", "provinsi": "99", "barang": HOSTILE}, []),
    ],
)
async def test_a_map_of_an_indicator(datasette: Datasette, asked: dict[str, str], areas: list[str]) -> None:
    main = await tree(datasette, f"/peta?{urlencode(asked)}")
    assert texts(main, ".//tbody/tr/th") == areas
    assert len(main.xpath(".//a[@class='map-mark']")) == len(areas)
    for address in links(main, ".//a[@class='map-mark']"):
        assert address.startswith("/klaim?")
        await tree(datasette, address)


# Claims


@pytest.mark.asyncio
async def test_a_claim_shows_who_says_what(datasette: Datasette) -> None:
    main = await tree(datasette, f"/klaim?{urlencode(EXPORTS)}")
    assert words(main.xpath(".//h1")[0]) == "nilai ekspor, Kabupaten Lamongan, 2021"
    assert "bertentangan 2 berita, 2 artikel, 2 angka" in words(main)
    assert texts(main, ".//h2")[:2] == ["Rp1,8 triliun · 1 berita", "Rp1,5 triliun · 1 berita"]
    assert "Rahmat, dalam “Judul satu”, satu.example, 25 Oktober 2022: “Ekspor Lamongan" in words(main)
    assert "2022 (target): Rp2 triliun" in texts(main, ".//section[@aria-labelledby='h-others']//li")


@pytest.mark.asyncio
async def test_copies_of_a_story_stand_under_it(datasette: Datasette) -> None:
    main = await tree(datasette, f"/klaim?{urlencode(GROWTH)}")
    assert texts(main, ".//h2")[0] == "5,2 persen · 1 berita"
    assert len(main.xpath(".//article[@class='fact']")) == 1
    assert "Salinan: sembilan.example" in texts(main, ".//p[@class='origin']")


@pytest.mark.asyncio
async def test_the_address_of_a_claim_says_what_is_claimed(datasette: Datasette) -> None:
    """No row number would outlast reading an article again."""
    main = await tree(datasette, "/cari?q=asosiasi")
    [address] = [each for each in links(main) if each.startswith("/klaim?")]
    assert parse_qs(urlsplit(address).query, keep_blank_values=True) == {name: [v] for name, v in EXPORTS.items()}
    for name in EXPORTS:
        error = await tree(datasette, f"/klaim?{urlencode({**EXPORTS, name: 'lain'})}", status=404)
        assert "Tidak ada berita yang menyatakan ini." in words(error)


@pytest.mark.asyncio
async def test_contradictions(datasette: Datasette) -> None:
    claim = ["nilai ekspor", "Kabupaten Lamongan", "2021", "Rp1,5 triliun (1 berita); Rp1,8 triliun (1 berita)", "70%"]
    assert texts(await tree(datasette, "/perbedaan"), ".//tbody/tr/td") == claim
    for asked, found in {"daerah=Jawa+Timur": 1, "daerah=33": 0, "indikator=wage": 0, "keyakinan=0,9": 0}.items():
        assert len((await tree(datasette, f"/perbedaan?{asked}")).xpath(".//tbody/tr")) == found, asked


@pytest.mark.asyncio
async def test_questions_are_listed(datasette: Datasette) -> None:
    main = await tree(datasette, "/pertanyaan")
    queries = await datasette.get_canned_queries("facts", None)
    assert texts(main, ".//ul[@class='questions']/li/a") == [query["title"] for query in queries.values()]
    assert "bergambar" in words(main)
    assert "/facts/nilai_ekspor" in links(main)


# Feeds


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("q=asosiasi", ["nilai ekspor, Kabupaten Lamongan, 2021: Rp1,5 triliun"]),
        ("q=tidakadakataini", []),
        ("daerah=35.24&indikator=exporters", ["pelaku ekspor, unit usaha, Kabupaten Lamongan, 2022: 18 unit usaha"]),
        ("q=%00%22", None),
        ("q=lada", ["produksi, lada, Kabupaten Lampung Barat, 2023: 9 ton"]),
        ("", None),
    ],
)
async def test_a_feed_of_what_is_found(datasette: Datasette, asked: str, titles: list[str] | None) -> None:
    response = await get(datasette, f"/umpan.atom?{asked}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(response.content)
    # What Atom asks for of a feed and its entries.
    for name in ("id", "title", "updated"):
        assert all(each.find(f"a:{name}", ATOM).text for each in [feed, *feed.findall("a:entry", ATOM)])
    assert {each.get("rel") for each in feed.findall("a:link", ATOM)} == {"self", "alternate"}
    found = [each.findtext("a:title", None, ATOM) for each in feed.findall("a:entry", ATOM)]
    assert len(found) <= 50
    if titles is not None:
        assert found == titles
    for link in feed.findall("a:entry/a:link", ATOM)[:3]:
        await tree(datasette, link.get("href").removeprefix("http://localhost"))


@pytest.mark.asyncio
async def test_a_feed_of_an_unknown_area(datasette: Datasette) -> None:
    main = await tree(datasette, "/umpan.atom?daerah=Lamongn", status=400)
    assert "no place 'Lamongn': did you mean Kabupaten Lamongan" in words(main)


def test_what_is_asked_is_told() -> None:
    question = Question(None, "kopi", "Lamongan", "price", 0.5)  # type: ignore[arg-type]
    assert question.asks
    assert question.told == "kopi, Lamongan, price"
    assert question.address == "q=kopi&daerah=Lamongan&indikator=price&keyakinan=0.5"


# Links to a figure and its article


@pytest.mark.asyncio
async def test_a_number_leads_to_its_place(datasette: Datasette) -> None:
    response = await get(datasette, "/angka/1")
    assert (response.status_code, response.headers["location"]) == (302, "/artikel/satu#a0-0")
    for number in ("0", "999999999999999999"):
        assert "Angka ini tidak ada di sini." in words(await tree(datasette, f"/angka/{number}", status=404))


@pytest.mark.asyncio
async def test_an_id_may_hold_anything(datasette: Datasette) -> None:
    path = f"/artikel/{quote('a/b c?%2F', safe='')}"
    main = await tree(datasette, "/cari?q=lada")
    assert {urlsplit(each).path for each in links(main, ".//article//a[starts-with(@href, '/artikel/')]")} == {path}
    assert words((await tree(datasette, path)).xpath(".//h1")[0]).startswith("Lada")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/daerah/99", "Daerah ini tidak ada."),
        ("/daerah/33.20.01", "Daerah ini tidak ada."),
        (f"/daerah/{JEPARA}/nothing", "Indikator ini tidak ada."),
        ("/artikel/nothing", "Artikel ini tidak ada di sini."),
        ("/facts/nothing", "Table not found"),
        ("/nothing", "Database not found"),
    ],
)
async def test_what_is_not_there_is_told_on_a_page_of_the_desk(datasette: Datasette, address: str, told: str) -> None:
    main = await tree(datasette, address, status=404)
    assert texts(main, ".//h1") == ["Halaman ini tidak ada"]
    assert told in words(main)
    assert links(main) == ["/"]
    english = await tree(datasette, address, status=404, language="en")
    assert texts(english, ".//h1") == ["There is no such page"]
