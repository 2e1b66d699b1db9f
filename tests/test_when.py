"""Which time belongs to which number: one table for each of the rules of `extractor.facts.when`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractor.records import Facts

Read = Callable[..., Facts]
Times = list[str | None]

RULES: dict[str, list[tuple[str, Times]]] = {
    "says the same again": [
        ("Bulog Kudus menyalurkan 400 ton atau 80 ribu karung beras pada 2022.", ["2022", "2022"]),
        ("Pada 2022 nilainya US$ 2 juta (setara Rp 28 miliar).", ["2022", "2022"]),
        ("Hingga Oktober 2023 ekspor Rp 3 miliar. Padahal targetnya Rp 4 miliar, artinya tercapai 75 persen.",
         ["2023-01/2023-10", "2023", "2023-01/2023-10"]),
        ("Hingga Oktober 2023 terserap Rp 3 miliar dari pagu Rp 4 miliar (75 persen).",
         ["2023-01/2023-10", "2023", "2023-01/2023-10"]),
    ],
    "the next number says it again": [
        ("Bulog Kudus menjual 47.210 kg beras atau 47,21 ton. Pasar murah itu digelar pada 2023.", ["2023", "2023"]),
    ],
    "right behind the number": [
        ("Pada 2022 ekspor 140 ton, 149 ton pada 2018.", ["2022", "2018"]),
        ("Eksportir bertambah dari 16 unit pada 2020 menjadi 18 unit sekarang.", ["2020", "2024-01-15"]),
        ("Ekspor 2022 naik dari 39 ton tahun sebelumnya menjadi 44 ton.", ["2021", "2022"]),
    ],
    "before it": [
        ("Tahun lalu ekspor 20 ton, tahun ini targetnya 25 ton.", ["2023", "2024"]),
        ("Pada 2022 ekspor 20 ton, sedangkan Oktober 2023 baru 13 ton.", ["2022", "2023-10"]),
        ("Dibanding tahun lalu yang 20 ton, ekspor 2022 mencapai 25 ton.", ["2023", "2022"]),
        ("Pada 2023 panen naik 3 ton dibandingkan dengan luas panen pada 2022.", ["2023"]),
        ("Pada 2022 ekspor naik 10 persen dibanding 2021, dengan surplus mencapai Rp 2 miliar.", ["2022", "2022"]),
        ("Sepanjang 2022 ekspor Rp 200 miliar, menyusut dibandingkan Rp 251 miliar pada 2021 atau turun 5 persen.",
         ["2022", "2021", "2022"]),
        ("Tahun lalu ekspor lada 20 ton. Ekspor kopi 4.700 ton, di bawah capaian 2021.", ["2023", "2023"]),
    ],
    "behind it in its clause": [
        ("Sebanyak 149 ton dikirim ke Jepang pada 2018.", ["2018"]),
        ("Stok gudang 40 ton, sedangkan ekspor tahun lalu 20 ton.", [None, "2023"]),
        ("Cabai dijual Rp 40.000 sekarang Rp 50.000 per kilogram.", [None, "2024-01-15"]),
    ],
    "where the sentence goes on": [
        ("Pasar murah digelar 8-10 Januari 2024. Warga datang. Di pasar murah itu beras dijual Rp 11.000 per kilogram.",
         ["2024-01-08/2024-01-10"]),
        ("Kudus mengirim 20 ton kopi pada 2022. Nilainya Rp 3 miliar.", ["2022", "2022"]),
        ("Produksi kopi Kudus 2022 mencapai 20 ton. Angka ini turun 5 persen dari tahun sebelumnya.", ["2022", "2022"]),
        ("Skor Kudus pada 2022 disusun dari 112 inovasi. Indeksnya 58,4.", ["2022", "2022"]),
        ("Kudus mengirim 20 ton kopi pada 2022. Sebanyak 60 persen di antaranya kopi robusta.", ["2022", "2022"]),
        ("Pada 2022 ekspor Kudus 20 ton. Di tengah pelemahan itu, ada 12 eksportir baru.", ["2022", "2022"]),
    ],
    "what the sentence breaks down": [
        ("Hingga Oktober 2023 Bulog Kudus menyerap 45 ton gabah. Volume penyerapan itu terdiri atas beras 12 ton.",
         ["2023-01/2023-10", "2023-01/2023-10"]),
        ("Saat ini ada 40 eksportir di Kudus. Jumlah pelaku itu terdiri atas 12 unit koperasi.", ["2024-01-15", None]),
    ],
    "the number before": [
        ("Pada 2022 Kudus mengekspor 20 ton kopi. Ekspor lada 5 ton.", ["2022", "2022"]),
        ("Pada 2022 Kudus mengekspor 20 ton kopi. Dari sana diproduksi 25 ton gula.", ["2022", "2022"]),
        ("Pada 2022 Kudus mengekspor 20 ton kopi. Di Kudus ada 5.620 unit UMKM.", ["2022", None]),
        ("Hingga Oktober 2023 belanja terealisasi Rp 3 miliar. Belanja hibah Rp 1 miliar dari pagu Rp 2 miliar.",
         ["2023-01/2023-10", "2023-01/2023-10", "2023"]),
        ("Hari ini harga cabai Rp 60.000 per kilogram. Harga bawang Rp 30.000 per kilogram.",
         ["2024-01-15", "2024-01-15"]),
        ("Saat ini ada 40 eksportir di Kudus. Kopi dikirim 7 eksportir.", ["2024-01-15", None]),
        ("Pada 2022 ekonomi Kudus tumbuh 5 persen.\nBupati senang.\nWarga senang.\nPasar ramai.\nToko ramai.\n"
         "Ekonomi Jepara tumbuh 6 persen.", ["2022", "2022"]),
        ("Pada 2022 ada 40 eksportir di Kudus.\nBupati senang.\nWarga senang.\nDi Jepara ada 7 eksportir.",
         ["2022", None]),
        ("Ekspor kopi naik dari 40 ton pada 2021 menjadi 45 ton. Ekspor lada 5 ton.", ["2021", None, None]),
        ("Pada 2025 ditargetkan 500 unit usaha baru. Di Kudus ada 40 unit usaha.", ["2025", None]),
        ("Inflasi Kudus pada November 2023 mencapai 2,6 persen. IHK Kudus 105,9.", ["2023-11", "2023-11"]),
        # a market day, and what is sold on it
        ("Pasar murah digelar Pemkab Kudus pada 8 Januari 2024. Berasnya dijual Rp 11.000 per kilogram.",
         ["2024-01-08"]),
        ("Pada 8 Januari 2024 Bulog Kudus menjual 3 ton beras. Harganya Rp 11.000 per kilogram.",
         ["2024-01-08", "2024-01-08"]),
        ("Pada 2022 Bulog Kudus menyalurkan 3 ton beras. Di Jepara beras dijual Rp 11.000 per kilogram.",
         ["2022", None]),
    ],
    "as of a day": [
        ("Beras tersalur 15 ton atau 10 persen dari target 150 ton per 8 Januari 2024.",
         ["2024-01-08", "2024-01-08", None]),
    ],
    "a corridor in force": [
        ("Pada 2023 inflasi Kudus 2,6 persen. Itu masih dalam rentang inflasi 1,5 sampai 3,5 persen.", ["2023", None]),
        ("Pada 2023 inflasi Kudus 2,6 persen. Itu dalam rentang target inflasi 2023 yakni 1,5 sampai 3,5 persen.",
         ["2023", "2023"]),
    ],
    "an amount that no indicator takes": [
        ("Pada 2023 Kudus mengekspor kopi Rp 3 miliar. Sisanya Rp 1 miliar.", ["2023", "2023"]),
    ],
    "what it rose or fell from": [
        ("Pada 2022 ekspor naik dari 40 ton menjadi 45 ton.", [None, "2022"]),
        ("Dibanding 2021, ekspor pada 2022 naik dari 40 ton menjadi 45 ton.", ["2021", "2022"]),
        ("Pada November 2023 IHK Kudus secara yoy naik dari 104,3 menjadi 105,9.", ["2022-11", "2023-11"]),
        ("Pada November 2023 IHK Kudus secara mtm naik dari 104,3 menjadi 105,9.", ["2023-10", "2023-11"]),
        ("Proyeksi pertumbuhan ekonomi 2024 turun dari 5,2 persen menjadi 4,9 persen.", ["2024", "2024"]),
        ("Kini harga urea Rp 1.800 per kilogram, turun dari Rp 2.250 per kilogram.", ["2024-01-15", None]),
        ("Senin (8/1/2024) harga cabai Kudus naik mulai dari Rp 1.000 hingga Rp 2.000 per kilogram.", ["2024-01-08"]),
        ("Pada 2022 stok kurang dari 40 ton, lalu menjadi 45 ton.", ["2022", "2022"]),
        ("Urea yang semula Rp 2.300 per kilogram kini dibanderol Rp 1.840 per kilogram.", [None, "2024-01-15"]),
    ],
    "what accrues": [
        ("Hingga saat ini belanja Kudus terealisasi Rp 3 miliar.", ["2024-01-01/2024-01-15"]),
        ("Hingga saat ini ada 40 eksportir di Kudus.", ["2024-01-15"]),
        ("Kini anggaran jalan Kudus Rp 3 miliar.", ["2024"]),
    ],
    "a day on which somebody spoke or looked": [
        ("Cabai Rp 60.000 per kilogram, kata Sri Lestari, Senin (8/1/2024).", [None]),
        ("“Harganya turun menjadi Rp 60.000 per kilogram,” kata Sri Lestari dalam rapat bulan Desember 2023.", [None]),
        ("Saat meninjau pasar, Senin (8/1/2024), kata Sri Lestari, cabai Rp 60.000 per kilogram.", ["2024-01-08"]),
    ],
    "another article": [
        ("Pada 2022 Kudus mengekspor 20 ton kopi.\nBaca juga: Ekspor Kopi Jepara 60 Ton\nEkspor lada 5 ton.",
         ["2022", None, "2022"]),
        ("Pada 2022 Kudus mengekspor 20 ton kopi.\nBaca Juga\nEkspor Kopi Jepara 60 Ton\nEkspor lada 5 ton.",
         ["2022", None, "2022"]),
    ],
    "a habit": [
        ("Pada 2022 Kudus memproduksi 20 ton kopi. Warga memproduksi rata-rata 15, 20 dan 32 buah tas sehari.",
         ["2022", None, None, None]),
        ("Pada 2022 Kudus mengekspor 20 ton kopi. Kebun itu mengekspor 60 ton kopi setahun.", ["2022", None]),
        ("Pada 2022 Kudus mengekspor 20 ton kopi. Biasanya ekspor kopi 60 ton.", ["2022", None]),
    ],
    "the same number told again": [
        ("Investasi Kudus 2022 mencapai Rp 86,4 miliar. Pada 2023 ada target investasi Rp 75 miliar. "
         "Investasi Rp 86,4 miliar itu naik.", ["2022", "2023", "2022"]),
        ("Anggaran pasar Kudus 2023 Rp 60 miliar.\nBupati senang.\nAnggaran Rp 60 miliar tersebut untuk kios.",
         ["2023", "2023"]),
        # a price is told anew every day
        ("Pada 8 Januari 2024 cabai Kudus Rp 61.250 per kilogram. Pada 9 Januari 2024 bawang Rp 30.000 per kilogram. "
         "Cabai Rp 61.250 per kilogram.", ["2024-01-08", "2024-01-09", "2024-01-09"]),
    ],
    "the day up to which the data run": [
        ("Hingga 8 Januari 2024 belanja Kudus terserap Rp 3 miliar. Sampai saat ini hibah terserap Rp 1 miliar.",
         ["2024-01-01/2024-01-08", "2024-01-01/2024-01-08"]),
        ("Hingga September 2023 belanja Kudus terserap Rp 3 miliar. Sampai saat ini hibah terserap Rp 1 miliar.",
         ["2023-01/2023-09", "2024-01-01/2024-01-15"]),
    ],
    "a comparison some sentences before": [
        ("Angka kemiskinan Kudus turun 0,2 persen dibandingkan September 2022. Pada Maret 2023 kemiskinan 7,1 persen.\n"
         "Ada perbedaan antara kota dan desa.\nKemiskinan di kota naik dari 6,8 persen menjadi 7 persen.",
         [None, "2023-03", "2022-09", "2023-03"]),
        ("Ekspor Kudus sepanjang 2023 Rp 200 miliar, menyusut dibandingkan Rp 251 miliar pada 2022. "
         "Di tengah pelemahan itu, jumlah eksportir bertambah dari 21 menjadi 24 perusahaan.",
         ["2023", "2022", "2022", "2023"]),
    ],
    "from the first year to the last": [
        ("Pada periode 2012 hingga 2021, ekspor Kudus tumbuh dari awalnya Rp 30 miliar, kini menjadi Rp 48 miliar.",
         ["2012", "2021"]),
    ],
    "the month that is reported": [
        ("NTP Kudus pada Desember 2023 sebesar 102,4. NTP Jepara 101,4 pada bulan ini.", ["2023-12", "2023-12"]),
        ("Pada November 2023 NTP Kudus 102,4. NTP Jepara 101,4 pada bulan ini.", ["2023-11", "2024-01"]),
    ],
    "as the comparison is written": [
        ("Ekspor Kudus hingga Juni 2023 Rp 3 miliar. Dibanding semester I 2022, ekspor turun 28 persen.",
         ["2023-01/2023-06", "2023-S1"]),
    ],
    "how long a stock lasts": [
        ("Stok beras Bulog Kudus cukup hingga akhir 2024, yakni 60 ribu ton.", [None]),
        ("Hingga akhir Desember 2023 stok beras Bulog Kudus 60 ribu ton.", ["2023-01/2023-12"]),
    ],
    "what is ahead has the time of the sentence before": [
        ("Ekonomi Kudus diharapkan membaik pada 2024. Ekonomi diperkirakan tumbuh 5,1 persen.", ["2024"]),
        ("Ekonomi Kudus membaik pada 2024. Ada 60 kios.", [None]),
    ],
    "what the next sentence tells of it": [
        ("Bulog Kudus menjual 45 ton beras. Pasar murah itu digelar pada 8-10 Januari 2024.",
         ["2024-01-08/2024-01-10"]),
        ("Bulog Kudus menjual 45 ton beras. Bantuan itu menyusul pasar murah pada 2021.", [None]),
    ],
    "the day on which somebody looked": [
        ("Saat meninjau pasar Kudus, Senin (8/1/2024), bupati senang.\nStok ada.\nCabai dijual Rp 60.000 per kilogram. "
         "HET beras Rp 14.900 per kilogram.", ["2024-01-08", None]),
        ("Saat membuka pasar Kudus, Senin (8/1/2024), bupati senang.\nStok aman.\nCabai dijual Rp 60.000 per kilogram.",
         [None]),
    ],
    "when a thing began": [
        ("Pasar Kudus yang dibangun tahun 2008 dan dibuka pada 2009 itu memiliki 36 kios.", [None]),
        ("Kawasan Kudus yang beroperasi pada 2017 dan sudah mempekerjakan 900 tenaga kerja ramai.", [None]),
        ("Pasar Kudus yang dibuka pada 2009 dengan 36 kios ramai.", ["2009"]),
    ],
    "when traded goods are delivered": [
        ("Senin (8/1/2024) harga kopi di Kudus untuk pengiriman Maret naik 2 persen.", ["2024-01-08"]),
    ],
    "the day of an event": [
        ("Bupati Kudus mengunjungi pelabuhan, Senin (8/1/2024). Pada 2022 produksi 90 ton kopi. "
         "Usai acara dilepas ekspor 12 ton kopi.", ["2022", "2024-01-08"]),
        ("Bupati Kudus mengunjungi pelabuhan, Senin (8/1/2024). Akan dilepas ekspor 12 ton kopi.", [None]),
        ("Bupati Kudus mengunjungi pelabuhan, Senin (8/1/2024). Rapat digelar Selasa (9/1/2024). "
         "Usai acara dilepas ekspor 12 ton kopi.", [None]),
    ],
    "the year of an honour": [
        ("Kudus meraih Predikat Kabupaten Sehat 2022.\nPiala diserahkan di Medan.\nNilai akhir Kudus 618,25.",
         ["2022"]),
        ("Kudus berulang tahun pada 2022.\nPiala diserahkan di Medan.\nNilai akhir Kudus 618,25.", [None]),
    ],
    "a list of what is told with its time": [
        ("Per 8 Januari 2024 pasar murah digelar di 31 titik, 85 gerai Pos Indonesia di Kudus dan 14 titik di Jepara.",
         ["2024-01-08", "2024-01-08", "2024-01-08"]),
    ],
    "by when it is to be": [
        ("Beras Bulog Kudus yang akan disalurkan 40 ton hingga Maret 2024.", ["2024-03"]),
        ("Produksi beras Kudus hingga Maret 2024 diperkirakan mencapai 40 ton.", ["2024-01/2024-03"]),
    ],
    "a plan for the months so far": [
        ("Hingga Oktober 2023 terserap Rp 3 miliar dari target anggaran kas Rp 4 miliar.",
         ["2023-01/2023-10", "2023-01/2023-10"]),
        ("Hingga Oktober 2023 bantuan naik 3 persen. Dari target 500 keluarga, telah disalurkan kepada 470 keluarga.",
         ["2023-01/2023-10", "2023-01/2023-10", "2023-01/2023-10"]),
        ("Hingga saat ini ada 120 titik pasar murah di Kudus. Jumlah ini jauh dari target 320 titik.",
         ["2024-01-15", None]),
    ],
    "a day of its own, though somebody says so": [
        ("Menurut Sri Lestari, okupansi hotel di Kudus pada Sabtu (6/1/2024) hanya 65 persen.", ["2024-01-06"]),
        ("Menurut Sri Lestari, Sabtu (6/1/2024), okupansi hotel di Kudus 65 persen.", [None]),
    ],
    "then": [
        ("Angka baru tersedia untuk Agustus 2023. Ketika itu pengangguran di Kudus 9,9 persen.", ["2023-08"]),
    ],
    "set beside": [
        ("Pada Agustus 2023 wisatawan di Kudus 400 orang. Bila disandingkan dengan Mei 2022, angka itu naik 4 persen.",
         ["2023-08", "2023-08"]),
    ],
    "months ahead": [
        ("Pada Juli-Agustus operasi pasar akan digelar Bulog Kudus dengan 40 ton beras.", ["2024-07/2024-08"]),
        ("Pada Juli-Agustus operasi pasar digelar Bulog Kudus dengan 40 ton beras.", ["2023-07/2023-08"]),
    ],
    "up to a day that is named": [
        ("Hingga hari ini, Senin (8/1/2024), PBB Kudus terealisasi Rp 342 juta dari target Rp 4 miliar.",
         ["2024-01-01/2024-01-08", "2024"]),
    ],
    "a yearly rate, with what it is compared with": [
        ("Inflasi tahunan Kudus dari Desember 2022 hingga Desember 2023 tercatat 2,31 persen.", ["2023-12"]),
        ("Inflasi Kudus Januari hingga Desember 2023 tercatat 2,31 persen.", ["2023-01/2023-12"]),
    ],
    "the day before": [
        ("Bapanas, Senin (8/1/2024), pukul 06.30 WIB, mencatat harga cabai di Kudus Rp 60.000 per kilogram dari hari "
         "sebelumnya Rp 58.000 per kilogram; lada Rp 40.000 per kilogram, naik dari sebelumnya Rp 38.000 per kilogram.",
         ["2024-01-08", "2024-01-07", "2024-01-08", "2024-01-07"]),
        ("Bapanas, Senin (8/1/2024), pukul 06.30 WIB, mencatat harga cabai di Kudus Rp 60.000 per kilogram, naik dari "
         "sebelumnya Rp 58.000 per kilogram.", ["2024-01-08", None]),
    ],
    "the only time, at the end of the sentence": [
        ("Inflasi Kudus 6 persen dengan IHK sebesar 113,34 pada November 2023.", ["2023-11", "2023-11"]),
        ("Inflasi Kudus 6 persen, naik dari 5 persen pada November 2023.", [None, "2023-11"]),
    ],
    "from where a rate is counted is no time": [
        ("Pada Desember 2023 inflasi Kudus 0,2 persen dan secara tahun berjalan 2,1 persen.", ["2023-12", "2023-12"]),
    ],
    "a ceiling in force": [
        ("Senin (8/1/2024) di Kudus beras dijual Rp 12.000 per kilogram. HET beras premium Rp 14.900 per kilogram.",
         ["2024-01-08", None]),
        ("Senin (8/1/2024) di Kudus beras dijual Rp 12.000 per kilogram, di atas HET Rp 11.900 per kilogram.",
         ["2024-01-08", "2024-01-08"]),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "times"),
    [pytest.param(*case, id=f"{rule}: {case[0]}") for rule, cases in RULES.items() for case in cases],
)
def test_a_number_has_the_time_that_the_text_gives_it(read: Read, text: str, times: Times) -> None:
    assert [figure.period for figure in read(text).figures] == times
