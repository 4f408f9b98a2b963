"""The verifier passes what its evidence says in any wording, and withholds minimal changes with the reason in both languages."""

import pytest

from assistant.verification.verifier import verify

EVIDENCE = (
    "The head of department must answer a request within 5 working days, and leave is not paid in advance. "
    "Requests from contractors may be answered by the section head."
)
ARABIC = (
    "يرد رئيس القسم على الطلب خلال ٥ أيام عمل، ولا تُصرف الإجازة مقدمًا. ويجوز للمنسق أن يقبل الطلبات المتأخرة من المتعاقدين فقط."
)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        (EVIDENCE, EVIDENCE),
        ("Requests must be answered by the head of department in no more than five working days.", EVIDENCE),
        ("The section head is allowed to answer contractors' requests.", EVIDENCE),
        ("رئيس القسم لا يتأخر في الرد على الطلب عن 5 أيام عمل", ARABIC),
        ("لا يقبل المنسق الطلبات المتأخرة إلا من المتعاقدين.", ARABIC),
        ("The head of the section answers a request within five working days.", ARABIC),
        ("يجب أن يرد رئيس الدائرة على الطلب في غضون خمسة أيام عمل.", EVIDENCE),
    ],
)
def test_what_the_evidence_says_passes_in_other_words(sentence: str, evidence: str) -> None:
    verdict = verify(sentence, [evidence])
    assert verdict.passed, verdict.reason
    assert verdict.why("ar") == verdict.why("en") == ""


@pytest.mark.parametrize(
    ("sentence", "evidence", "failed"),
    [
        ("The head of department must answer a request within 15 working days.", EVIDENCE, "number"),
        ("The head of department must answer a request within 5 weeks.", EVIDENCE, "unit"),
        ("The head of department must answer a request within 5 days.", EVIDENCE, "unit"),
        ("Leave is paid in advance.", EVIDENCE, "negation"),
        ("The head of department may answer a request within 5 working days.", EVIDENCE, "modality"),
        ("Only the section head may answer requests from contractors.", EVIDENCE, "scope"),
        ("The finance committee publishes the names of the winners.", EVIDENCE, "coverage"),
        ("يرد رئيس القسم على الطلب خلال 6 أيام عمل", ARABIC, "number"),
        ("تُصرف الإجازة مقدمًا.", ARABIC, "negation"),
        ("يجوز للمنسق أن يقبل جميع الطلبات المتأخرة.", ARABIC, "scope"),
        ("يجب على المنسق أن يقبل الطلبات المتأخرة من المتعاقدين.", ARABIC, "modality"),
        ("Leave is paid in advance.", ARABIC, "negation"),
    ],
)
def test_a_minimal_change_is_withheld_and_says_which_check_failed(sentence: str, evidence: str, failed: str) -> None:
    verdict = verify(sentence, [evidence])
    assert (verdict.failed, verdict.support) == (failed, 0.0)
    assert verdict.why("en") != verdict.why("ar") != ""


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The cashier hands the report to the auditor.", "The auditor hands the report to the cashier."),
        ("The auditor is examined by the cashier.", "The auditor examines the cashier."),
        ("The store receives the goods and hands them to the supplier.", "The supplier delivers the goods to the store."),
        ("يقيّم الموظف المدير في نهاية السنة.", "يقيّم المدير الموظف في نهاية السنة."),
        ("ترشّح اللجنة الموظف ويعتمد المدير الترشيح.", "يرشّح المدير الموظف وتعتمد اللجنة الترشيح."),
    ],
)
def test_whoever_does_it_may_not_change_places(sentence: str, evidence: str) -> None:
    assert verify(sentence, [evidence]).failed == "role"


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The report is handed to the cashier by the auditor.", "The auditor hands the report to the cashier."),
        ("The cashier gets the report from the auditor.", "The auditor hands the report to the cashier."),
        ("يتسلم أمين الصندوق التقرير من المدقق.", "يسلّم المدقق التقرير إلى أمين الصندوق."),
        ("تُقيَّم أعمال الموظف من قبل المدير.", "يقيّم المدير أعمال الموظف."),
    ],
)
def test_voice_and_the_other_end_of_an_event_change_nothing(sentence: str, evidence: str) -> None:
    verdict = verify(sentence, [evidence])
    assert verdict.passed, verdict.reason


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("Dr. Amal Al Rashdi leads the unit.", "Dr. Amal Al Balushi leads the unit."),
        ("The finance department keeps the list.", "The training department keeps the list."),
        ("تحفظ دائرة التدريب القائمة.", "تحفظ دائرة المالية القائمة."),
        ("افتُتح الفرع في صحار.", "The branch in Salalah was opened."),
    ],
)
def test_another_name_is_withheld(sentence: str, evidence: str) -> None:
    assert verify(sentence, [evidence]).failed == "name"


def test_a_name_passes_in_the_other_script() -> None:
    assert verify("يقود سالم الحارثي الوحدة.", ["Salem Al Harthy leads the unit."]).passed


def test_a_sentence_without_evidence_is_withheld() -> None:
    assert verify("Anything at all.", []).failed == "evidence"


