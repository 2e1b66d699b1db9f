"""Periods: every expression of time in a text, written as the contract writes it (`2022-01/2022-10`).

Precision is kept: a month stays a month. Relative words are resolved with the date of publication and stay without
a value when that is unknown. The reader looks at each word once and tries, in a fixed order, the forms that can
begin with it.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from extractor.tables import rows

WEEKDAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "jum’at": 4, "sabtu": 5, "minggu": 6,
    "ahad": 6,
}  # fmt: skip
_ORDINALS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4, "pertama": 1, "kedua": 2, "ketiga": 3,
    "keempat": 4, "satu": 1, "dua": 2, "tiga": 3, "empat": 4,
}  # fmt: skip
_YEAR_WORDS = {
    "ini": 0,
    "berjalan": 0,
    "lalu": -1,
    "kemarin": -1,
    "silam": -1,
    "sebelumnya": -1,
    "depan": 1,
    "mendatang": 1,
}


@dataclass(slots=True)
class Period:
    """An expression of time: `text[start:end]`.

    `value` is the contract's writing of it, None when it cannot be resolved. `precision` is `year`, `half`,
    `quarter`, `month`, `week` or `day`, of the finer end of a range. `cumulative` marks what runs up to its end
    (`hingga Oktober`); `relative` a word that was resolved with another date (`tahun lalu`), `anchor` which one
    (`published` or `mentioned`, the period mentioned before); `comparison` marks the other side of a comparison
    (`dibanding tahun lalu`); `until` a stand that is told up to now (`hingga saat ini`); `yearless` a month or
    quarter without its year; `weekday_wrong` a date whose weekday is not the one that the text names.
    """

    start: int
    end: int
    value: str | None
    precision: str
    cumulative: bool = False
    relative: bool = False
    anchor: str | None = None
    offset: int = 0
    comparison: bool = False
    until: bool = False
    yearless: bool = False
    weekday_wrong: bool = False


@cache
def months() -> dict[str, int]:
    """Return month numbers by the lower-case words and short forms of `models/months.csv`."""
    return {row["word"]: int(row["month"]) for row in rows("months")}


def iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Write a year, month or day as the contract does; None when there is no such date."""
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def shift(day: date, unit: str, offset: int) -> str:
    """Return the `year`, `half`, `quarter`, `month`, `week` or `day` that lies `offset` units from that of `day`.

    It is written as the contract does; a week within one month is written as that month: `pekan lalu` names no day.
    """
    if unit == "year":
        return f"{day.year + offset:04d}"
    if unit == "month":
        index = day.year * 12 + day.month - 1 + offset
        return f"{index // 12:04d}-{index % 12 + 1:02d}"
    if unit in ("quarter", "half"):
        months_each = 3 if unit == "quarter" else 6
        index = day.year * 12 // months_each + (day.month - 1) // months_each + offset
        year, part = divmod(index, 12 // months_each)
        return f"{year:04d}-{'Q' if unit == 'quarter' else 'S'}{part + 1}"
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=offset)
        sunday = monday + timedelta(days=6)
        if monday.month == sunday.month:
            return f"{monday:%Y-%m}"
        return f"{monday.isoformat()}/{sunday.isoformat()}"
    return (day + timedelta(days=offset)).isoformat()


def _span(first: str | None, last: str | None) -> str | None:
    if first is None or last is None:
        return None
    return first if first == last else f"{first}/{last}"


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


_YEAR = r"(?:19[4-9]\d|20[0-6]\d)(?!\d|[.,]\d|\s?persen|%)"
_TO = r"\s*(?:-|–|—|\bhingga\b|\bsampai dengan\b|\bsampai\b|\bs\.?d\.?\b|\bs/d\b)\s*"
_ORDINAL = r"(?:iv|iii|ii|i|[1-4]|pertama|kedua|ketiga|keempat|satu|dua|tiga|empat)(?!\w)"
_OF_YEAR = (
    rf"(?:\s*,?\s*[/-]?\s*(?:tahun\s+)?(?P<year>{_YEAR})|\s+(?P<year_word>tahun\s+(?:ini|berjalan|lalu|kemarin|silam"
    r"|depan|mendatang|sebelumnya)))?"
)
_WHEN = r"(?:\s+(?P<when>mendatang|nanti|depan|lalu|silam|kemarin|tahun ini)(?!\w))?"


