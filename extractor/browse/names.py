"""What the codes of the database are called on the pages, in Indonesian; `english.csv` has the English."""

from __future__ import annotations

#: The sections of the desk, by their address.
SECTIONS = {
    "/": "Beranda",
    "/daerah": "Daerah",
    "/peta": "Peta",
    "/perbedaan": "Bertentangan",
    "/pertanyaan": "Pertanyaan",
}
STATUSES = {"actual": "realisasi", "target": "target", "forecast": "perkiraan"}
MEASURES = {"level": "keadaan", "change": "perubahan", "share": "bagian"}
AGREEMENTS = {"single": "satu sumber", "agreed": "sejalan", "contradicted": "bertentangan"}
VERDICTS = {"right": "diperiksa: benar", "wrong": "diperiksa: salah", "corrected": "diperiksa: dikoreksi"}
