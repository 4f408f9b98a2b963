"""Text that can be trusted is told from text that can't, by the text alone."""

import pytest

from ingest.extract.pdf.outlines.guess import cannot_be_said
from ingest.extract.quality import judge

ARABIC = (
    "يستحق الموظف إجازة سنوية مدتها ثلاثون يوما وفقا للمادة الثانية من اللائحة الصادرة عن الهيئة، ولا يجوز ترحيلها"
    " إلى سنة أخرى إلا لأسباب تتعلق بمصلحة العمل، وعلى المدير المباشر أن يوافق على موعدها قبل أسبوعين من بدايتها"
    " على الأقل، وتحسب من رصيد السنة"
)
ENGLISH = "The directorate checks every request within three working days and answers in writing, whatever the answer may be."
FRENCH = "L'employé bénéficie d'un congé annuel de trente jours, à prendre après l'accord du supérieur hiérarchique concerné."
VIETNAMESE = (
    "Người lao động được nghỉ phép hằng năm mười hai ngày, hưởng nguyên lương, nếu làm việc đủ mười hai tháng cho một người "
    "sử dụng lao động. Thời gian nghỉ do hai bên thỏa thuận và phải báo trước ít nhất ba mươi ngày. Trường hợp chưa nghỉ "
    "hết số ngày, người lao động được thanh toán bằng tiền những ngày chưa nghỉ khi thôi việc. Nhân viên mới cần nộp hồ sơ, "
    "giấy khám sức khỏe và lý lịch trước khi nhận việc."
)
GERMAN = (
    "Der Arbeitgeber hat schriftlich nachzuweisen, dass Beschäftigte rechtzeitig unterrichtet wurden. Schutzvorschriften, "
    "Dienstanweisungen sowie Geschäftsordnungen sind unverzüglich durchzuführen. Entscheidungsträger dürfen "
    "Anspruchsberechtigten nichts vorenthalten, sofern gesetzlich nichts anderes vorgeschrieben ist. Nachträgliche "
    "Änderungen bedürfen ausdrücklicher Zustimmung beider Vertragsparteien; mündlich geschlossene Nebenabsprachen gelten "
    "nicht. Pflichtverletzungen können arbeitsrechtlich verfolgt werden, soweit Rechtsvorschriften nichts Abweichendes "
    "bestimmen."
)
GERMAN_INDEX = (
    "Abschlussprüfung Arbeitsschutz Arbeitszeit Ausbildungsvertrag Berichtsheft Beschwerderecht Betriebsrat Bildungsurlaub "
    "Datenschutz Dienstreise Elternzeit Entgeltfortzahlung Erholungsurlaub Fachkraft Fortbildung Gefahrstoffe "
    "Gehaltsabrechnung Gleichstellung Haftpflicht Höchstarbeitszeit Jugendschutz Krankmeldung Kündigungsschutz Lohnsteuer "
    "Mehrarbeit Mutterschutz Nachtschicht Nebentätigkeit Pflichtverletzung Probezeit Rechtsschutz Rufbereitschaft "
    "Schichtdienst Schwerbehinderung Sonderurlaub Tarifvertrag Überstunden Unfallschutz Urlaubsanspruch Verschwiegenheit "
    "Werkstatt Zeugnis Zwischenprüfung"
)
SURNAMES = (
    "Brzeziński Chrzanowski Dvořák Gašparovič Grzelczyk Hlaváček Hrdlička Jankowski Kowalczyk Krzyżanowski Kucharczyk "
    "Lewandowski Małkowski Mlčoch Navrátil Nowakowski Ostrowski Pawlaczyk Procházka Przybylski Schwartz Skrzypczak Smrček "
    "Srnka Strzelecki Szczepański Szymański Tkaczyk Trnka Urbańczyk Vrbka Wawrzyniak Wiśniewski Wojciechowski Wrzesiński "
    "Zawadzki Zbrzezny Zgrzebniok Zwoliński Žmuda Štrba Černý Jedlička Kratochvíl Krejčí Pospíšil Růžička Šťastný"
)
LEGACY = "á````«fÉãdG IOÉ``ŸG »`a Ωƒ°SôŸG Gòg ô°ûæj √Qhó°U ïjQÉJ øe ¬H πa©jh ,á«a°SôdG Iójô÷G ≥̈∏j ¿É«fÉ£∏°ùdG ¿Éeƒ°SôŸG"


@pytest.mark.parametrize(
    "text",
    [
        *(ARABIC, ENGLISH, FRENCH, VIETNAMESE, GERMAN, GERMAN_INDEX, GERMAN_INDEX.lower(), SURNAMES),
        *(f"{ARABIC} (Annual leave) {ENGLISH}", "١٢ / ٢٠٢٥", "", "A-12"),
    ],
)
def test_what_people_write_is_trusted(text: str) -> None:
    assert judge(text).trusted


@pytest.mark.parametrize(
    "text",
    [
        LEGACY,
        ARABIC[::-1],
        "".join(char * 2 for char in ARABIC),
        " ".join(ARABIC.replace(" ", "")),
        ARABIC.replace("ا", "\ufffd"),
        ENGLISH.translate({n: n + 0xE000 for n in range(97, 123)}),
        f"{ENGLISH} For that, and with all of it. "[::-1] * 3,
        (ARABIC * 2).translate(dict(zip(map(ord, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"), "abcdefghijklmnopqrstuvwxyzAB", strict=True))),
        "Wkh gluhfwrudwh fkhfnv hyhub uhtxhvw zlwklq wkuhh zrunlqj gdbv dqg dqvzhuv lq zulwlqj zkdwhyhu wkh dqvzhu lv " * 2,
    ],
    ids=[
        "legacy font",
        "visual order",
        "doubled clusters",
        "letters apart",
        "unnamed letters",
        "private letters",
        "turned round",
        "Arabic named as Latin",
        "shifted letters",
    ],
)
def test_what_no_one_writes_is_not(text: str) -> None:
    assert not judge(text).trusted


def test_text_in_visual_order_is_recognised_as_such() -> None:
    assert judge(" ".join(word[::-1] for word in ARABIC.split())).visual_order


def test_shuffled_arabic_letters_make_nothing_that_can_be_said_and_names_do() -> None:
    assert cannot_be_said(" ".join(word[::2] + word[1::2][::-1] for word in ARABIC[::-1].split()))
    assert not cannot_be_said(ARABIC)
    assert not cannot_be_said("لافوازييه بيلتشيك فوجيان كوبلاي مونغكي أميدالا تينوشتيتلان بريستلي شولز هوانغ غالاتا لوثر كيزيكوس")
    assert not cannot_be_said("کتابخانه‌ها گزارش پژوهشگران چگونه می‌نویسند پیشرفت گفت‌وگو دانشجویان " * 4)
