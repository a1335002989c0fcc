"""The PDF itself: words, structure, bookmarks, fonts, bytes, limits. One render serves most tests."""

import http.server
import io
import re
import subprocess
import threading
from pathlib import Path

import pikepdf
import pytest
from lxml import html

from reports.rendering.html import render_body
from reports.rendering.pdf import STYLES, Limits, PdfError, Rendered, render_pdf, render_report_pdf

from .sample import PNG, Section, long_table, p, sample_document

FINGERPRINT = "0123456789abcdef" * 4
PICTURES = {"workshop": PNG}
RARE = "㎡①〇·𠮷𪚥龘犇—–％ｆ"
SHELL = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title></head><body>{}</body></html>'


def make(document=None, **fields) -> bytes:
    return render_report_pdf(
        document or sample_document(),
        pictures=PICTURES,
        edition_code="ZB-AAAA-BBBB-CCCC",
        fingerprint=FINGERPRINT,
        number=2,
        **fields,
    )


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return make(data=b'{"schema":1}')


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as found:
        yield found


@pytest.fixture(scope="module")
def pages(pdf) -> list[str]:
    """The text of each page, without blanks."""
    run = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return ["".join(page.split()) for page in run.stdout.decode().split("\f")]


def small(body: str, files=None, **fields) -> Rendered:
    return render_pdf(SHELL.format(body), files=files or {}, **fields)


