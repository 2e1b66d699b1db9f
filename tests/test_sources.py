"""The sources to crawl: the bundled list, a list of the user's own over it, and the commands that change that."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from command import Command
from hypothesis import given
from hypothesis import strategies as st

from extractor.commands.sources import SourceKind
from extractor.crawl.sources import (
    KINDS,
    USUAL_DELAY,
    Source,
    add_source,
    bundled_file,
    covers,
    guess_kind,
    guess_name,
    load_sources,
    remove_source,
    select,
    set_enabled,
)
from extractor.errors import SourcesError
from extractor.gazetteer import places

BUNDLED = load_sources()
ONE = BUNDLED[0].name
#: A source of the user's own, as a file has it.
OWN = '[kabar-tuban]\narea = "35.23"\nurl = "https://kabar-tuban.example/rss"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sources.toml"


def source(name: str = "kabar", **fields: Any) -> Source:
    usual: dict[str, Any] = {
        "title": "Kabar", "area": "35", "kind": "feed", "url": "https://kabar.example/feed", "delay": 5.0,
        "include": (), "exclude": (), "enabled": True,
    }  # fmt: skip
    return Source(name, **(usual | fields))


def by_name(own: Path | None = None) -> dict[str, Source]:
    return {each.name: each for each in load_sources(own)}


def names(sources: list[Source]) -> list[str]:
    return [each.name for each in sources]


# The bundled list


def test_the_bundled_list_is_long_and_covers_the_country() -> None:
    provinces = {code for code, place in places().items() if place.level == "province"}
    assert len(BUNDLED) >= 60
    assert {each.area[:2] for each in BUNDLED} >= provinces
    assert len({urlsplit(each.url).hostname for each in BUNDLED}) >= 60
    assert {each.kind for each in BUNDLED} == {"feed", "listing", "search"}


@pytest.mark.parametrize("each", BUNDLED, ids=lambda each: each.name)
def test_a_bundled_source_is_in_form(each: Source) -> None:
    assert re.fullmatch(r"[a-z0-9-]{3,30}", each.name)
    assert each.title.strip()
    assert places()[each.area].level in ("country", "province", "regency", "city")
    assert each.area == "ID" or each.area[:2].isdigit()
    assert each.kind in KINDS
    parts = urlsplit(each.url)
    assert parts.scheme in ("http", "https")
    assert "." in (parts.hostname or "")
    assert (parts.path, parts.fragment) >= ("/", "")
    assert each.delay >= 1
    for pattern in (*each.include, *each.exclude):
        re.compile(pattern)


def test_bundled_fields_are_given_not_guessed() -> None:
    tables = tomllib.loads(bundled_file().read_text(encoding="utf-8"))
    needed = {"title", "area", "kind", "url", "delay"}
    assert [name for name, fields in tables.items() if needed - set(fields)] == []


def test_no_two_bundled_sources_are_the_same() -> None:
    addresses = Counter(each.url.rstrip("/").lower() for each in BUNDLED)
    assert [address for address, number in addresses.items() if number > 1] == []
    # One host may have several lists for the whole country (an agency's desks), but one of a kind for an area.
    hosts = Counter((urlsplit(each.url).hostname, each.kind, each.area) for each in BUNDLED if each.area != "ID")
    assert [host for host, number in hosts.items() if number > 1] == []


def test_a_search_feed_is_off_until_somebody_has_read_its_terms() -> None:
    searches = [each for each in BUNDLED if each.kind == "search"]
    assert searches
    assert [each.name for each in searches if each.enabled] == []


def test_the_kinds_of_the_command_are_those_of_the_list() -> None:
    assert tuple(SourceKind) == KINDS


# Addresses


@pytest.mark.parametrize(
    ("include", "exclude", "address", "wanted"),
    [
        ((), (), "https://kabar.example/a", True),
        (("/berita/",), (), "https://kabar.example/berita/1/panen", True),
        (("/berita/",), (), "https://kabar.example/foto/1/panen", False),
        (("/berita/", "/read/"), (), "https://kabar.example/read/1", True),
        ((r"/d-\d+/",), (), "https://kabar.example/d-12/panen", True),
        ((r"/d-\d+/",), (), "https://kabar.example/d-x/panen", False),
        ((), ("/foto/",), "https://kabar.example/FOTO/1", False),
        (("/berita/",), ("/en/",), "https://kabar.example/en/berita/1", False),
    ],
)
def test_patterns_say_which_addresses_are_wanted(
    include: tuple[str, ...], exclude: tuple[str, ...], address: str, wanted: bool
) -> None:
    assert source(include=include, exclude=exclude).wants(address) is wanted


def test_a_search_feed_is_asked_for_a_name() -> None:
    search = source(kind="search", url="https://cari.example/rss?q={query}&hl=id")
    assert search.address("Kabupaten Tuban & Bojonegoro") == (
        "https://cari.example/rss?q=Kabupaten+Tuban+%26+Bojonegoro&hl=id"
    )
    assert source().address("Tuban") == source().url


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://kabar.example/", "listing"),
        ("https://kabar.example/berita", "listing"),
        ("https://kabar.example/feedback", "listing"),
        ("https://kabar.example/feed", "feed"),
        ("https://kabar.example/feed/", "feed"),
        ("https://kabar.example/kategori/ekonomi/feed/", "feed"),
        ("https://kabar.example/rss/terkini.xml", "feed"),
        ("https://kabar.example/terkini.xml", "feed"),
        ("https://kabar.example/?feed=rss2", "feed"),
        ("https://kabar.example/atom", "feed"),
        ("https://rss.kabar.example/bisnis", "feed"),
        ("https://kabar.example/sitemap.xml", "sitemap"),
        ("https://kabar.example/Sitemap_index.xml", "sitemap"),
        ("https://kabar.example/post-sitemap.xml.gz", "sitemap"),
        ("https://kabar.example/rss?q={query}", "search"),
    ],
)
def test_the_kind_is_guessed_from_the_address(url: str, kind: str) -> None:
    assert guess_kind(url) == kind


@pytest.mark.parametrize("each", [each for each in BUNDLED if each.kind in ("listing", "search")], ids=lambda e: e.name)
def test_a_bundled_page_is_not_taken_for_a_feed(each: Source) -> None:
    assert guess_kind(each.url) == each.kind


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.Kabar-Tuban.example/feed", "kabar-tuban-example"),
        ("http://rss.kabar.example:8080/", "rss-kabar-example"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
    ],
)
def test_a_name_is_made_of_the_host(url: str, name: str) -> None:
    assert guess_name(url) == name


# Which ones are crawled


@pytest.mark.parametrize(
    ("own", "area", "covered"),
    [
        ("35", "35", True),
        ("35.24", "35", True),
        ("35.24", "35.24", True),
        ("35", "35.24", True),
        ("35.23", "35.24", False),
        ("33", "35", False),
        ("33", "35.24", False),
        ("ID", "35", False),
        ("35", "ID", False),
        ("ID", "ID", True),
    ],
)
def test_a_source_covers_its_area_what_is_in_it_and_what_it_is_in(own: str, area: str, covered: bool) -> None:
    assert covers(source(area=own), area) is covered


def test_a_national_search_feed_covers_every_area() -> None:
    search = source(kind="search", area="ID", url="https://cari.example/rss?q={query}")
    assert covers(search, "35.24")
    assert covers(search, "ID")


def test_enabled_sources_are_selected_and_disabled_ones_by_name() -> None:
    listed = [source("a"), source("b", enabled=False), source("c", area="33"), source("d", area="35.24")]
    assert names(select(listed)) == ["a", "c", "d"]
    assert names(select(listed, area="35")) == ["a", "d"]
    assert names(select(listed, area="35.24")) == ["a", "d"]
    assert names(select(listed, ["d", "b"])) == ["b", "d"]
    assert names(select(listed, ["b", "c"], "35")) == ["b"]


def test_a_name_that_no_source_has_is_an_error() -> None:
    with pytest.raises(SourcesError, match="no source 'antara-jatin': did you mean antara-jatim"):
        select(BUNDLED, ["antara-jatin"])


# A list of the user's own


def test_the_own_list_is_merged_by_name(file: Path) -> None:
    file.write_text(
        f'{OWN}\n[{ONE}]\nenabled = false\ndelay = 30\n\n["kabar-2"]\narea = "ID"\nurl = "http://k.example/"\n'
    )
    before, after = by_name(), by_name(file)
    assert list(after) == [*before, "kabar-tuban", "kabar-2"]
    was = before[ONE]
    assert after.pop(ONE) == source(
        ONE, title=was.title, area=was.area, kind=was.kind, url=was.url, delay=30.0, include=was.include, enabled=False
    )
    assert after.pop("kabar-tuban") == source(
        "kabar-tuban", title="kabar-tuban.example", area="35.23", url="https://kabar-tuban.example/rss",
        delay=USUAL_DELAY,
    )  # fmt: skip
    assert after.pop("kabar-2").kind == "listing"
    del before[ONE]
    assert after == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[kabar\n", "no TOML: .*line 1"),
        ('kabar = "x"\n', "kabar: not a source"),
        ("[kabar]\nenabled = false\n", "kabar: no url, and no bundled source has this name"),
        (OWN + "dealy = 3\n", "kabar-tuban: unknown field dealy: there are title, area, kind"),
        (OWN + 'name = "x"\n', "kabar-tuban: unknown field name"),
        (OWN.replace("35.23", "35.99"), "kabar-tuban: area must be the code .* not '35.99'"),
        (OWN.replace("35.23", "35.23.01"), "kabar-tuban: area must be the code"),
        (OWN.replace("35.23", "JP"), "kabar-tuban: area must be the code"),
        (OWN.replace('"35.23"', "35.23"), "kabar-tuban: area must be a text"),
        (OWN.replace("https", "ftp"), "kabar-tuban: url .*not a web address"),
        (OWN.replace("https://kabar-tuban.example", "https://["), "kabar-tuban: url .*not a web address"),
        (OWN + 'kind = "rss"\n', "kabar-tuban: kind must be one of feed, sitemap, listing, search, not 'rss'"),
        (OWN + 'kind = "search"\n', "kabar-tuban: {query} stands in the url of a search feed"),
        (OWN.replace("/rss", "/{query}") + 'kind = "feed"\n', "kabar-tuban: {query} stands in the url"),
        (OWN + "delay = -1\n", "kabar-tuban: delay must be a number of seconds"),
        (OWN + 'delay = "5"\n', "kabar-tuban: delay must be"),
        (OWN + "delay = true\n", "kabar-tuban: delay must be"),
        (OWN + "delay = nan\n", "kabar-tuban: delay must be"),
        (OWN + f"delay = {'9' * 400}\n", "kabar-tuban: delay must be"),
        (OWN + 'enabled = "no"\n', "kabar-tuban: enabled must be true or false"),
        (OWN + 'include = "/berita/"\n', "kabar-tuban: include must be a list of patterns"),
        (OWN + 'exclude = ["(foto"]\n', r"kabar-tuban: exclude: '\(foto' is no regular expression"),
        (OWN + 'title = ""\n', "kabar-tuban: title must be a text"),
        (OWN.replace("kabar-tuban]", "Kabar_Tuban]"), "Kabar_Tuban: a name has small letters"),
        ("[a.b]\n" + OWN.split("\n", 1)[1], "a: unknown field b"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_file_and_source(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    with pytest.raises(SourcesError) as raised:
        load_sources(file)
    message = str(raised.value)
    assert message.startswith(f"{file}: ")
    assert re.search(says.replace("{query}", r"\{query\}"), message)
    assert "\n" not in message


def test_a_file_that_cannot_be_read_is_said(file: Path) -> None:
    with pytest.raises(SourcesError, match=r"no such file: extractor sources add makes it"):
        load_sources(file)
    file.write_bytes(b'[kabar]\ntitle = "\xff"\n')
    with pytest.raises(SourcesError, match="not in UTF-8"):
        load_sources(file)
    with pytest.raises(SourcesError, match="is a directory"):
        load_sources(file.parent)


def test_a_file_of_an_editor_that_marks_utf_8_is_read_and_changed(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    set_enabled(file, "kabar-tuban", False)
    assert not by_name(file)["kabar-tuban"].enabled


# Changes to it


COMMENTED = f"""\
# What we read in Tuban.