class PeriodReader:
    """Reads the periods of a text; the patterns are compiled once from the tables under `models/`."""

    def __init__(self) -> None:
        month = rf"(?:{'|'.join(sorted(months(), key=len, reverse=True))})(?!\w)\.?"
        quarter = r"(?:triwulan|kuartal|kwartal|tw|q)"

        def pattern(text: str) -> re.Pattern[str]:
            return re.compile(text, re.IGNORECASE)

        self._until = pattern(
            r"(?:hingga|sampai\s+dengan|sampai|s/d)\s+(?:(?P<part>akhir|pertengahan|awal|penghujung)\s+)?"
            r"(?:per\s?)?(?:bulan\s+|tanggal\s+|hari\s+(?!ini\b))?"
        )
        self._weekday = pattern(rf"(?P<day>{'|'.join(WEEKDAYS)})(?!\w)")
        self._after_weekday = pattern(
            r"(?:\s+(?:malam|pagi|siang|sore|dini hari|ini|lalu|kemarin|besok|depan|mendatang)){0,2}\s*,?\s*(?:\(\s*)?"
            r"(?:tanggal\s+)?(?=\d)"
        )
        self._day_range = pattern(
            rf"(?P<d1>\d{{1,2}})(?:\s+(?P<m1>{month}))?(?:\s+(?P<y1>{_YEAR}))?(?:{_TO}|\s+dan\s+)"
            rf"(?P<d2>\d{{1,2}})\s+(?P<m2>{month}){_OF_YEAR}{_WHEN}"
        )
        self._slash_range = pattern(
            rf"(?P<d1>\d{{1,2}})(?:/(?P<m1>\d{{1,2}}))?(?:/(?P<y1>\d{{4}}))?{_TO}(?P<d2>\d{{1,2}})/(?P<m2>\d{{1,2}})"
            r"(?:/(?P<year>\d{4}))?(?![\d/])"
        )
        self._day = pattern(rf"(?P<d>\d{{1,2}})[\s-]+(?P<m>{month}){_OF_YEAR}{_WHEN}")
        self._slash_day = pattern(
            r"(?P<d>\d{1,2})(?P<mark>\s?[/.-]\s?)(?P<m>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2}))?(?!\d|[/.,-]\d|\s?persen|%)"
        )
        self._month_range = pattern(
            rf"(?P<m1>{month})(?:\s+(?P<y1>{_YEAR}))?(?:{_TO}(?:bulan\s+)?|\s+(?P<and>dan)\s+)(?P<m2>{month}){_OF_YEAR}{_WHEN}"
        )
        self._month = pattern(rf"(?P<m>{month})(?:\s?['’](?P<short_year>\d\d)(?!\d))?{_OF_YEAR}{_WHEN}")
        self._quarter_range = pattern(
            rf"{quarter}[\s-]*(?P<q1>{_ORDINAL})(?:{_TO}|\s+dan\s+)(?:{quarter}[\s-]*)?(?P<q2>{_ORDINAL}){_OF_YEAR}"
        )
        self._quarter = pattern(rf"{quarter}[\s-]*(?:ke[\s-]?)?(?P<q>{_ORDINAL}){_OF_YEAR}")
        self._subround = pattern(
            rf"sub\s?-?round[\s-]*(?P<r>iii|ii|i|[1-3])(?!\w)(?:\s*\([^()\d]{{3,30}}\))?{_OF_YEAR}"
        )
        self._half = pattern(
            rf"(?:semester|smt)[\s-]*(?:ke[\s-]?)?(?P<s>[12]|ii|i|pertama|kedua|satu|dua)(?!\w){_OF_YEAR}"
        )
        self._year_range = pattern(
            rf"(?:(?:tahun\s+anggaran|ta|tahun)\.?\s+)?(?P<y1>(?:19[4-9]|20[0-6])\d)(?:\s?/\s?|{_TO}(?:tahun\s+)?)(?P<y2>{_YEAR})"
        )
        self._year = pattern(rf"(?:(?:tahun\s+anggaran|ta|tahun|thn|th)\.?\s+)?(?P<y>{_YEAR})")
        self._relative = [
            (pattern(row["pattern"].replace(" ", r"\s+") + r"(?!\w)"), row) for row in rows("relative_periods")
        ]
        self._month_word = pattern(month)
        self._words = self._first_words()

    def _first_words(self) -> dict[str, str]:
        """The words with which a period can begin, each with the family of forms to try there."""
        words = dict.fromkeys(months(), "month")
        words |= dict.fromkeys(
            ("triwulan", "kuartal", "kwartal", "tw", "q", "semester", "smt", "subround", "sub"), "part"
        )
        words |= {f"q{n}": "part" for n in range(1, 5)}
        words |= dict.fromkeys(("hingga", "sampai", "s"), "until")
        words |= dict.fromkeys((name.split("'")[0].split("’")[0] for name in WEEKDAYS), "weekday")
        for row in rows("relative_periods"):
            for word in _literal_beginnings(row["pattern"]):
                words.setdefault(word, "relative")
        words |= dict.fromkeys(("tahun", "ta", "thn", "th"), "year")
        return words

    def read(self, text: str, published: date | None, *, is_count: re.Pattern[str] | None = None) -> list[Period]:
        """Return the periods of `text` in its order, not overlapping.

        Args:
            published: date of publication, None when unknown.
            is_count: matches, right behind four digits, what makes them a count and no year (`2024 ton`).
        """
        found: list[Period] = []
        position = 0
        for match in _WORD.finditer(text):
            if match.start() < position:
                continue
            word = match.group().lower()
            family = "digits" if word[0].isdigit() else self._words.get(word)
            if family is None:
                continue
            period = self._read_at(text, match.start(), family, published, is_count)
            if period is not None:
                position = period.end
                if found and _is_the_day(text, found[-1], period):
                    period = replace(found.pop(), end=period.end, value=period.value)
                elif found and _goes_on_to(text, found[-1], period):
                    period = _joined(found.pop(), period)
                found.append(period)
        self._settle(text, found)
        return found

    def _settle(self, text: str, found: list[Period]) -> None:
        """Resolve the words that lean on the period mentioned before them (`bulan itu`, `tahun sebelumnya`)."""
        last: str | None = None
        #: The last period that is a part of a year.
        part: Period | None = None
        for i, period in enumerate(found):
            before = found[i - 1] if i else None
            if before is not None and period.yearless and period.value and before.value:
                # `pertumbuhan 2023: kuartal I …, kuartal II …`, `Februari ini …, Maret …`: the sentence's year
                onward = not before.yearless or period.value[5:] > before.value[5:7] > ""
                ends = len(_SENTENCE_END.findall(text, before.end, period.start))
                # a quarter goes on with the year of the sentence before
                if onward and ends <= (period.precision == "quarter" and before.precision in ("year", "quarter")):
                    period.value = _with_year(period.value, before.value[:4]) or period.value
                    period.yearless = before.yearless
            if before is not None and before.anchor == "published" and before.precision == period.precision == "day":
                if period.value and text[before.end : period.start].strip() in (",", "(", ""):
                    before.value = period.value
            if before is not None and period.anchor == "published" and before.precision == period.precision == "day":
                if before.value and before.anchor is None and _is_same_day(text, before, period):
                    period.value = before.value
            same_part = _SAME_PART.search(text, max(0, period.start - 40), period.start)
            if period.anchor == "mentioned" and period.precision == "same":
                # `Masih jauh dibanding 2019. Waktu itu …`
                near = before is not None and before.comparison and period.start - before.end < _NEXT_TO
                month = text[period.start : period.end].lower().startswith("bulan")
                if (
                    month
                    and part is not None
                    and part.precision == "month"
                    and (before is None or len(before.value or "") < 7)
                ):
                    period.value = part.value
                else:
                    period.value = before.value if near and before is not None else last
            elif period.anchor == "mentioned" and last is not None:
                period.value = _before(last, period.precision, period.offset) or period.value
            if same_part and last is not None and period.value and len(period.value) == 4:
                same = part.value if part is not None and part.value and len(last) == 4 else last
                period.value = _with_year(same, period.value) or period.value
            period.comparison = _is_comparison(text, period, before, same_part is not None)
            if period.value is not None and not period.comparison and period.precision != "day":
                last = period.value
                if period.precision in ("half", "quarter", "month"):
                    part = period

    def _read_at(
        self, text: str, at: int, family: str, published: date | None, is_count: re.Pattern[str] | None
    ) -> Period | None:
        if family == "until":
            return self._read_until(text, at, published, is_count)
        if family == "weekday":
            return self._read_weekday(text, at, published)
        if family == "digits":
            return self._read_digits(text, at, published, is_count)
        if family == "month":
            return self._read_month(text, at, published)
        if family == "part":
            return self._read_part(text, at, published) or self._read_relative(text, at, published)
        period = self._read_relative(text, at, published)
        return period or (self._read_year(text, at, is_count) if family == "year" else None)

    def _read_until(
        self, text: str, at: int, published: date | None, is_count: re.Pattern[str] | None
    ) -> Period | None:
        """`hingga Oktober 2022` runs from January; `hingga tahun ini` and `hingga akhir 2024` name the year."""
        lead = self._until.match(text, at)
        if lead is None:
            return self._read_relative(text, at, published)
        word = _WORD.match(text, lead.end())
        family = (
            "digits" if word and word.group()[0].isdigit() else self._words.get(word.group().lower()) if word else None
        )
        if family in (None, "until"):
            return self._read_relative(text, at, published)
        inner = self._read_at(text, lead.end(), family, published, is_count)
        if inner is None:
            return self._read_relative(text, at, published)
        value = inner.value
        if inner.precision == "day" and inner.anchor == "published":
            # `hingga kini`: a stand; what it is of decides whether it is a span
            return replace(inner, start=at, until=True)
        if published and value and inner.yearless and inner.precision == "month" and value[:4] < str(published.year):
            # `sampai Desember` in May looks ahead
            value = f"{published.year}{value[4:]}" if int(value[5:7]) > published.month else value
            if value.endswith("-12"):
                return replace(inner, start=at, value=value[:4], precision="year", cumulative=True)
        if value is not None and inner.precision in ("month", "day") and "/" not in value:
            first = f"{value[:4]}-01" if inner.precision == "month" else f"{value[:4]}-01-01"
            value = _span(first, value)
        elif value is not None and inner.precision == "quarter" and "/" not in value:
            value = _span(f"{value[:4]}-Q1", value)
        return replace(inner, start=at, value=value, cumulative=True)

    def _read_weekday(self, text: str, at: int, published: date | None) -> Period | None:
        name = self._weekday.match(text, at)
        if name is None:
            return None
        if name["day"][0].isupper() and _MARKET.search(text, max(0, at - 8), at):
            return None
        weekday = WEEKDAYS[name["day"].lower()]
        lead = self._after_weekday.match(text, name.end())
        if lead is not None:
            period = self._read_date(text, lead.end(), published, alone=False)
            if period is not None:
                wrong = (
                    period.value is not None
                    and len(period.value) == 10
                    and (date.fromisoformat(period.value).weekday() != weekday)
                )
                return replace(period, start=at, weekday_wrong=wrong)
        # `minggu` is also a week: in small letters mostly, and before `ini` or `lalu`.
        if name["day"].lower() == "minggu":
            week = self._read_relative(text, at, published)
            if week is not None or name["day"][0].islower():
                return week
        if published is None:
            return Period(at, name.end(), None, "day", relative=True)
        day = published - timedelta(days=(published.weekday() - weekday) % 7)
        return Period(at, name.end(), day.isoformat(), "day", relative=True)

    def _read_digits(
        self, text: str, at: int, published: date | None, is_count: re.Pattern[str] | None
    ) -> Period | None:
        in_brackets = text[:at].rstrip().endswith("(") and text[max(0, at - 2) : at].find("(") >= 0
        return self._read_date(text, at, published, alone=not in_brackets) or self._read_year(text, at, is_count)

    def _read_date(self, text: str, at: int, published: date | None, *, alone: bool) -> Period | None:
        """A day or a range of days in digits; `alone`: neither a weekday nor a bracket says that `4/4` is a date."""
        if match := self._day_range.match(text, at):
            year, known = self._year_of(match, published, months_of(match["m2"]), int(match["d2"]))
            last = iso(year, months_of(match["m2"]), int(match["d2"])) if known else None
            first_month = months_of(match["m1"]) if match["m1"] else months_of(match["m2"])
            first_year = int(match["y1"]) if match["y1"] else year - (first_month > months_of(match["m2"]))
            first = iso(first_year, first_month, int(match["d1"])) if known else None
            if not known or (first and last and first <= last):
                return Period(at, match.end(), _span(first, last), "day", relative=not match["year"])
        if match := self._slash_range.match(text, at):
            if match["year"] or (not alone and match["m2"]):
                year, known = self._year_of(match, published, int(match["m2"]), int(match["d2"]))
                last = iso(year, int(match["m2"]), int(match["d2"])) if known else None
                first = (
                    iso(int(match["y1"] or year), int(match["m1"] or match["m2"]), int(match["d1"])) if known else None
                )
                if first and last and first <= last:
                    return Period(at, _closing(text, match.end()), _span(first, last), "day")
        if match := self._day.match(text, at):
            month = months_of(match["m"])
            year, known = self._year_of(match, published, month, int(match["d"]))
            value = iso(year, month, int(match["d"])) if known else None
            if value or not known:
                return Period(at, _closing(text, match.end()), value, "day", relative=not match["year"])
        if match := self._slash_day.match(text, at):
            day, month = int(match["d"]), int(match["m"])
            plain = match["mark"].strip() == "/"
            # `10.00` is a time and `4-2` a score; without a year only `(4/4)` and `Kamis (4/4)` are days.
            if match["year"] is None and (alone or not plain):
                return None
            if match["year"] is not None and len(match["year"]) == 2 and not plain and alone:
                return None
            if month > 12 >= day:
                return None
            if match["year"]:
                value = iso(_full_year(match["year"]), month, day)
            else:
                year, known = self._year_of(None, published, month, day)
                value = iso(year, month, day) if known else None
            if value or published is None:
                return Period(at, _closing(text, match.end()), value, "day", relative=not match["year"])
        return None

    def _read_month(self, text: str, at: int, published: date | None) -> Period | None:
        match = self._month_range.match(text, at)
        if match and (not match["and"] or _is_one_span(text, match)):
            year, known = self._year_of(match, published, months_of(match["m2"]))
            first_year = int(match["y1"]) if match["y1"] else year - (months_of(match["m1"]) > months_of(match["m2"]))
            bare = not match["year"] and not match["year_word"]
            if bare and known and published and year < published.year and _WILL.match(text, match.end()):
                first_year, year = first_year + 1, year + 1
            value = _span(iso(first_year, months_of(match["m1"])), iso(year, months_of(match["m2"]))) if known else None
            return Period(at, match.end(), value, "month", relative=not match["year"])
        match = self._month.match(text, at)
        if match is None:
            return None
        month = months_of(match["m"])
        explicit = match["year"] or match["short_year"]
        # `mei` and `juni` are also names, `mar` and `des` also words: without a year they need a sign of time.
        if not explicit and not match["year_word"] and not _time_context(text, at, match["m"]):
            return None
        if (
            not explicit
            and not match["year_word"]
            and _SURNAME.match(text, match.end())
            and match["m"].lower() == "mei"
        ):
            return None
        if match["short_year"]:
            return Period(at, match.end(), iso(_full_year(match["short_year"]), month), "month")
        year, known = self._year_of(match, published, month)
        value = iso(year, month) if known else None
        bare = not explicit and not match["year_word"] and not match["when"]
        ahead = bare and (_AHEAD.search(text, max(0, at - 90), at) or _AHEAD_BEHIND.match(text, match.end()))
        if ahead and published and known and month > published.month:
            value = iso(published.year, month)
        return Period(at, match.end(), value, "month", relative=not explicit, yearless=bare)

    def _read_part(self, text: str, at: int, published: date | None) -> Period | None:
        if match := self._quarter_range.match(text, at):
            year, known = self._year_of(match, published, 3 * _ORDINALS[match["q2"].lower()])
            first, last = (f"{year}-Q{_ORDINALS[match[name].lower()]}" for name in ("q1", "q2"))
            return Period(at, match.end(), _span(first, last) if known else None, "quarter", relative=not match["year"])
        if match := self._quarter.match(text, at):
            quarter = _ORDINALS[match["q"].lower()]
            year, known = self._year_of(match, published, 3 * quarter - 2)
            value = f"{year}-Q{quarter}" if known else None
            bare = not match["year"] and not match["year_word"]
            return Period(at, match.end(), value, "quarter", relative=not match["year"], yearless=bare)
        if match := self._half.match(text, at):
            half = _ORDINALS[match["s"].lower()]
            year, known = self._year_of(match, published, 6 * half - 5)
            return Period(at, match.end(), f"{year}-S{half}" if known else None, "half", relative=not match["year"])
        if match := self._subround.match(text, at):
            # BPS counts crops in thirds of a year
            end = 4 * _ORDINALS[match["r"].lower()]
            year, known = self._year_of(match, published, end - 3)
            value = _span(iso(year, end - 3), iso(year, end)) if known else None
            bare = not match["year"] and not match["year_word"]
            return Period(at, match.end(), value, "month", relative=not match["year"], yearless=bare)
        return None

    def _read_year(self, text: str, at: int, is_count: re.Pattern[str] | None) -> Period | None:
        if match := self._year_range.match(text, at):
            first, last = int(match["y1"]), int(match["y2"])
            if first < last:
                return Period(at, match.end(), f"{first}/{last}", "year")
        match = self._year.match(text, at)
        if match is None:
            return None
        bare = match.start("y") == at
        if _DOCUMENT.search(text, max(0, at - 36), at):
            return None
        counted = (
            is_count is not None
            and is_count.match(text, match.end())
            and not _YEAR_LED.search(text, max(0, at - 12), at)
        )
        if bare and (counted or _MONEY_BEFORE.search(text, max(0, at - 6), at)):
            return None
        return Period(at, match.end(), match["y"], "year")

    def _read_relative(self, text: str, at: int, published: date | None) -> Period | None:
        for pattern, row in self._relative:
            match = pattern.match(text, at)
            # `secara tahun berjalan`: from where a rate is counted
            if match is not None and not text.endswith("secara ", 0, at):
                resolvable = published is not None and row["unit"] != "same"
                value = shift(published, row["unit"], int(row["offset"])) if published and resolvable else None
                return Period(
                    at, match.end(), value, row["unit"], relative=True, anchor=row["anchor"], offset=int(row["offset"])
                )
        return None

    def _year_of(
        self, match: re.Match[str] | None, published: date | None, month: int, day: int | None = None
    ) -> tuple[int, bool]:
        """The year of a day or month: written beside it, or the one that brings it nearest before publication."""
        groups = match.groupdict() if match is not None else {}
        if groups.get("year"):
            return _full_year(groups["year"]), True
        if published is None:
            return 0, False
        if groups.get("year_word"):
            return published.year + _YEAR_WORDS[groups["year_word"].split()[-1].lower()], True
        when = (groups.get("when") or "").lower()
        if when == "tahun ini":
            return published.year, True
        later = (month, day or 1) > (published.month, published.day if day else 1)
        if when in ("mendatang", "nanti", "depan"):
            return published.year + (not later and (month, day or 31) < (published.month, published.day)), True
        if day is not None and not when and later:
            # A day soon after publication is ahead, not eleven months back.
            ahead = (month - published.month) % 12
            return published.year if ahead <= 6 else published.year - 1, True
        return published.year - later, True