def structure(opened) -> list[pikepdf.Dictionary]:
    """All elements of the tag tree."""
    found, waiting = [], [opened.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop(0)
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            kids = element.get("/K", [])
            waiting = [*(kids if isinstance(kids, pikepdf.Array) else [kids]), *waiting]
    return found


def words_of(element: html.HtmlElement) -> list[str]:
    hidden = "ancestor-or-self::details[contains(@class,'tile-definition') or contains(@class,'chart-data')]"
    texts = element.xpath(f".//text()[not({hidden}) and not(ancestor::title) and not(ancestor::desc)]")
    return ["".join(text.split()) for text in texts if text.strip()]


def test_every_word_of_the_body_is_on_paper(pages):
    whole = "".join(pages)
    body = html.fragment_fromstring(render_body(sample_document()))
    # A text may go over a page end, so only short ones are looked for as they are.
    missing = [text for text in words_of(body) if len(text) <= 40 and text not in whole]
    assert missing == []


def test_the_cover_names_edition_and_the_start_of_the_fingerprint(pages):
    assert "第2版" in pages[0] and "ZB-AAAA-BBBB-CCCC" in pages[0] and FINGERPRINT[:12] in pages[0]
    assert FINGERPRINT[:13] not in pages[0]


def test_a_demonstration_says_so_on_its_cover(pages):
    assert "不是该单位的正式发布" in pages[0]


def test_front_pages_count_in_roman_and_the_text_begins_at_one(pages):
    assert [re.findall(r"–([ivx]+|\d+)–", page) for page in pages[:6]] == [
        [],
        ["ii"],
        ["iii"],
        ["iv"],
        ["1"],
        ["2"],
    ]


def test_the_contents_name_the_pages_where_things_stand(pages):
    contents = next(page for page in pages if page.startswith("目录"))
    told = {
        title: int(number)
        for title, number in re.findall(r"(附表|表1毕业生去向|案例1把课堂搬进车间)[.]+(\d+)", contents)
    }
    text_pages = {int(found[1]): page for page in pages if (found := re.search(r"–(\d+)–", page))}
    assert told.keys() == {"附表", "表1毕业生去向", "案例1把课堂搬进车间"}
    for title, number in told.items():
        assert title in text_pages[number]


def test_a_table_over_a_page_end_says_so_above_each_continued_part_and_repeats_its_head(pages):
    parts = [page for page in pages if "第30项" in page or "第1项指标" in page or "第70项" in page]
    assert len(parts) >= 2
    assert "表2基本指标" in parts[0] and "续表2" not in parts[0]
    assert all("续表2" in page for page in parts[1:])
    assert all("序号指标单位2025年度" in page.replace("\n", "") for page in parts)
    assert not any("续表1" in page for page in pages)


def test_running_heads_carry_title_and_chapter(pages):
    assert pages[4].startswith("示例市工业职业学校职业教育质量年度报告（2025年度）1人才培养")


def test_tags_language_and_title_are_declared(opened):
    assert opened.Root.MarkInfo.Marked is True
    assert str(opened.Root.Lang) == "zh-CN"
    assert opened.Root.ViewerPreferences.DisplayDocTitle is True
    assert str(opened.docinfo.Title) == "示例市工业职业学校职业教育质量年度报告（2025年度）"
    with opened.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "3" and metadata["pdfaid:conformance"] == "A"
        assert metadata["pdfuaid:part"] == "1"


def test_the_tag_tree_holds_headings_lists_tables_and_described_figures(opened):
    elements = structure(opened)
    kinds = [str(element.S) for element in elements]
    assert {"/H1", "/H2", "/H3", "/H4", "/P", "/L", "/LI", "/Table", "/THead", "/TBody", "/TH", "/TD", "/Caption",
            "/Figure", "/Link", "/Art", "/Sect", "/BlockQuote"} <= set(kinds)  # fmt: skip
    figures = [str(e.get("/Alt", "")) for e in elements if e.S == "/Figure"]
    assert sorted(figures) == ["一排数控机床，学生在操作", "近三年毕业生人数。毕业生人数逐年增加。"]


def test_each_heading_of_the_contents_is_a_bookmark(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        inner = [item.title for item in outline.root[3].children]
    assert titles == ["内容真实性责任声明", "前言", "目录", "1 人才培养", "2 挑战与举措", "附表"]
    assert inner == ["1.1 学生发展", "1.2 典型案例"]


def test_all_fonts_are_embedded_and_mapped_to_characters(opened):
    fonts = [f for page in opened.pages for f in page.Resources.Font.values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        descriptor = font.DescendantFonts[0].FontDescriptor
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_rare_characters_have_a_glyph():
    made = small(f"<p>{RARE}</p>")
    run = subprocess.run(["pdftotext", "-", "-"], input=made.pdf, capture_output=True, check=True)
    assert set(RARE) <= set(run.stdout.decode())
    assert made.warnings == ()
    with pikepdf.open(io.BytesIO(made.pdf)) as found:
        drawn = b"".join(page.Contents.read_bytes() for page in found.pages)
    assert re.findall(rb"<((?:[0-9a-fA-F]{4})+)>", drawn)
    glyphs = [
        text[i : i + 4]
        for text in re.findall(rb"<((?:[0-9a-fA-F]{4})+)>", drawn)
        for i in range(0, len(text), 4)
    ]
    assert b"0000" not in glyphs


def test_the_data_is_attached_as_data(opened):
    assert list(opened.attachments) == ["data.json"]
    assert opened.attachments["data.json"].get_file().read_bytes() == b'{"schema":1}'
    (spec,) = {entry.objgen: entry for entry in opened.Root.AF}.values()
    assert str(spec.AFRelationship) == "/Data"


def test_nothing_of_the_machine_or_its_people_is_inside(pdf, opened):
    assert set(opened.docinfo) == {"/Title", "/Producer", "/CreationDate", "/ModDate"}
    assert str(opened.docinfo.CreationDate).startswith("D:20251220")
    plain = io.BytesIO()
    opened.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    for place in (str(STYLES.parents[1]), "/tmp/", str(Path.home())):
        assert place.encode() not in plain.getvalue()


def test_the_same_report_gives_the_same_bytes(pdf):
    assert make(data=b'{"schema":1}') == pdf


def test_the_engine_complains_about_nothing(caplog):
    make()
    assert caplog.messages == []


@pytest.fixture
def listener():
    """An address on this machine that remembers who asked."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_no_way_of_naming_a_file_or_address_is_followed(listener):
    address, asked = listener
    hostile = (
        f'<img src="{address}/img" alt="a"><img src="file:///etc/hostname" alt="b">'
        f'<link rel="stylesheet" href="{address}/css"><link rel="attachment" href="file:///etc/hostname">'
        f'<style>@import "{address}/import"; p {{ background: url("file:///etc/hostname") }}</style><p>字</p>'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}/svg" width="9" height="9"/></svg>'
        f'<object data="{address}/object"></object><embed src="{address}/embed">'
    )
    made = small(hostile)
    assert asked == []
    wanted = {
        f"{address}/img",
        "file:///etc/hostname",
        f"{address}/css",
        f"{address}/import",
        f"{address}/svg",
    }
    assert wanted <= set(made.refused)
    with pikepdf.open(io.BytesIO(made.pdf)) as found:
        assert list(found.attachments) == []
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=made.pdf, capture_output=True, check=True
    ).stdout.decode()
    assert "".join(text.split()) == "ab字–1–"  # the alternative words of the two pictures, nothing else


def test_a_report_over_the_time_limit_is_refused_by_its_largest_part():
    big = Section("big", "sec-big", "过大的章节", 1, "2", blocks=(long_table(3000),))
    document = sample_document(sections=(Section("one", "sec-one", "小章节", 1, "1", blocks=(p("短"),)), big))
    with pytest.raises(PdfError) as refused:
        make(document, limits=Limits(seconds=2))
    assert "2 过大的章节" in str(refused.value) and "3001 行" in str(refused.value)


def test_a_report_over_the_memory_limit_is_refused_and_the_next_one_works():
    with pytest.raises(PdfError, match="120 MB"):
        small("<p>字</p>", limits=Limits(megabytes=120))
    assert small("<p>字</p>").pages == 1


def test_a_picture_that_was_not_handed_over_refuses_the_report():
    with pytest.raises(PdfError, match="workshop"):
        render_report_pdf(sample_document(), pictures={})


def test_a_picture_that_cannot_be_read_refuses_the_report():
    with pytest.raises(PdfError, match="workshop"):
        render_report_pdf(sample_document(), pictures={"workshop": PNG[:20]})


def test_what_is_no_picture_is_refused_by_name():
    with pytest.raises(PdfError, match="workshop"):
        small("<p>字</p>", files={"picture:workshop": b"<svg xmlns='http://www.w3.org/2000/svg'/>"})
