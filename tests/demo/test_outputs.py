"""The same figures in page, PDF and data; public addresses; query counts."""

import json
import re
import subprocess

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from reports.gather import gather
from reports.models import Report, State

from .conftest import REPORTS

THREE = list(REPORTS)


def pdf_text(content: bytes) -> str:
    result = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return re.sub(r"\s+", "", result.stdout.decode())


@pytest.mark.parametrize("name", THREE)
def test_page_and_data_carry_the_same_figures(name, file_of):
    page = html.fragment_fromstring(file_of(name, "body.html").decode(), create_parent="div")
    on_page = sorted((e.get("itemprop"), e.get("value")) for e in page.iter("data"))
    in_data = sorted((row["code"], row["value"]) for row in json.loads(file_of(name, "data.json"))["shown"])
    assert on_page == in_data
    assert len(on_page) > 50


@pytest.mark.parametrize("name", THREE)
def test_every_figure_of_the_page_stands_in_the_pdf(name, file_of):
    page = html.fragment_fromstring(file_of(name, "body.html").decode(), create_parent="div")
    words = {re.sub(r"\s+", "", "".join(e.itertext())) for e in page.iter("data")}
    text = pdf_text(file_of(name, "report.pdf"))
    assert {w for w in words if w not in text} == set()


@pytest.mark.parametrize("name", THREE)
def test_pages_answer_with_few_queries(name, client):
    code, year = REPORTS[name]
    client.get(f"/r/{code}/{year}/")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/r/{code}/{year}/")
    assert response.status_code == 200
    assert len(queries) <= 5


def test_page_queries_do_not_grow_with_cases(client):
    counts = set()
    for code, year in (REPORTS["bishan"], REPORTS["liaocheng"]):
        client.get(f"/r/{code}/{year}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/r/{code}/{year}/")
        counts.add(len(queries))
    assert len(counts) == 1


def queries_of_gathering(report):
    with CaptureQueriesContext(connection) as queries:
        gather(report.pk)
    return len(queries)


def test_gather_needs_under_twenty_queries():
    assert max(queries_of_gathering(report) for report in Report.objects.all()) < 20


def test_gathering_one_case_or_eighteen_needs_the_same_queries():
    report = Report.objects.get(record__region__code="500120")
    with_all = queries_of_gathering(report)
    cases = list(report.record.cases.all())
    assert len(cases) == 18
    for case in cases[1:]:
        case.delete()
    assert queries_of_gathering(report) == with_all


@pytest.mark.parametrize("name", THREE)
def test_pdf_and_data_are_served(name, client):
    code, year = REPORTS[name]
    pdf = client.get(f"/r/{code}/{year}/report.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF-")
    assert client.get(f"/r/{code}/{year}/data.json")["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", THREE)
def test_demonstration_is_said_on_page_and_paper(name, file_of):
    assert "演示" in file_of(name, "body.html").decode()
    assert "演示" in pdf_text(file_of(name, "report.pdf"))


def test_all_reports_but_the_draft_and_the_county_are_imported_as_published():
    outside = Report.objects.exclude(record__institution__public_code__startswith="xl-").exclude(
        record__region__code="990110"
    )
    found = outside.filter(versions__state=State.PUBLISHED, versions__origin="imported")
    assert found.count() == 7
    assert outside.exclude(pk__in=found).get().versions.get().state == State.DRAFT


@pytest.mark.parametrize("name", THREE)
def test_no_section_of_the_outline_is_empty(name, document_of):
    def empty(section):
        return not section.blocks and not section.sections

    def walk_sections(sections):
        for section in sections:
            yield section
            yield from walk_sections(section.sections)

    assert [s.title for s in walk_sections(document_of(name).sections) if empty(s)] == []


def test_repeating_the_command_changes_nothing(edition_of):
    before = {name: edition_of(name).fingerprint for name in THREE}
    call_command("demo", verbosity=0)
    assert {name: edition_of(name).fingerprint for name in THREE} == before
