"""The log as a screen: auditors and administrators search what happened in their part of the tree, and export it."""

from datetime import UTC, datetime, time, timedelta

import tablib
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from institutions.exchange.formats import Delimited
from reports.acts import ACTS, STEP, act_words, target_words
from reports.log import record, record_listing
from reports.log_scope import may_read_log, readable_entries
from reports.models import LogEntry
from reports.workflow.states import STEPS

from .log_lines import lines_of

A_PAGE = 50
MOST = 20_000  # rows of one export


def acts_to_choose() -> list[tuple[str, str]]:
    """Every act that has a word, and every step of a report's life."""
    return [*sorted(ACTS.items()), *((f"{STEP}{step.act}", step.words) for step in STEPS)]


class SearchForm(forms.Form):
    person = forms.CharField(label=gettext_lazy("account"), required=False, max_length=60)
    act = forms.ChoiceField(label=gettext_lazy("act"), required=False)
    target = forms.CharField(
        label=gettext_lazy("on what"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("for example reports.report:12, or a part of it"),
    )
    first = forms.DateField(
        label=gettext_lazy("from day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=gettext_lazy("to day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data):
        super().__init__(data)
        self.fields["act"].choices = [("", _("all")), *acts_to_choose()]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        return cleaned

    def found_in(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """The rows that fit what was asked; none where it cannot be understood."""
        if not self.is_valid():
            return entries.none()
        asked = self.cleaned_data
        if asked["person"]:
            word = asked["person"]
            entries = entries.filter(
                Q(user__username__icontains=word) | Q(user__display_name__icontains=word)
            )
        if asked["act"]:
            entries = entries.filter(act=asked["act"])
        if asked["target"]:
            entries = entries.filter(target__icontains=asked["target"])
        if asked["first"]:
            entries = entries.filter(created_at__gte=_midnight(asked["first"]))
        if asked["last"]:
            entries = entries.filter(created_at__lt=_midnight(asked["last"]) + timedelta(days=1))
        return entries


@login_required
@never_cache
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    form, found = _asked(request, request.GET)
    record_listing(request, LogEntry, "log.read")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "reports/desk/log.html",
        {
            "form": form,
            "page": page,
            "kept": kept.urlencode(),
            "rows": [
                (entry, act_words(entry.act), target_words(entry.target), list(lines_of(entry)))
                for entry in page
            ],
        },
    )


@login_required
@never_cache
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """What was found, as csv with cells that no program runs; the export itself is logged."""
    form, found = _asked(request, request.POST)
    count = found.count()
    if not form.is_valid() or count > MOST:
        message = _("More than %(most)s entries: choose fewer days and export them one after the other.")
        return render(
            request,
            "reports/desk/log.html",
            {"form": form, "refusal": message % {"most": MOST} if form.is_valid() else "", "rows": []},
            status=400,
        )
    content = Delimited().export_data(_table(found))
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    record("log.exported", LogEntry._meta.label_lower, by=request.user, rows=count, asked=asked)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="log-{timezone.localdate():%Y%m%d}.csv"'
    return response


def _asked(request: HttpRequest, data) -> tuple[SearchForm, QuerySet[LogEntry]]:
    """The form and what it finds, for those who may read the log; for others there is no such page."""
    if not may_read_log(request.user):
        raise Http404
    form = SearchForm(data)
    return form, form.found_in(readable_entries(request.user))


def _table(entries: QuerySet[LogEntry]) -> tablib.Dataset:
    table = tablib.Dataset(
        headers=[
            str(title)
            for title in (
                *(
                    _("number"),
                    _("time (UTC)"),
                    _("account"),
                    _("display name"),
                    _("address"),
                    _("act"),
                    _("code of the act"),
                ),
                *(_("on what"), _("detail"), _("digest of the row"), _("link of the chain")),
            )
        ]
    )
    for entry in entries.iterator():
        table.append(
            [
                entry.pk,
                entry.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
                entry.user.username if entry.user else "",
                entry.user.display_name if entry.user else "",
                entry.address or "",
                act_words(entry.act),
                entry.act,
                entry.target,
                "\n".join(lines_of(entry)),
                entry.digest,
                entry.chain,
            ]
        )
    return table


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
