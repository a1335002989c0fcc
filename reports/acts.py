"""What the codes of the log and of the steps mean in words: acts, targets, reasons of a snapshot, places of a finding."""

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.workflow.states import BY_ACT

STEP = "version."  # the log's prefix of a step through the states
ACTS = {
    "account.anonymised": gettext_lazy("account anonymised"),
    "account.disabled": gettext_lazy("account disabled"),
    "account.enabled": gettext_lazy("account enabled"),
    "account.factor_failed": gettext_lazy("second factor refused"),
    "account.factor_passed": gettext_lazy("second factor given"),
    "account.factor_removed": gettext_lazy("second factor removed"),
    "account.factor_set": gettext_lazy("second factor set up"),
    "account.log_in": gettext_lazy("log-in"),
    "account.log_in_failed": gettext_lazy("failed log-in"),
    "account.log_out": gettext_lazy("log-out"),
    "account.made": gettext_lazy("account made"),
    "account.password_changed": gettext_lazy("password changed"),
    "account.password_reset": gettext_lazy("password set anew by mail"),
    "account.password_reset_asked": gettext_lazy("mail for a new password asked for"),
    "account.recovery_codes_renewed": gettext_lazy("recovery codes renewed"),
    "account.session_ended": gettext_lazy("session ended"),
    "backup.made": gettext_lazy("backup made"),
    "backup.restored": gettext_lazy("backup restored"),
    "board.export": gettext_lazy("round board exported"),
    "extension.answer": gettext_lazy("request for an extension answered"),
    "extension.ask": gettext_lazy("extension asked for"),
    "extension.end": gettext_lazy("extension ended"),
    "extension.give": gettext_lazy("extension given"),
    "finding.explain": gettext_lazy("finding explained"),
    "finding.judge": gettext_lazy("explanation judged"),
    "follow_up.mark": gettext_lazy("marked for follow-up"),
    "follow_up.settle": gettext_lazy("follow-up settled"),
    "guest.admit": gettext_lazy("guest admitted"),
    "guest.dismiss": gettext_lazy("guest dismissed"),
    "invitation.accepted": gettext_lazy("invitation accepted"),
    "invitation.made": gettext_lazy("invitation made"),
    "invitation.revoked": gettext_lazy("invitation revoked"),
    "item.answer": gettext_lazy("item answered"),
    "item.settle": gettext_lazy("item settled"),
    "item.write": gettext_lazy("item written"),
    "log.exported": gettext_lazy("log exported"),
    "log.read": gettext_lazy("log read"),
    "note.settle": gettext_lazy("remark settled"),
    "note.write": gettext_lazy("remark written"),
    "publication.refused": gettext_lazy("publication refused"),
    "region.fold": gettext_lazy("figures of the schools folded"),
    "region.keep_older": gettext_lazy("older edition of a member kept"),
    "region.pick_case": gettext_lazy("case of a member picked"),
    "region.take_fold": gettext_lazy("folded figure taken over"),
    "reminder.give": gettext_lazy("reminder sent"),
    "report.preview": gettext_lazy("draft read"),
    "report.read": gettext_lazy("unpublished report read from outside"),
    "review_level.set": gettext_lazy("review level switched"),
    "role.changed": gettext_lazy("role changed"),
    "role.ended": gettext_lazy("role ended"),
    "role.given": gettext_lazy("role given"),
    "role.handed_over": gettext_lazy("role handed over"),
    "row.added": gettext_lazy("row added"),
    "row.changed": gettext_lazy("row changed"),
    "row.deleted": gettext_lazy("row deleted"),
    "row.read": gettext_lazy("row read"),
    "rows.exported": gettext_lazy("rows exported"),
    "rows.imported": gettext_lazy("rows imported"),
    "rows.read": gettext_lazy("list read"),
    "rows.reset": gettext_lazy("rows set back"),
    "site.mode": gettext_lazy("mode of the site changed"),
    "snapshot.keep": gettext_lazy("snapshot kept"),
    "snapshot.restore": gettext_lazy("snapshot restored"),
    "task.retry": gettext_lazy("task tried again"),
    "version.ratify": gettext_lazy("forced publication approved"),
    "version.seal_again": gettext_lazy("sealing tried again"),
    "window.set": gettext_lazy("window of the round set"),
    "withdrawal.ask": gettext_lazy("withdrawal asked for"),
    "withdrawal.drop": gettext_lazy("request for withdrawal dropped"),
}
SNAPSHOTS = {
    "approval": gettext_lazy("approval"),
    "import": gettext_lazy("import"),
    "return": gettext_lazy("return"),
    "signing": gettext_lazy("signing"),
}


def act_words(act: str) -> str:
    """A step by the word of its button, with or without the log's prefix; an unknown act as it stands."""
    step = BY_ACT.get(act.removeprefix(STEP))
    return str(ACTS.get(act) or (step.words if step else act))


def snapshot_words(reason: str) -> str:
    return str(SNAPSHOTS.get(reason, reason))


def target_words(target: str) -> str:
    """`reports.version:5` as 版本 5; a text that names no row as it stands."""
    label, colon, number = target.rpartition(":")
    try:
        model = apps.get_model(label) if colon and number.isdigit() else None
    except (LookupError, ValueError):
        model = None
    return f"{model._meta.verbose_name} {number}" if model else target


def place_words(place: str, *, sections: dict[str, str], metrics: dict[str, str]) -> str:
    """An anchor of the document or value:CODE, by the titles of sections and the names of metrics where known."""
    kind, _sign, key = place.partition(":" if place.startswith("value:") else "-")
    if kind == "value":
        return _("figure “%(name)s”") % {"name": metrics.get(key, key)}
    if kind == "sec" and key in sections:
        return _("section “%(name)s”") % {"name": sections[key]}
    if kind == "tab":
        section, _dash, number = key.rpartition("-")
        if section in sections:
            return _("section “%(name)s”, table %(number)s") % {"name": sections[section], "number": number}
    known = {"case": _("case"), "challenge": _("challenge"), "fig": _("figure or chart"), "tab": _("table")}
    return f"{known[kind]} {key}" if kind in known and key else place
