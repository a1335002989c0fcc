"""What the life of a report leaves behind: versions, signatures, findings, editions, the log. Read only, for all."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from institutions.admin.base import ScopedAdmin
from institutions.permissions import ACTS, memberships
from institutions.scoping import scope, visible
from reports.audit import sentence
from reports.models import Edition, Finding, LogEntry, Signature, Snapshot, Transition, Version

admin.site.unregister(DBTaskResult)  # its stock screen knows no Chinese
scope(LogEntry, "user", "user")


OF_REPORT = ["version__report__title", "version__report__record__institution__name"]


class ReadOnly(ScopedAdmin):
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
    list_display = ["version", "act", "from_state", "to_state", "user", "created_at"]
    list_filter = ["act", "to_state", "version__report__record__round"]
    list_select_related = ["version__report", "user"]
    search_fields = [*OF_REPORT, "user__username", "comment"]


@admin.register(Signature)
class SignatureAdmin(ReadOnly):
    list_display = ["version", "user", "role", "act", "signed_at", "voided_at"]
    list_filter = ["role", "act"]
    list_select_related = ["version__report", "user"]
    search_fields = [*OF_REPORT, "user__username", "typed_name"]


@admin.register(Finding)
class FindingAdmin(ReadOnly):
    list_display = ["rule", "severity", "sentence", "version", "gone"]
    list_filter = ["severity", "rule", "gone", "version__report__record__round"]
    list_select_related = ["version__report"]
    search_fields = [*OF_REPORT, "rule", "place"]

    @admin.display(description=_("finding"))
    def sentence(self, row: Finding) -> str:
        return sentence(row)


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    list_display = ["version", "reason", "fingerprint", "taken_at"]
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
    list_display = ["created_at", "user", "act", "target"]
    list_filter = ["act"]
    list_select_related = ["user"]
    search_fields = ["target", "user__username"]
    ordering = ["-pk"]

    def has_view_permission(self, request, obj=None):
        user = request.user
        return super().has_view_permission(request, obj) and (
            user.is_superuser or any(m.role in ACTS["read_log"] for m in memberships(user))
        )

    def get_queryset(self, request):
        """What the accounts of one's own subtree did; operators see all."""
        return visible(super().get_queryset(request), request.user, roles=ACTS["read_log"])
