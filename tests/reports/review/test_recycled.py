"""Paragraphs taken over from last year or from a neighbour are found; everybody's phrases are not."""

import random
import time

from reports.review.recycled import MIN_LENGTH, Paragraph, Source, paragraphs_of, recycled, shingles

OWN = (
    "学校坚持立德树人根本任务，组织师生走进企业车间开展认识实习，2025年共有312名学生参加，企业导师随班指导，实习结束后"
    "逐一填写鉴定表。"
)
OTHER = "图书馆在春季学期延长开放时间，每周新增两个晚上，学生自愿报名担任管理员，读者人次比上一学期增加了将近一倍。"
POLICY = "全面贯彻党的教育方针，落实立德树人根本任务，深化产教融合、校企合作，培养德智体美劳全面发展的社会主义建设者和接班人。"


def paragraph(text, place="sec-a"):
    return Paragraph(place, "标题", text)


def source(*texts, label="邻校", last_year=False):
    return Source(label, last_year, tuple(paragraph(t, "sec-b") for t in texts))


def test_shingles_are_five_characters_without_punctuation_and_with_any_number_the_same():
    assert shingles("共有，312 名学生") == shingles("共有9999名学生") == {"共有0名学", "有0名学生"}


def test_the_same_paragraph_with_new_figures_is_found_in_last_years_report():
    old = OWN.replace("2025", "2024").replace("312", "98")
    found = recycled([paragraph(OTHER), paragraph(OWN)], [source(old, label="上年", last_year=True)])
    assert [(m.here.text, m.there.text, m.last_year, m.share) for m in found] == [(OWN, old, True, 1.0)]


def test_a_few_changed_words_do_not_hide_a_copy():
    copy = OWN.replace("组织师生", "安排同学").replace("逐一", "认真")
    found = recycled([paragraph(OWN)], [source(OTHER, copy)])
    assert [(m.source, m.there.text) for m in found] == [("邻校", copy)]
    assert 0.5 <= found[0].share < 1


def test_another_text_on_the_same_subject_is_no_copy():
    own_words = (
        "本年度安排312名学生到合作企业跟岗，车间师傅一对一带教，学校每两周派教师回访一次，并把问题记入台账。"
    )
    assert recycled([paragraph(OWN)], [source(own_words, OTHER)]) == []


def test_the_best_match_is_told():
    near, same = OWN.replace("企业", "工厂"), OWN
    found = recycled([paragraph(OWN)], [source(near, label="甲校"), source(same, label="乙校")])
    assert [(m.source, m.share) for m in found] == [("乙校", 1.0)]


def test_phrases_that_many_schools_use_are_left_out_and_learnt_only_from_ten_schools():
    def others(schools, users):
        return [source(POLICY if n < users else OTHER, label=f"学校{n}") for n in range(schools)]

    assert recycled([paragraph(POLICY)], others(10, 4)) == []  # 4 of 10 is more than 30 %
    assert [m.source for m in recycled([paragraph(POLICY)], others(10, 3))] == ["学校0"]
    assert [m.source for m in recycled([paragraph(POLICY)], others(9, 9))] == ["学校0"]


def test_everybodys_phrases_do_not_excuse_last_years_own_text():
    neighbours = [source(POLICY, label=f"学校{n}") for n in range(12)]
    found = recycled([paragraph(POLICY)], [source(POLICY, label="上年", last_year=True), *neighbours])
    assert [m.source for m in found] == ["上年"]


def test_short_paragraphs_are_not_compared():
    facts = {
        "sections": [{"key": "a", "title": "甲"}],
        "narratives": [{"section": "a", "html": f"<p>{'短' * (MIN_LENGTH - 1)}</p><p>{OWN}</p>"}],
        "cases": [{"key": "c", "title": "案例", "parts": [{"heading": "", "html": f"<p>{OTHER}</p>"}]}],
        "challenges": [{"key": "d", "title": "挑战", "problem": f"<p>{POLICY}</p>", "measures": [{"html": f"<p>{OWN}</p>"}]}],
    }  # fmt: skip
    assert [(p.place, p.title, p.text) for p in paragraphs_of(facts)] == [
        ("sec-a", "甲", OWN), ("case-c", "案例", OTHER), ("challenge-d", "挑战", POLICY), ("challenge-d", "挑战", OWN),
    ]  # fmt: skip


def test_a_hundred_schools_are_compared_within_seconds():
    dice = random.Random(7)
    words = [chr(0x4E00 + n) for n in range(3000)]

    def text():
        return "".join(dice.choice(words) for _ in range(150))

    own = [paragraph(text()) for _ in range(100)]
    others = [source(*[text() for _ in range(100)], label=str(n)) for n in range(100)]
    begun = time.perf_counter()
    assert recycled(own, others) == []
    assert time.perf_counter() - begun < 15
