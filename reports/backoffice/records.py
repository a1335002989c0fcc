"""What the life of a report leaves behind: versions, signatures, findings, editions, the log. Read only, for all."""

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from institutions.admin.base import ScopedAdmin
from institutions.admin.worded import Worded, column, words_filter
from institutions.models import Metric
from institutions.scoping import scope
from reports.acts import act_words, place_words, snapshot_words, target_words
from reports.audit import sentence
from reports.log_scope import may_read_log, readable_entries
from reports.models import Edition, Finding, LogEntry, Signature, Snapshot, Transition, Version

admin.site.unregister(DBTaskResult)  # its stock screen knows no Chinese
scope(LogEntry, "user", "user")


OF_REPORT = ["version__report__title", "version__report__record__institution__name"]


class ReadOnly(Worded, ScopedAdmin):
    """The workflow and the publishing code write these rows; no screen does."""

    def may_write(self, request, obj):
        return False

    def may_write_somewhere(self, request):
        return False


@admin.register(Version)
class VersionAdmin(ReadOnly):
    list_display = ["report", "sequence", "number", "state", "origin", "published_at"]
    list_filter = ["state", "origin", "report__record__round"]
    list_select_related = ["report"]
    search_fields = ["report__title", "report__record__institution__name"]


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    worded = {"act": "act_words"}
    list_display = ["version", "act_words", "from_state", "to_state", "user", "created_at"]
    list_filter = [("act", words_filter(act_words)), "to_state", "version__report__record__round"]
    list_select_related = ["version__report", "user"]
    search_fields = [*OF_REPORT, "user__username", "comment"]
    act_words = column("act", act_words)


@admin.register(Signature)
class SignatureAdmin(ReadOnly):
    worded = {"act": "act_words"}
    list_display = ["version", "user", "role", "act_words", "signed_at", "voided_at"]
    list_filter = ["role", ("act", words_filter(act_words))]
    list_select_related = ["version__report", "user"]
    search_fields = [*OF_REPORT, "user__username", "typed_name"]
    act_words = column("act", act_words)


@admin.register(Finding)
class FindingAdmin(ReadOnly):
    worded = {"place": "place_words"}
    list_display = ["rule", "severity", "sentence", "place_words", "version", "gone"]
    list_filter = ["severity", "rule", "gone", "version__report__record__round"]
    list_select_related = ["version__report"]
    search_fields = [*OF_REPORT, "rule", "place"]

    @admin.display(description=_("finding"))
    def sentence(self, row: Finding) -> str:
        return sentence(row)

    @admin.display(description=_("place"), ordering="place")
    def place_words(self, row: Finding) -> str:
        sections = {s.key: s.title for s in row.version.report.outline.sections.all()}
        return place_words(
            row.place, sections=sections, metrics={row.metric_code: row.metric_name or row.metric_code}
        )

    def get_queryset(self, request):
        code = Substr("place", len("value:") + 1)
        name = Metric.objects.filter(code=OuterRef("metric_code")).values("name_zh")[:1]
        return (
            super()
            .get_queryset(request)
            .annotate(metric_code=code, metric_name=Subquery(name))
            .prefetch_related("version__report__outline__sections")
        )


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    worded = {"reason": "reason_words"}
    reason_words = column("reason", snapshot_words)
    list_display = ["version", "reason_words", "fingerprint", "taken_at"]
    list_select_related = ["version__report"]
    search_fields = [*OF_REPORT, "fingerprint"]
    exclude = ["facts"]


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ["code", "version", "fingerprint", "sealed_at"]
    list_select_related = ["version__report"]
    search_fields = [*OF_REPORT, "code", "fingerprint"]


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly):
    worded = {"act": "act_words", "target": "target_words"}
    list_display = ["created_at", "user", "act_words", "target_words"]
    list_filter = [("act", words_filter(act_words))]
    list_select_related = ["user"]
    search_fields = ["target", "user__username"]
    act_words = column("act", act_words)
    target_words = column("target", target_words)
    ordering = ["-pk"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request) and may_read_log(request.user)

    def get_queryset(self, request):
        return readable_entries(request.user)
