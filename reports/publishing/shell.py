"""What stands around the body of a published report: taken from the sealed facts and the version's own life."""

from django.conf import settings
from django.utils import translation

from reports.facts import Facts
from reports.models import State, Version

from .addresses import edition_address, report_address, subject_address
from .contents import contents_of_body
from .dates import day_of
from .updates import life_of


def shell_context(version: Version) -> dict[str, object]:
    """What the shell template may say of a published version."""
    edition = version.edition
    files = {file.name: file for file in edition.files.all()}
    with files["body.html"].file.open("rb") as stored:
        body = stored.read().decode()
    facts = Facts.from_json(edition.snapshot.facts)
    published_on = facts.front.published_on or version.published_at
    with translation.override(settings.LANGUAGE_CODE):
        cited_on = day_of(published_on)  # the citation is in the report's own language
    return {
        "version": version,
        "title": f"{facts.front.title}{facts.front.subtitle}",
        "publisher": facts.front.publisher,
        "subject_name": facts.subject.name,
        "published_on": day_of(published_on),
        "cited_on": cited_on,
        "edition": edition,
        "subject_url": subject_address(version.report.record.subject),
        "address": report_address(version.report),
        "fixed_address": edition_address(version),
        "site_url": settings.SITE_URL,
        "body": body,
        "contents": contents_of_body(body),
        "pdf": files["report.pdf"],
        "data": files["data.json"],
        "current": version.state == State.PUBLISHED,
        "csv": files.get("figures.csv"),
        "xlsx": files.get("figures.xlsx"),
        "earlier": _earlier(version),
        **life_of(version, facts),
    }


def _earlier(version: Version) -> list[dict[str, object]]:
    """The older public versions, newest first: number, day, address."""
    older = version.report.versions.filter(
        state__in=(State.SUPERSEDED, State.WITHDRAWN), number__lt=version.number
    )
    return [
        {"number": row.number, "day": day_of(row.published_at), "address": edition_address(row)}
        for row in older.order_by("-number")
    ]
