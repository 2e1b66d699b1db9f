"""What the codes of the database are called on the pages, in Indonesian; `english.csv` has the English."""

from __future__ import annotations

#: The sections of the desk, by their address.
SECTIONS = {
    "/": "Beranda",
    "/daerah": "Daerah",
    "/peta": "Peta",
    "/perbedaan": "Bertentangan",
    "/pertanyaan": "Pertanyaan",
    "/tinjauan": "Pemeriksaan",
}
STATUSES = {"actual": "realisasi", "target": "target", "forecast": "perkiraan"}
MEASURES = {"level": "keadaan", "change": "perubahan", "share": "bagian"}
AGREEMENTS = {"single": "satu sumber", "agreed": "sejalan", "contradicted": "bertentangan"}
VERDICTS = {"right": "diperiksa: benar", "wrong": "diperiksa: salah", "corrected": "diperiksa: dikoreksi",
            "complete": "diperiksa: lengkap"}  # fmt: skip
#: The fields of the contract that a reviewer can correct.
FIELDS = {
    "value": "Nilai",
    "value_max": "Nilai tertinggi",
    "unit": "Satuan",
    "item": "Barang",
    "indicator": "Indikator",
    "measure": "Ukuran",
    "place": "Daerah",
    "period": "Waktu",
    "status": "Status",
    "modifier": "Ketepatan",
    "basis": "Pembanding",
    "source": "Penutur",
    "type": "Jenis",
    "name": "Nama",
    "recipients": "Penerima",
    "recipient_places": "Daerah penerima",
    "giver": "Pemberi",
    "occasion": "Acara",
    "venue": "Tempat",
    "date": "Waktu",
    "rank": "Peringkat",
}
#: The fields in which Datasette's tables are filtered and sorted; there they have no label.
TABLE_FIELDS = {
    "_filter_column": "Kolom yang disaring",
    "_filter_op": "Cara menyaring",
    "_filter_value": "Isi yang disaring",
    "_sort": "Kolom yang diurutkan",
}
#: Why a review is not taken, by the code of the error; of a field the reason itself is told.
PROBLEMS = {
    "reviewer": "Hanya yang memberikannya dapat membatalkan pemeriksaan ini.",
    "verdict": "Pilihlah benar, salah, atau koreksi.",
    "field": "Pilihlah ruas yang dikoreksi.",
    "note": "Catatan terlalu panjang.",
    "gone": "Bacaan ini tidak ada lagi: artikelnya telah dibaca ulang. Muatlah halaman ini lagi.",
    "readonly": "Basis data ini tidak dapat ditulisi.",
}
