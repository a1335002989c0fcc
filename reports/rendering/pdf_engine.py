"""The engine itself, as the limited process calls it: styles as objects, files from the job, fixed dates."""

import datetime

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from .pdf_fetch import GivenFilesFetcher
from .pdf_job import Job
from .pdf_metadata import declare_universal_accessibility
from .pdf_tree import empty_first_continued_rows, prepare_tree


def render(job: Job, variant: str, dated: datetime.datetime) -> tuple[bytes, int, list[str]]:
    """PDF, number of pages, refused addresses."""
    fetcher = GivenFilesFetcher(job.files)
    fonts = FontConfiguration()
    styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in job.stylesheets]
    html = HTML(string=job.html, url_fetcher=fetcher)
    prepare_tree(html.etree_element)
    document = html.render(font_config=fonts, stylesheets=styles, pdf_variant=variant, pdf_tags=True)
    empty_first_continued_rows(document)
    declare_universal_accessibility(document.metadata)
    attachments = [_data(job.attachment, dated)] if job.attachment else None
    pdf = document.write_pdf(
        pdf_variant=variant,
        pdf_tags=True,
        pdf_identifier=job.identifier.encode() or True,
        attachments=attachments,
    )
    return pdf, len(document.pages), fetcher.refused


def _data(content: bytes, dated: datetime.datetime) -> Attachment:
    """The figures behind the report, related to it as its data."""
    return Attachment(
        string=content,
        name="data.json",
        description="本报告的数据",
        created=dated,
        modified=dated,
        relationship="Data",
    )
