"""Turn the public sets and the project's own annotation into training data for names.

    python models/train/names_data.py NER POOL OUT

NER is the directory with `idner-news-2k`, `nergrit` and `nerp`, POOL the articles that `pool_names.jsonl` refers to by
id; OUT receives one `.spacy` file for each part. What becomes of each label is told in `NAMES.md`.
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from extractor.reading.language import Indonesian
from extractor.tables import rows

HERE = Path(__file__).parent
#: Labels of the sets, and ours; "?" is what could be anything, so that nothing is learned from it.
LABELS = {
    "PER": "PER", "PERSON": "PER", "PPL": "PER", "ORG": "ORG", "ORGANISATION": "ORG", "LOC": "LOC", "PLACE": "LOC",
    "PLC": "LOC", "EVT": "EVT", "IND": "?",
}  # fmt: skip
#: How often each of the own texts is learned with other names.
VARIANTS = 5
_TIGHT_BEFORE = re.compile(r"^(?:[.,:;!?%)\]}”’…]+|[-/])$")
_TIGHT_AFTER = re.compile(r"(?:[(\[{“‘]|^[-/])$")
_TITLE = re.compile(
    r"^(?:(?:H|Hj|KH|Ir|Dr|dr|Drs|Dra|Prof|Presiden|Pak|Bu|Bapak|Ibu|Gubernur|Bupati|Jenderal)\.?\s+)+(?=[A-Z])"
)
_OFFICE = re.compile(
    r"(?:Dinas|Badan|Suku Dinas|Balai)(?:\s+(?:(?!Kabupaten|Kota|Provinsi)[A-Z][\w,]+|dan|serta))+?"
    r"(?P<short>\s+\([A-Z][\w ]+\))?(?=\s+(?:Kabupaten|Kota|Provinsi)\b|$)"
)
_SHORT_OFFICE = re.compile(r"Dis[a-z]{2,}|Din[a-z]{3,}|D(?!P[RCDWP])[A-Z0-9]{2,}|Bap[a-z]+")
#: What stands around a name now and then.
_TITLES = ("", "", "H. ", "Hj. ", "Dr. ", "Ir. ", "Drs. ", "KH. ", "Prof. Dr. ")
_DEGREES = ("", "", ", S.E.", ", S.E., M.M.", ", S.H., M.H.", ", M.Si", ", S.Sos., M.Si.", ", SE, MM", " SE", ", S.Pd.")
#: Sentences to fill: what each letter stands for is said in `_FILLED`, `-` and `+` are no names.
_FILLED = {"P": "PER", "Q": "PER", "B": "ORG", "G": "ORG", "L": "LOC", "M": "LOC", "A": "LOC", "D": "LOC"}
_TEMPLATES = (
    "“Stoknya aman,” kata Kepala {B} {P} di {M}, Senin (3/2/2025).",
    "Kepala {B}, {P}, mengatakan {-} sudah dibahas bersama {G}.",
    "Bupati {A} {P} meninjau {D}, {L}, bersama Kepala {B} {Q}.",
    "Bupati {A} {P} dan Wali Kota {M} {Q} menandatangani kerja sama tentang {-}.",
    "Wali Kota {A} {P} menyebut {-} dan {+} menjadi perhatian.",
    "Wakil Bupati {A}, {P}, menyerahkan {-} kepada warga {D}.",
    "Sekda {A} {P} menyampaikan {-} itu kepada {G}.",
    "Ketua {G} {P} meminta {B} memeriksa {-}.",
    "Hadir Asisten Pemerintahan dan Kesra {P}, Staf Ahli Bidang Hukum dan Politik {Q}, serta para camat.",
    "Kepala Bidang Perdagangan {B} {P} menjelaskan, {-} naik.",
    "{-} itu diserahkan Camat {A} {P} kepada {Q}.",
    "Menurut {P}, {-} di {L} dan {M} berbeda.",
    "{-} adalah {+} yang dipakai {G}.",
    "Pelaksana Tugas Kepala {B} {P} bersama Kapolres {A} {Q} memantau pasar di {D}.",
    "Selain {-}, ada {+} yang disusun {B}.",
)
_VILLAGE = re.compile(r"(?:Kecamatan|Distrik|Desa|Kelurahan|Kampung|Pekon|Nagari) ")
_PREFIX = re.compile(r"^se-(?=\w)")


@dataclass
class Sample:
    """A text, its names as (start, end, label), and the stretches of which nothing is known."""

    text: str
    names: list[tuple[int, int, str]] = field(default_factory=list)
    unknown: list[tuple[int, int]] = field(default_factory=list)


def conll(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences of a file with one token a line, its tag last."""
    sentence: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        parts = line.split()
        if parts:
            sentence.append((parts[0], parts[-1]))
        elif sentence:
            yield sentence
            sentence = []


