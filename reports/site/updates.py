"""Every change after publication, newest first: of one report, of all of them, and as an Atom feed."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_safe

from reports.publishing.addresses import public_version, report_address, subject_address
from reports.publishing.updates import Update, latest_updates, public_title, updates_of, with_versions

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # an empty feed tells nothing of the clock
SECONDS = 60  # as long as a report's page
PAGE_SIZE = 30
IN_FEED = 50
WORDS = {
    "published": gettext_lazy("published"),
    "corrected": gettext_lazy("corrected"),
    "renewed": gettext_lazy("published anew after a withdrawal"),
    "withdrawn": gettext_lazy("withdrawn"),
}


class Feed(Atom1Feed):
    """Says the same whenever it is asked, as long as nothing changed."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else EARLIEST


@require_safe
def of_report(request: HttpRequest, *, code: str, year: str, kind: str | None = None) -> HttpResponse:
    version = public_version(code, year, kind=kind or "")
    if version is None:
        raise Http404
    context = {
        "title": public_title(version),
        "address": report_address(version.report),
        "subject_name": version.report.record.subject.name,
        "subject_url": subject_address(version.report.record.subject),
        "updates": [(update, WORDS[update.kind]) for update in updates_of(version.report)],
    }
    return _cached(render(request, "reports/site/updates_report.html", context))


@require_safe
def of_all(request: HttpRequest) -> HttpResponse:
    page = Paginator(latest_updates(), PAGE_SIZE).get_page(request.GET.get("page", "")[:9])
    updates = [(update, WORDS[update.kind]) for update in with_versions(page.object_list)]
    return _cached(render(request, "reports/site/updates.html", {"page": page, "updates": updates}))


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """In the site's own language, whoever asks."""
    with override(settings.LANGUAGE_CODE):
        atom = Feed(
            title=_("Zhibao: changes after publication"),
            link=f"{settings.SITE_URL}/updates/",
            description="",
            language=settings.LANGUAGE_CODE,
            feed_url=f"{settings.SITE_URL}/updates/feed",
        )
        for update in with_versions(latest_updates()[:IN_FEED]):
            _add(atom, update)
        content = atom.writeString("utf-8")
    return _cached(HttpResponse(content, content_type="application/atom+xml; charset=utf-8"))


def _add(atom: Atom1Feed, update: Update) -> None:
    rows = len(update.rows)
    words = [update.note]
    if update.kind == "withdrawn":
        words = [update.version.get_withdrawal_display(), update.note]
    elif rows:
        words.append(ngettext("%(count)d place changed", "%(count)d places changed", rows) % {"count": rows})
    atom.add_item(
        title=f"{WORDS[update.kind]}: {update.title} v{update.version.number}",
        link=settings.SITE_URL + update.address,
        description=" · ".join(word for word in words if word),
        unique_id=f"urn:zhibao:{update.key}",
        pubdate=update.at,
        updateddate=update.at,
    )


def _cached(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Cookie"])
    patch_cache_control(response, public=True, max_age=SECONDS)
    return response