#: `Pasar Minggu` is a place.
_MARKET = re.compile(r"\bPasar\s+$")
_WORD = re.compile(r"(?<![\w.,/-])(?:\d+|[^\W\d_]+\d?)|(?<=[a-zA-Z)]-)\d{4}\b")
_SENTENCE_END = re.compile(r"[.!?][\s\"”]|\n")
_AHEAD = re.compile(
    r"\b(?:akan|bakal|target\w*|ditargetkan|direncanakan|rencananya|dijadwalkan|diperkirakan|diprediksi|memperkirakan|memprakirakan|diproyeksikan"
    r"|berikutnya|puncak|mulai)\b[^.]*$",
    re.IGNORECASE,
)
#: `Pada Juli-Agustus pasar murah akan digelar`
_WILL = re.compile(r"[^.;\n]{0,60}?\b(?:akan|bakal)\b", re.IGNORECASE)
#: `pada Maret diprediksi`
_AHEAD_BEHIND = re.compile(
    r"\s+(?:(?:ini|nanti)\s+)?(?:akan|bakal|ditargetkan|direncanakan|diperkirakan|diprediksi|diproyeksikan)\b",
    re.IGNORECASE,
)
_SURNAME = re.compile(r"\s+[A-Z][a-z]")
_SAME_PART = re.compile(
    r"\b(?:periode|bulan|triwulan|kuartal|semester|waktu|posisi)\s+(?:yang\s+)?(?:sama|serupa)\s+(?:pada\s+|di\s+)?$",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\b(?:(?:dibanding|disanding)(?:kan)?(?:\s+dengan)?|ketimbang|terhadap|daripada|dari\s+(?:periode|bulan|triwulan|kuartal|posisi|capaian)|dari"
    r"|di\s+(?:bawah|atas)\s+(?:capaian|realisasi)|melampaui\s+(?:capaian|realisasi)|berbanding|tinggi\s+dari)\s+(?:dengan\s+)?(?:(?:periode|bulan|triwulan|kuartal|semester|posisi|capaian|kondisi|waktu|tahun"
    r"|realisasi|data|pada|akhir)\s+)*(?:(?:yang\s+)?sama\s+)?(?:pada\s+|di\s+)?$",
    re.IGNORECASE,
)
#: `dibandingkan luas panen pada 2023`
_COMPARED_WITH = re.compile(
    r"\b(?:dibanding(?:kan)?|ketimbang)\s+(?:dengan\s+)?(?:[^\W\d]+\s+){1,4}(?:pada|tahun|periode|bulan|di)\s+$",
    re.IGNORECASE,
)
#: How many letters on a word still points to the period before it.
_NEXT_TO = 12
_DOCUMENT = re.compile(r"\b(?:nomor|no\.?)\s*[\w./-]{1,20}\s+(?:tahun\s+)?$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:rp|\$)\.?\s*$", re.IGNORECASE)
#: `Pada 2022 koperasi itu …`: a year, whatever noun stands behind it.
_YEAR_LED = re.compile(r"\b(?:pada|sejak|sepanjang|selama)\s+$", re.IGNORECASE)
_TIME_SIGN = re.compile(
    r"(?:\b(?:pada|bulan|sejak|per|hingga|sampai|selama|sepanjang|akhir|awal|pertengahan|dari|di|untuk|mulai|dan|dibanding(?:kan)?"
    r"|sedangkan|periode|posisi|februari|januari)\s+|[-–/,(]\s*)$",
    re.IGNORECASE,
)


_SAME_DAY = re.compile(r"\s*(?:kemarin|hari ini)", re.IGNORECASE)
_EACH = re.compile(r"masing-masing|\bdibanding|\bantara\b", re.IGNORECASE)


def _is_the_day(text: str, first: Period, last: Period) -> bool:
    """Whether a date says which day is meant: `hingga hari ini, Jumat (23/7)`."""
    dated = last.precision == "day" and last.anchor is None and not last.cumulative and "/" not in (last.value or "/")
    return first.until and dated and text[first.end : last.start].strip(" (") == ","


def _goes_on_to(text: str, first: Period, last: Period) -> bool:
    """Whether two days are the ends of one span: `Jumat (8/8) hingga Selasa (12/8)`."""
    if not (last.cumulative and first.precision == last.precision == "day" and not first.cumulative):
        return False
    return text[first.end : last.start].strip(" ,") == "" and "/" not in (first.value or "")


def _is_same_day(text: str, before: Period, period: Period) -> bool:
    """Whether a word says again which day was named: `Rabu (10/8) kemarin`."""
    return _SAME_DAY.fullmatch(text, before.end, period.end) is not None


def _joined(first: Period, last: Period) -> Period:
    """The span from one day to the other; the second one's value runs from New Year."""
    end = last.value.split("/")[-1] if last.value else None
    value = _span(first.value, end) if first.value and end and first.value < end else last.value
    return replace(last, start=first.start, value=value, cumulative=False, relative=first.relative or last.relative)


def _is_comparison(text: str, period: Period, before: Period | None, same_part: bool) -> bool:
    """Whether the period is the other side of a comparison, or says that other side again in brackets."""
    gap = text[before.end : period.start].strip() if before is not None and before.comparison else None
    if gap == "(" or (before is not None and before.comparison and _is_same_day(text, before, period)):
        return True
    match = _COMPARING.search(text, max(0, period.start - 48), period.start)
    if match is None:
        return _COMPARED_WITH.search(text, max(0, period.start - 60), period.start) is not None
    # `dari 4 Agustus–31 Desember` is from one end to the other
    return same_part or not (match.group().split()[0].lower() == "dari" and "/" in (period.value or ""))


def _is_one_span(text: str, match: re.Match[str]) -> bool:
    """Whether `Juni dan Juli` are one span: two months that follow each other and are not told apart."""
    if _EACH.search(text, max(0, match.start() - 60), match.end() + 60):
        return False
    return (months_of(match["m2"]) - months_of(match["m1"])) % 12 == 1 and not match["y1"]


def months_of(word: str) -> int:
    """Return the number of the month that `word` names, with or without a full stop."""
    return months()[word.lower().rstrip(".")]


def _with_year(period: str, year: str) -> str | None:
    """Move a period into another year, keeping its part of the year: `2022-01/2022-10` to 2021."""
    if len(period) == 4:
        return year
    years = {part[:4] for part in period.split("/")}
    return re.sub(r"\b\d{4}(?=-|$)", year, period) if len(years) == 1 else None


def _before(period: str, unit: str, offset: int) -> str | None:
    """The year or month before a mentioned one; a year before a part of a year is that part a year earlier."""
    if unit == "year" and period[:4].isdigit() and "/" not in period:
        return _with_year(period[:4], f"{int(period[:4]) + offset:04d}")
    if unit == "month" and re.fullmatch(r"\d{4}-\d{2}", period):
        return shift(date.fromisoformat(period + "-01"), "month", offset)
    if unit == "quarter" and (match := re.fullmatch(r"(\d{4})-Q([1-4])", period)):
        return shift(date(int(match[1]), 3 * int(match[2]), 1), "quarter", offset)
    return None


def written_in_months(period: str) -> tuple[str, ...]:
    """Return the other ways in which a half or quarter of a year is written: `2023-S1` is `2023-01/2023-06`."""
    match = re.fullmatch(r"(\d{4})-([SQ])(\d)", period)
    if match is None:
        return ()
    length = 6 if match[2] == "S" else 3
    last = length * int(match[3])
    in_months = f"{match[1]}-{last - length + 1:02d}/{match[1]}-{last:02d}"
    quarters = f"{match[1]}-Q{last // 3 - 1}/{match[1]}-Q{last // 3}"
    return (in_months, quarters) if match[2] == "S" else (in_months,)


def preceding(period: str, unit: str) -> str | None:
    """Return the `year`, `month` or `quarter` before `period`, None where that is written in another way."""
    return _before(period, unit, -1)


def earlier_part(period: str, unit: str) -> str | None:
    """Return the same part of the year before (`unit` `year`), or the month before (`month`); None when there is none.

    A `period` is written as the contract does: `2022-Q3` becomes `2021-Q3`, `2022-01` with `month` `2021-12`.
    """
    if unit == "year":
        return _with_year(period, f"{int(period[:4]) - 1:04d}")
    return _before(period, unit, -1)


def _closing(text: str, end: int) -> int:
    """Take the closing bracket of `(4/4/2019)` into the span."""
    match = re.compile(r"\s?\)").match(text, end)
    return match.end() if match else end


def _time_context(text: str, at: int, word: str) -> bool:
    """Whether a month without a year is one: written in full, or behind a word of time."""
    long = len(word.rstrip(".")) > 4 or word.lower() in ("juni", "juli")
    if long:
        return True
    return _TIME_SIGN.search(text, max(0, at - 20), at) is not None or (word[0].isupper() and word.lower() == "mei")


def _literal_beginnings(pattern: str) -> list[str]:
    """The first words that a pattern of `relative_periods.csv` can begin with."""
    group = re.match(r"\(\?:([^)]*)\)(\?)?", pattern)
    if group is None:
        return re.findall(r"[a-z]+", pattern)[:1]
    words = [option.split()[0] for option in group[1].split("|")]
    if group[2]:  # an optional lead: what follows can be first as well
        words += _literal_beginnings(pattern[group.end() :].lstrip(" ?"))
    return words