def test_the_opposite_direction_of_a_limit_is_withheld() -> None:
    assert verify("يبقى الملف عشر سنوات على الأكثر.", ["يبقى الملف عشر سنوات على الأقل."]).failed == "scope"


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The guard gets two uniforms a year.", "يتسلم الحارس زيين في السنة."),
        ("لا يعرف المرشح النتيجة قبل أن يعتمدها المدير.", "لا تُبلَّغ النتيجة إلى المرشح إلا بعد اعتماد المدير."),
        ("في شهري مارس وأبريل الصيد ممنوع.", "يُحظر الصيد من ١ مارس إلى ٣٠ أبريل."),
        (
            "A guest pays 12 rials a night after the third one.",
            "Guests pay nothing for three nights and 12 rials for every further night.",
        ),
        (
            "The unit wants a request no later than four working days ahead.",
            "Requests go to the unit at least four working days before.",
        ),
        ("لا تُرفع المركبة المخالفة إلا بعد إنذارين اثنين.", "ترفع إدارة الأمن المركبة المخالفة بعد إنذارين."),
    ],
)
def test_what_two_wordings_leave_unsaid_is_no_difference(sentence: str, evidence: str) -> None:
    verdict = verify(sentence, [evidence])
    assert verdict.failed in ("", "coverage"), verdict.reason


@pytest.mark.parametrize(
    ("sentence", "evidence", "failed"),
    [
        ("تُبلَّغ النتيجة إلى المرشح قبل اعتماد المدير.", "لا تُبلَّغ النتيجة إلى المرشح إلا بعد اعتماد المدير.", "negation"),
        ("The ministry used 14 percent more power.", "The ministry used 14 percent less power.", "negation"),
        ("Complaints are passed to the doctor.", "Complaints are passed to the director and never to the doctor.", "negation"),
        ("يعد رئيس اللجنة المحضر ويرسله إلى أمين السر.", "يعد أمين السر المحضر ويرسله إلى رئيس اللجنة.", "role"),
        ("The director passes complaints to the clerk.", "Complaints are passed to the director.", "role"),
        ("لا يجوز للموظف أن يوقف مركبته هنا مطلقًا.", "لا يجوز للموظف أن يوقف مركبته هنا قبل الظهر.", "scope"),
    ],
)
def test_what_only_order_or_one_word_changes_is_withheld(sentence: str, evidence: str, failed: str) -> None:
    assert verify(sentence, [evidence]).failed == failed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("يوافق رئيس القسم على الطلب.", "يوافق مدير الدائرة على الطلب."),
        ("The head of department approves the request.", "The section head approves the request."),
        ("The manager of the unit signs the form.", "The deputy manager of the unit signs the form."),
        ("The director approves leave.", "The deputy director approves leave."),
    ],
)
def test_another_post_is_another_name_both_ways(one: str, other: str) -> None:
    assert verify(one, [other]).failed == verify(other, [one]).failed == "name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Overtime is paid at double the rate.", "Overtime is paid at half the rate."),
        ("The fee is doubled after the deadline.", "The fee is halved after the deadline."),
        ("Overtime is paid at twice the rate.", "Overtime is paid at treble the rate."),
        ("يُصرف ضعف الأجر عن العمل في العطلات.", "يُصرف نصف الأجر عن العمل في العطلات."),
        ("يُصرف ثلث الأجر عن العمل في العطلات.", "يُصرف ربع الأجر عن العمل في العطلات."),
    ],
)
def test_another_factor_is_another_number_both_ways(one: str, other: str) -> None:
    assert verify(one, [other]).failed == verify(other, [one]).failed == "number"


@pytest.mark.parametrize(
    ("sentence", "evidence", "failed"),
    [
        ("لا تُصرف المكافأة ما لم يوافق المدير.", "تُصرف المكافأة ما لم يوافق المدير.", "negation"),
        ("تُصرف المكافأة ما لم يوافق المدير.", "لا تُصرف المكافأة ما لم يوافق المدير.", "negation"),
        ("A guest may stay unless the director agrees.", "A guest may not stay unless the director agrees.", "negation"),
        ("A guest may stay unless the director approves.", "A guest may stay only if the director approves.", "negation"),
        ("A guest may stay.", "A guest may stay only with the approval of the director.", "scope"),
        ("A guest may stay.", "A guest may stay provided that the director approves.", "scope"),
        ("Staff may work from home.", "Staff may work from home only on Sundays.", "scope"),
        ("يجوز للضيف المبيت.", "يجوز للضيف المبيت بشرط موافقة المدير.", "scope"),
        ("يجوز للضيف المبيت.", "لا يجوز للضيف المبيت إلا بموافقة المدير.", "scope"),
    ],
)
def test_a_condition_may_not_be_dropped_or_turned_round(sentence: str, evidence: str, failed: str) -> None:
    assert verify(sentence, [evidence]).failed == failed


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The section head approves the request.", "The head of the section approves the request."),
        ("The head of department approves the request.", "يوافق رئيس القسم على الطلب."),
        ("The director of the department approves the request.", "يوافق مدير الدائرة على الطلب."),
        ("After the deadline twice the fee is due.", "The fee is doubled after the deadline."),
        ("تُضاعف الغرامة بعد الموعد.", "The fine is doubled after the deadline."),
        ("Consumption doubled.", "تضاعف الاستهلاك."),
        ("A double room is kept for guests.", "تُحفظ غرفة مزدوجة للضيوف (a double room)."),
        ("The bonus is paid only if the director approves.", "The bonus is not paid unless the director approves."),
        ("تُصرف المكافأة إذا وافق المدير.", "لا تُصرف المكافأة ما لم يوافق المدير."),
        ("A guest may stay if the director approves.", "A guest may stay only with the approval of the director."),
    ],
)
def test_posts_factors_and_conditions_pass_in_other_words(sentence: str, evidence: str) -> None:
    verdict = verify(sentence, [evidence])
    assert verdict.passed, verdict.reason