def sample(tokens: list[tuple[str, str]]) -> Sample:
    """Join tokens as a newspaper would print them, and their tags to names."""
    found = Sample("")
    name: tuple[int, str] | None = None
    quoted = False
    tight = True
    end = 0
    for word, tag in tokens:
        if name is not None and not tag.startswith("I-"):
            _add(found, name[0], end, name[1])
            name = None
        closing = word == '"' and quoted
        gap = "" if tight or closing or _TIGHT_BEFORE.match(word) else " "
        start = len(found.text) + len(gap)
        found.text += gap + word
        end = len(found.text)
        quoted = quoted != (word == '"')
        tight = _TIGHT_AFTER.search(word) is not None or (word == '"' and not closing)
        if tag != "O" and name is None:
            name = (start, tag[2:])
    if name is not None:
        _add(found, name[0], end, name[1])
    return found


def _add(found: Sample, start: int, end: int, label: str) -> None:
    """Add a name without its brackets, titles and `se-`."""
    words = found.text[start:end]
    if words[:1] in "(\"'" and (words[-1:] in ")\"'" or ")" not in words):
        start += 1
    while end > start and (found.text[end - 1] in ".,:;\"'" or (found.text[end - 1] == ")" and "(" not in words[1:])):
        end -= 1
    label = LABELS.get(label, "")
    if label == "PER" and (title := _TITLE.match(found.text[start:end])):
        start += title.end()
    if label == "LOC" and (prefix := _PREFIX.match(found.text[start:end])):
        start += prefix.end()
    if start >= end or not label:
        return
    if label == "?":
        found.unknown.append((start, end))
    else:
        found.names.append((start, end, label))


class Casing:
    """How the press writes a word: what the lower-cased set has lost."""

    def __init__(self, texts: Iterable[str]) -> None:
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            if sum(map(str.isupper, text)) > 0.01 * len(text):
                # A word behind a full stop has a capital whatever it is.
                for match in re.finditer(r"(?<![.!?\n\"“] )(?<![.!?\n\"“])(?<!^)\b[^\W\d_]+\b", text):
                    forms[match.group().lower()][match.group()] += 1
        self._usual = {word: counts.most_common(1)[0][0] for word, counts in forms.items()}

    def restored(self, lower: Sample) -> Sample:
        """Return the sample with capitals; a capital outside of names may be one, so it becomes unknown."""
        text, unknown = "", list(lower.unknown)
        last = 0
        for match in re.finditer(r"[^\W\d_]+", lower.text):
            word = match.group()
            start, end = match.span()
            usual = self._usual.get(word, word)
            if any(a <= start < b for a, b, _ in lower.names):
                usual = word.capitalize() if usual == word else usual
            elif usual != word and not any(a <= start < b for a, b in lower.unknown):
                unknown.append((start, end))
            if not lower.text[:start].strip(" \"'“(") and usual == word:
                usual = word.capitalize()
            text += lower.text[last:start] + usual
            last = end
        return Sample(text + lower.text[last:], lower.names, unknown)


def _place_names() -> re.Pattern[str]:
    odd = {row["name"].lower() for row in rows("place_words")}
    names = {row["name"] for row in rows("places") if row["level"] in ("country", "province", "regency", "city")}
    names |= {"Jakarta", "Amerika", "Eropa", "Asia", "Afrika", "Sumatera", "Jawa", "Kalimantan", "Sulawesi", "Papua"}
    known = sorted((name for name in names if name.lower() not in odd and len(name) > 3), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, known))})(?![\w-])")


def _event_names() -> re.Pattern[str]:
    nouns = "|".join(re.escape(row["word"].capitalize()) for row in rows("event_nouns"))
    return re.compile(rf"\b(?:{nouns}|Piala|Pemilu|Pilkada|Pilpres|Liga|Anugerah|Penghargaan)\b(?:\s+[A-Z0-9][\w.-]*)*")


def consistent(found: Sample, *, places: re.Pattern[str], events: re.Pattern[str]) -> Sample:
    """Mend what a set without `EVT` and with places marked now and then says about both."""
    taken = [(start, end) for start, end, _ in found.names] + found.unknown
    free = lambda a, b: not any(start < b and a < end for start, end in taken)  # noqa: E731
    for match in events.finditer(found.text):
        if free(*match.span()):
            found.unknown.append(match.span())
    taken += found.unknown
    for match in places.finditer(found.text):
        if free(*match.span()):
            found.names.append((*match.span(), "LOC"))
    found.names.sort()
    return found


