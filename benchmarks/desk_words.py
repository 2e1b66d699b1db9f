"""The words that `make_desk.py` makes its articles of. Sites, people and prizes are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sentence: what it measures, in which words, and how large that usually is.

    `phrase` has room for the `item` and the `place`. `usual` is in full units; with `low`, values lie evenly around it
    from there, else they differ by area and grow by the year. `moves`: changes and shares are told, too. `counted` is
    the noun of a count.
    """

    indicator: str
    phrase: str
    unit: str
    usual: float
    sector: str
    period: str = "year"
    items: tuple[str, ...] = ()
    weight: int = 4
    low: float | None = None
    moves: bool = True
    basis: str | None = None
    counted: str | None = None


CROPS = ("padi", "jagung", "kopi", "kakao", "karet", "cengkih", "lada", "kelapa sawit", "bawang merah", "rumput laut")
GOODS = ("cabai rawit", "bawang merah", "beras medium", "daging ayam", "telur ayam", "minyak goreng", "gula pasir")
WARES = ("udang", "kopi", "mebel", "kayu lapis", "karet", "tekstil", "nikel", "ikan tuna")

KINDS = (
    Kind("export_value", "Nilai ekspor {place}", "IDR", 8e11, "G", weight=6),
    Kind("export_value", "Nilai ekspor {item} {place}", "USD", 4e7, "C", items=WARES, weight=3),
    Kind("export_volume", "Volume ekspor {item} dari {place}", "t", 9e3, "A", items=WARES, weight=2),
    Kind("exporters", "Jumlah eksportir di {place}", "count", 60, "G", moves=False, counted="perusahaan", weight=2),
    Kind("price", "Harga {item} di {place}", "IDR/kg", 32000, "G", "day", GOODS, weight=10, moves=False),
    Kind("inflation", "Inflasi {place}", "percent", 2.6, "G", "month", weight=6, low=-0.4, moves=False, basis="yoy"),
    Kind("gdp_growth", "Ekonomi {place}", "percent", 5.0, "C", "quarter", low=1.5, moves=False, basis="yoy"),
    Kind("gdp_value", "PDRB {place}", "IDR", 3e13, "C"),
    Kind("production", "Produksi {item} di {place}", "t", 5e4, "A", items=CROPS, weight=8),
    Kind("area", "Luas panen {item} di {place}", "ha", 1.2e4, "A", items=CROPS),
    Kind("investment_value", "Nilai investasi di {place}", "IDR", 2e12, "F", "quarter", weight=5),
    Kind("budget", "Anggaran {place}", "IDR", 2e12, "O", weight=5),
    Kind("government_spending", "Belanja pemerintah {place}", "IDR", 1.6e12, "O"),
    Kind("government_revenue", "Pendapatan asli daerah {place}", "IDR", 4e11, "O"),
    Kind("aid_recipients", "Penerima bantuan di {place}", "count", 2e4, "Q", "month", counted="keluarga"),
    Kind("wage", "Upah minimum {place}", "IDR/month", 2.1e6, "O", weight=3, moves=False),
    Kind("unemployment", "Tingkat pengangguran terbuka {place}", "percent", 5.0, "P", low=2.0, moves=False),
    Kind("poverty", "Tingkat kemiskinan {place}", "percent", 10.0, "Q", low=4.0, moves=False),
    Kind("population", "Penduduk {place}", "count", 9e5, "O", weight=2, moves=False, counted="jiwa"),
    Kind("visitors", "Kunjungan wisatawan ke {place}", "count", 4e5, "RSTU", "month", counted="orang", weight=5),
    Kind("occupancy", "Tingkat hunian kamar di {place}", "percent", 48.0, "I", "month", low=25.0, moves=False),
    Kind("credit", "Penyaluran kredit di {place}", "IDR", 6e11, "K", "quarter"),
    Kind("workers", "Tenaga kerja yang terserap di {place}", "count", 1.4e4, "C", counted="orang", weight=3),
    Kind("other", "Peserta lomba di {place}", "count", 140, "RSTU", moves=False, counted="peserta", weight=6),
)

SITES = tuple(
    f"{name}-{kind}.example"
    for kind in ("kabar", "harian", "media", "suara")
    for name in ("pesisir", "lembah", "khatulistiwa", "nusa", "rimba", "muara", "bukit", "samudra", "delta", "kota")
)
NAMES = ("Rahmat", "Siti", "Budi", "Yohana", "Made", "Ahmad", "Dewi", "Markus", "Ratna", "Hendra", "Lina", "Teguh")
SURNAMES = ("Hidayat", "Nasution", "Siregar", "Wibowo", "Lestari", "Manurung", "Tanaka", "Kusuma", "Latif", "Saragih")
ROLES = (
    "Bupati {area}", "Kepala BPS {area}", "Kepala Dinas Perdagangan {area}", "Kepala Dinas Pertanian {area}",
    "Sekretaris Daerah {area}", "Kepala Dinas Pariwisata {area}", "Ketua asosiasi pengusaha {area}",
)  # fmt: skip
AWARDS = (
    "Anugerah Niaga Daerah", "Penghargaan Kota Bersih", "Piala Panen Unggul", "Penghargaan Pelayanan Cepat",
    "Anugerah Desa Mandiri", "Penghargaan Laporan Terbuka",
)  # fmt: skip
GIVERS = ("Kementerian Perdagangan", "Gubernur", "Kementerian Pertanian", "Lembaga Anugerah Nusantara")
FILLERS = (
    "Pemerintah daerah akan melihat lagi keadaan itu dalam rapat berikutnya.",
    "Warga berharap keadaan membaik sebelum akhir tahun.",
    "Hujan dan ongkos angkut disebut sebagai sebabnya.",
    "Para pelaku usaha menunggu kepastian aturan.",
    "Hal itu disampaikan dalam temu media di kantor bupati.",
)