[kabar-tuban]  # the daily
area = "35.23"
# its feed has ten articles
url = "https://kabar-tuban.example/rss"
include = [
    "/berita/",  # no photographs
]

# ANTARA writes about the whole province.
[{ONE}]
delay = 30

# The end.
"""


def comments(text: str) -> list[str]:
    return re.findall(r"#[^\r\n]*", text)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_comments_and_order_are_kept(file: Path, line_end: str) -> None:
    file.write_bytes(COMMENTED.replace("\n", line_end).encode())
    set_enabled(file, "kabar-tuban", False)
    set_enabled(file, ONE, False)
    set_enabled(file, ONE, True)
    add_source(file, "kabar-baru", {"area": "ID", "url": "https://kabar-baru.example/"})
    wanted = (
        COMMENTED.replace("]\n\n# ANTARA", "]\nenabled = false\n\n# ANTARA").replace(
            "delay = 30\n", "delay = 30\nenabled = true\n"
        )
        + '\n[kabar-baru]\narea = "ID"\nurl = "https://kabar-baru.example/"\n'
    )
    assert file.read_bytes().decode() == wanted.replace("\n", line_end)
    remove_source(file, "kabar-baru")
    remove_source(file, "kabar-tuban")
    left = file.read_bytes().decode()
    assert comments(left) == [
        f"# {line}" for line in ("What we read in Tuban.", "ANTARA writes about the whole province.", "The end.")
    ]
    assert list(tomllib.loads(left)) == [ONE]
    assert "\n" not in left.replace(line_end, "")


@pytest.mark.parametrize(
    "text", ["kabar-tuban = {{ {} }}\n", "# one line\n{}\n[other]\narea = 'ID'\nurl = 'http://o.example/'\n"]
)
def test_other_ways_to_write_a_table_are_understood(file: Path, text: str) -> None:
    fields = ("area = '35.23'", "url = 'http://k.example/'")
    dotted = "\n".join(f"kabar-tuban.{field}" for field in fields)
    file.write_text(text.format(dotted if text.startswith("#") else ", ".join(fields)))
    others = list(by_name(file))
    set_enabled(file, "kabar-tuban", False)
    assert not by_name(file)["kabar-tuban"].enabled
    remove_source(file, "kabar-tuban")
    assert list(by_name(file)) == [name for name in others if name != "kabar-tuban"]


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, unique=True),
    st.lists(st.sampled_from(["", "# satu", "# dua", "  # tiga"]), min_size=20, max_size=20),
    st.data(),
)
def test_no_change_loses_a_comment_or_another_source(
    tmp_path_factory: pytest.TempPathFactory, present: list[str], lines: list[str], data: st.DataObject
) -> None:
    def said(number: int) -> list[str]:
        return lines[number * 4 : number * 4 + data.draw(st.integers(0, 4))]

    text = "\n".join(said(4))
    for number, name in enumerate(present):
        fields = [f'url = "http://{name}.example/"', *said(number), 'area = "35"']
        text += "\n".join(["", f"[{name}]", *fields, *said(number), ""])
    file = tmp_path_factory.mktemp("sources") / "sources.toml"
    file.write_text(text)
    before = tomllib.loads(text)
    for name in data.draw(st.lists(st.sampled_from(present), max_size=4)):
        set_enabled(file, name, data.draw(st.booleans()))
    changed = file.read_text()
    assert comments(changed) == comments(text)
    assert {name: fields | {"enabled": True} for name, fields in before.items()} == {
        name: fields | {"enabled": True} for name, fields in tomllib.loads(changed).items()
    }
    gone = data.draw(st.sampled_from(present))
    remove_source(file, gone)
    assert set(tomllib.loads(file.read_text())) == set(present) - {gone}
    # Those between the fields of the source go with it.
    inside = re.search(rf"^\[{gone}\]$(.*?)^area", changed, re.MULTILINE | re.DOTALL)
    assert inside is not None
    assert Counter(comments(file.read_text())) == Counter(comments(text)) - Counter(comments(inside[1]))


def test_adding_and_removing_again_leaves_the_file_as_it_was(file: Path) -> None:
    file.write_text(COMMENTED)
    for _ in range(3):
        add_source(file, "kabar-baru", {"area": "ID", "url": "https://kabar-baru.example/"})
        remove_source(file, "kabar-baru")
    assert file.read_text() == COMMENTED


def test_a_change_keeps_mode_and_link_and_leaves_nothing_beside_the_file(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "shared" / "ours.toml"
    real.parent.mkdir()
    real.write_text(OWN)
    real.chmod(0o640)
    file.symlink_to(real)
    set_enabled(file, "kabar-tuban", False)
    assert file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert tomllib.loads(real.read_text())["kabar-tuban"]["enabled"] is False
    assert [path.name for path in real.parent.iterdir()] == ["ours.toml"]


def test_a_wrong_field_leaves_the_file_as_it_was(file: Path) -> None:
    file.write_text(OWN)
    with pytest.raises(SourcesError, match="baru: delay must be"):
        add_source(file, "baru", {"area": "35", "url": "http://k.example/", "delay": -1})
    with pytest.raises(SourcesError, match=r"kabar-tuban is the name of https://kabar-tuban\.example/rss"):
        add_source(file, "kabar-tuban", {"area": "35", "url": "http://k.example/"})
    assert file.read_text() == OWN


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="no such file or directory: choose another file"):
        add_source(tmp_path / "none" / "sources.toml", "baru", {"area": "35", "url": "http://k.example/"})


# The commands


def listed(run: Command, *arguments: str) -> list[dict[str, Any]]:
    result = run("sources", *arguments, "--format", "json")
    assert (result.code, result.err) == (0, "")
    rows: list[dict[str, Any]] = json.loads(result.out)
    return rows


def test_the_list_is_a_table_csv_or_json(run: Command) -> None:
    rows = listed(run)
    assert [row["name"] for row in rows] == names(BUNDLED)
    jatim = next(row for row in rows if row["name"] == "antara-jatim")
    assert jatim == {
        "name": "antara-jatim", "title": "ANTARA Jawa Timur", "area": "35", "area_name": "Jawa Timur", "kind": "feed",
        "enabled": True, "url": "https://jatim.antaranews.com/rss/terkini.xml", "delay": 5.0, "include": "/berita/",
        "exclude": "",
    }  # fmt: skip
    table = run("sources")
    assert table.code == 0
    assert all(name in table.out for name in ("antara-jatim", "Jawa Timur", "google-news", "disabled"))
    assert table.lines[-1] == f"{len(BUNDLED)} sources; {sum(each.enabled for each in BUNDLED)} enabled"
    rows_of_csv = list(csv.DictReader(io.StringIO(run("sources", "--format", "csv").out)))
    assert [row["url"] for row in rows_of_csv] == [each.url for each in BUNDLED]


@pytest.mark.parametrize(
    ("area", "covered", "not_covered"),
    [
        ("Jatim", ["antara-jatim", "radarlamongan", "google-news"], ["antara-jateng", "antara-bisnis"]),
        ("35.24", ["antara-jatim", "radarlamongan", "google-news"], ["pemkot-surabaya", "bps-indonesia"]),
        ("Indonesia", ["antara-bisnis", "bps-indonesia", "google-news"], ["antara-jatim", "radarlamongan"]),
    ],
)
def test_the_list_of_an_area(run: Command, area: str, covered: list[str], not_covered: list[str]) -> None:
    found = {row["name"] for row in listed(run, "--area", area)}
    assert found >= set(covered)
    assert not found & set(not_covered)


def test_the_list_says_that_the_provinces_sources_are_among_those_of_a_kabupaten(run: Command) -> None:
    assert ", those of Jawa Timur among them;" in run("sources", "--area", "Lamongan").lines[-1]
    assert "among" not in run("sources", "--area", "Jatim").lines[-1]


@pytest.mark.parametrize("command", ["add", "disable", "enable", "remove"])
def test_each_command_explains_itself(run: Command, command: str) -> None:
    result = run("sources", command, "--help")
    assert (result.code, result.err) == (0, "")
    assert "--sources" in result.out
    assert command in run("sources", "--help").out


def test_a_source_is_added(run: Command) -> None:
    result = run("sources", "add", "https://kabar-tuban.example/feed/", "--area", "Tuban")
    assert (result.code, result.lines) == (
        0,
        ["added to sources.toml: kabar-tuban-example, a feed for Kabupaten Tuban"],
    )
    run(
        "sources", "add", "https://kabar.example/", "--area", "ID", "--name", "kabar", "--kind", "sitemap",
        "--delay", "2.5", "--title", "Kabar",
    )  # fmt: skip
    assert listed(run)[-2:] == [
        {
            "name": "kabar-tuban-example", "title": "kabar-tuban.example", "area": "35.23",
            "area_name": "Kabupaten Tuban", "kind": "feed", "enabled": True,
            "url": "https://kabar-tuban.example/feed/", "delay": 5.0, "include": "", "exclude": "",
        },
        {
            "name": "kabar", "title": "Kabar", "area": "ID", "area_name": "Indonesia", "kind": "sitemap",
            "enabled": True, "url": "https://kabar.example/", "delay": 2.5, "include": "", "exclude": "",
        },
    ]  # fmt: skip


def test_sources_are_disabled_enabled_and_removed(run: Command) -> None:
    bundled = listed(run)
    assert run("sources", "disable", "antara-jatim").lines == ["disabled in sources.toml: antara-jatim"]
    assert {row["name"] for row in listed(run)} - {row["name"] for row in listed(run) if row["enabled"]} >= {
        "antara-jatim"
    }
    assert run("sources", "disable", "antara-jatim").lines == ["antara-jatim is disabled already"]
    assert run("sources", "enable", "antara-jatim").lines == ["enabled in sources.toml: antara-jatim"]
    assert run("sources", "remove", "antara-jatim").lines == [
        "removed from sources.toml: antara-jatim, which is as bundled again"
    ]
    run("sources", "add", "https://kabar.example/", "--area", "Tuban", "--name", "kabar")
    assert run("sources", "remove", "kabar").lines == ["removed from sources.toml: kabar"]
    assert listed(run) == bundled
    assert run("sources", "enable", "google-news").code == 0
    assert next(row for row in listed(run) if row["name"] == "google-news")["enabled"]


def test_the_own_list_is_found_by_option_or_environment(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    add = ("sources", "add", "https://kabar.example/", "--area", "Tuban", "--name", "kabar")
    assert run(*add, "--sources", "ours.toml").lines == ["added to ours.toml: kabar, a listing for Kabupaten Tuban"]
    assert len(listed(run)) == len(BUNDLED)
    assert listed(run, "--sources", "ours.toml")[-1]["name"] == "kabar"
    monkeypatch.setenv("EXTRACTOR_SOURCES", "ours.toml")
    assert listed(run)[-1]["name"] == "kabar"
    assert run("sources", "remove", "kabar").lines == ["removed from ours.toml: kabar"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("add", "kabar.example", "--area", "35"), 2, "kabar.example: not a web address"),
        (("add", "https://[/", "--area", "35"), 2, "https://[/: not a web address"),
        (("add", "https://kabar.example/", "--area", "Tubann"), 1, "no place 'Tubann'"),
        (("add", "https://kabar.example/", "--area", "Bandung"), 1, "the name of several areas"),
        (("add", "https://kabar.example/", "--area", "JP"), 1, "area must be the code"),
        (("add", "https://kabar.example/", "--area", "35", "--name", "Kabar Kita"), 1, "Kabar Kita: a name has small"),
        (("add", "https://kabar.example/", "--area", "35", "--name", "antara-jatim"), 1, "choose another with --name"),
        (("add", "https://kabar.example/", "--area", "35", "--kind", "search"), 1, "{query} stands in the url"),
        (("disable", "antara-jatin"), 1, "did you mean antara-jatim"),
        (("enable", "x"), 1, "no source 'x': extractor sources lists them"),
        (("remove", "antara-jatim"), 1, "is bundled and cannot be removed: extractor sources disable antara-jatim"),
        (("remove", "x"), 1, "no source 'x'"),
        (("--sources", "none.toml"), 1, "none.toml: no such file"),
        (("--area", "35", "disable", "antara-jatim"), 2, "--area and --format belong to the list, not to disable"),
        (("--format", "csv", "disable", "antara-jatim"), 2, "--area and --format belong to the list"),
        (("--sources", "x.toml", "disable", "antara-jatim"), 2, "--sources stands behind disable"),
    ],
)
def test_a_wrong_command_says_so_in_a_line_and_changes_nothing(
    run: Command, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = run("sources", *arguments)
    assert (result.code, result.out) == (code, "")
    assert len(result.errors) == 1
    assert says in result.err
    assert list(run.folder.iterdir()) == []


def test_a_broken_own_list_is_one_line(run: Command) -> None:
    (run.folder / "sources.toml").write_text("[kabar]\nurl = 3\n")
    for arguments in ((), ("disable", "antara-jatim"), ("add", "https://k.example/", "--area", "35")):
        result = run("sources", *arguments)
        assert (result.code, result.errors) == (1, ["Error: sources.toml: kabar: url must be a text"])


def test_an_area_without_a_source_says_how_to_add_one(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = run.folder / "bundled.toml"
    bundled.write_text(OWN)
    monkeypatch.setattr("extractor.crawl.sources.bundled_file", lambda: bundled)
    result = run("sources", "--area", "Bali", "--format", "csv")
    assert (result.code, result.out) == (0, "")
    assert result.errors == ["No such source: add one with extractor sources add URL --area AREA"]