class Variety:
    """Other names in the same sentences: few annotated texts would otherwise teach their names by heart."""

    def __init__(self, samples: Iterable[Sample], seed: int = 7) -> None:
        self._chance = random.Random(seed)
        persons = {one.text[a:b] for one in samples for a, b, label in one.names if label == "PER"}
        self._persons: defaultdict[int, list[list[str]]] = defaultdict(list)
        for name in sorted(persons):
            words = name.split()
            if all(word[:1].isupper() for word in words):
                self._persons[len(words)].append(words)
        self._areas: defaultdict[str, list[str]] = defaultdict(list)
        self._level: dict[str, str] = {}
        for row in rows("places"):
            name = re.sub(r"^(?:Kabupaten|Kota) ", "", row["name"])
            if row["level"] in ("province", "regency", "city", "district") and "(" not in name:
                self._areas[row["level"]].append(name)
                if row["level"] != "district":
                    self._level.setdefault(name.lower(), row["level"])
        with (HERE / "offices.csv").open(encoding="utf-8", newline="") as file:
            self._offices = list(csv.DictReader(file))
        self._short = {office["short"] for office in self._offices}

    def of(self, found: Sample) -> Sample:
        """Return the sample with other persons and areas, the same one wherever it was the same."""
        persons: dict[str, str] = {}
        for a, b, label in sorted(found.names, key=lambda name: name[0] - name[1]):
            words = found.text[a:b].split()
            if label == "PER" and not all(word in persons for word in words) and self._persons[len(words)]:
                persons.update(zip(words, self._chance.choice(self._persons[len(words)]), strict=True))
        areas: dict[str, str] = {}
        text, names, last = "", [], 0
        for a, b, label in found.names:
            name, degree = found.text[a:b], ""
            text += found.text[last:a]
            if label == "PER":
                name = " ".join(persons.get(word, word) for word in name.split())
                if " " in name and self._chance.random() < 0.25:
                    text += self._chance.choice(_TITLES)
                    degree = self._chance.choice(_DEGREES)
            elif label in ("ORG", "LOC"):
                name = self._moved(self._other_office(name) if label == "ORG" else name, areas)
            names.append((len(text), len(text) + len(name), label))
            text, last = text + name + degree, b
        return Sample(text + found.text[last:], names)

    def made(self, count: int) -> Iterator[Sample]:
        """Yield sentences about invented people in office, the places where one name meets the next."""
        chance = self._chance
        persons = [" ".join(words) for length in (1, 2, 3) for words in self._persons[length]]
        cities, districts = self._areas["regency"] + self._areas["city"], self._areas["district"]
        with (HERE / "no_names.csv").open(encoding="utf-8", newline="") as file:
            no_names = [row["word"] for row in csv.DictReader(file)]
        for _ in range(count):
            office = chance.choice(self._offices)
            city, other = chance.sample(cities, 2)
            kind = chance.choice(["", "", "Kabupaten ", "Kota "])
            body = chance.choice([
                f"{office['name']} ({office['short']}) {kind}{city}", f"{office['name']} {kind}{city}", office["name"],
                f"{office['short']} {city}", office["short"],
            ])  # fmt: skip
            fillers = {
                "P": chance.choice(persons), "Q": chance.choice(persons), "B": body, "L": f"{kind}{city}", "M": other,
                "A": city, "D": f"{chance.choice(['Kecamatan', 'Desa'])} {chance.choice(districts)}",
                "G": chance.choice(["Pemkab ", "Pemkot ", "Pemerintah Kabupaten ", "DPRD ", "Polres ", "BPS "]) + city,
                "-": chance.choice(no_names), "+": chance.choice(no_names),
            }  # fmt: skip
            text, names = "", []
            for piece in re.split(r"(\{.\})", chance.choice(_TEMPLATES)):
                key = piece[1:-1] if piece.startswith("{") else ""
                filled = fillers[key] if key else piece
                if label := _FILLED.get(key):
                    names.append((len(text), len(text) + len(filled), label))
                text += filled
            yield Sample(text, names)

    def _other_office(self, name: str) -> str:
        """Exchange `Dinas Kesehatan` in `Dinas Kesehatan (Dinkes) Kabupaten Jepara` or `Dinkes Jepara` for another."""
        office = self._chance.choice(self._offices)
        match = _OFFICE.match(name)
        if match is not None:
            return office["name"] + (f" ({office['short']})" if match["short"] else "") + name[match.end() :]
        first, gap, rest = name.partition(" ")
        return office["short"] + gap + rest if first in self._short or _SHORT_OFFICE.fullmatch(first) else name

    def _moved(self, name: str, areas: dict[str, str]) -> str:
        if (kind := _VILLAGE.match(name)) is not None:
            return kind.group() + areas.setdefault(name[kind.end() :], self._chance.choice(self._areas["district"]))
        words = name.split(" ")
        for length in (3, 2, 1):
            for i in range(len(words) - length, -1, -1):
                area = " ".join(words[i : i + length])
                level = self._level.get(area.lower())
                if level is not None:
                    other = areas.setdefault(area.lower(), self._chance.choice(self._areas[level]))
                    return " ".join([*words[:i], other.upper() if area.isupper() else other, *words[i + length :]])
        return name


def to_doc(nlp: Language, found: Sample) -> Doc:
    """Return the sample as a `Doc` with its entities; what is unknown carries no annotation."""
    doc = nlp.make_doc(found.text)
    entities, missing = [], []
    taken: set[int] = set()
    for start, end, label in sorted(found.names):
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is None or not span.text.strip() or taken & set(range(span.start, span.end)):
            continue
        taken |= set(range(span.start, span.end))
        entities.append(span)
    for start, end in found.unknown:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and not taken & set(range(span.start, span.end)):
            missing.append(span)
            taken |= set(range(span.start, span.end))
    doc.set_ents(entities, missing=missing, default="outside")
    return doc


def own(part: str, pool: dict[str, str]) -> list[Sample]:
    """Return this project's annotation of the `train`, `dev` or `test` part, or the `silver` one of earlier models."""
    file = HERE / ("pool_silver.jsonl" if part == "silver" else "pool_names.jsonl")
    lines = file.read_text(encoding="utf-8").splitlines()
    found = []
    for record in map(json.loads, lines):
        if record["part"] == part:
            start, end = record["start"], record["end"]
            names = [(a - start, b - start, label) for a, b, label in record["names"]]
            unknown = [(a - start, b - start) for a, b in record.get("unknown", [])]
            found.append(Sample(pool[record["id"]][start:end], names, unknown))
    return found


def parts(ner: Path, pool: dict[str, str]) -> dict[str, list[Sample]]:
    """Return the samples of every part: `<set>-train`, `<set>-dev`, `<set>-test`."""
    places, events, casing = _place_names(), _event_names(), Casing(pool.values())
    found: dict[str, list[Sample]] = {}
    for name, dev in (("idner-news-2k", "dev"), ("nergrit", "valid"), ("nerp", "valid")):
        tests = {sample(s).text for part in (dev, "test") for s in conll(ner / f"{name}.{part}.txt")}
        for part in ("train", dev, "test"):
            read = [sample(tokens) for tokens in conll(ner / f"{name}.{part}.txt")]
            if name == "nerp":
                read = [casing.restored(one) for one in read]
            if part == "train":
                read = [consistent(one, places=places, events=events) for one in read if one.text not in tests]
            found[f"{name}-{part.replace('valid', 'dev')}"] = read
    return found | {f"own-{part}": own(part, pool) for part in ("train", "silver", "dev", "test")}


def mixed(found: dict[str, list[Sample]]) -> list[Sample]:
    """Return what is trained on: the sets, the own texts with names exchanged, and some of all in small letters."""
    sets = [samples for name, samples in found.items() if name.endswith("-train") and name != "own-train"]
    public = [one for samples in sets for one in samples]
    variety = Variety([*public, *found["own-train"]])
    samples = [
        *public,
        *found["idner-news-2k-train"],
        *found["own-train"] * 3,
        *found["own-silver"],
        *variety.made(800),
    ]
    samples += [variety.of(one) for one in found["own-train"] for _ in range(VARIANTS)]
    small = random.Random(7).sample(samples, len(samples) // 6)
    lower = [Sample(one.text.lower(), one.names, one.unknown) for one in small]
    return samples + [one for one, upper in zip(lower, small, strict=True) if len(one.text) == len(upper.text)]


def write(ner: Path, pool_file: Path, out: Path) -> None:
    """Write every part to a file of its own, and `train` with all that is trained on."""
    with pool_file.open(encoding="utf-8") as lines:
        pool = {article["id"]: article["text"] for article in map(json.loads, lines)}
    out.mkdir(parents=True, exist_ok=True)
    nlp = Indonesian()
    nlp.to_disk(out / "blank")
    found = parts(ner, pool)
    for name, samples in {**found, "train": mixed(found)}.items():
        DocBin(docs=[to_doc(nlp, one) for one in samples]).to_disk(out / f"{name}.spacy")


def main(
    ner: Annotated[Path, typer.Argument(help="Directory of the public sets.")],
    pool: Annotated[Path, typer.Argument(help="Articles, a JSON object a line.")],
    out: Annotated[Path, typer.Argument(help="Directory for the `.spacy` files.")],
) -> None:
    """Write the training data."""
    write(ner, pool, out)


if __name__ == "__main__":
    typer.run(main)
