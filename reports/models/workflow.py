"""What the people around a version leave behind: who edited, what was returned, said, marked, allowed and announced."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution, Region, Round, User

from .findings import Finding
from .reports import Report, Version


class Contribution(models.Model):
    """Someone changed content while this version was in work: such a person neither signs nor approves it."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="contributions", verbose_name=_("version")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name=_("account"))
    last_at = models.DateTimeField(_("last change"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["version", "-last_at"]
        constraints = [models.UniqueConstraint(name="contribution_once", fields=["version", "user"])]

    def __str__(self) -> str:
        return f"{self.version} · {self.user}"


class ReviewItem(models.Model):
    """One numbered point of a return (退回条目). `cycle` 0: still a draft of the reviewer; n: sent with the n-th return."""

    class Kind(models.TextChoices):
        DATA = "data", _("figures")
        WORDING = "wording", _("the words")
        MISSING = "missing", _("something is missing")
        FORMAT = "format", _("format")

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CHANGED = "changed", _("changed by the school")
        DISPUTED = "disputed", _("disputed by the school")
        ACCEPTED = "accepted", _("settled")
        REOPENED = "reopened", _("opened again")

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="items", verbose_name=_("version")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    cycle = models.PositiveSmallIntegerField(_("return"), default=0)
    place = models.CharField(_("place"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    severity = models.CharField(_("severity"), max_length=12, choices=Finding.Severity)
    text = models.CharField(_("what is to be done"), max_length=500)
    finding = models.ForeignKey(
        Finding,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("finding"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    answer = models.CharField(_("answer of the school"), max_length=500, blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("review item")
        verbose_name_plural = _("review items")
        ordering = ["version", "cycle", "number"]
        constraints = [
            models.UniqueConstraint(name="review_item_number_once", fields=["version", "number"]),
            models.CheckConstraint(name="review_item_says_what", condition=~Q(text="") & ~Q(place="")),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:40]}"


class Note(models.Model):
    """A reviewer's or a school's remark on a place of the report; it changes nothing. Never public."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="notes", verbose_name=_("version")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    text = models.CharField(_("remark"), max_length=500)
    internal = models.BooleanField(_("for reviewers only"), default=False)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["version", "written_at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class FollowUp(models.Model):
    """A figure marked to be looked at again, this year or next."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="follow_ups", verbose_name=_("report")
    )
    place = models.CharField(_("place"), max_length=120)
    reason = models.CharField(_("reason"), max_length=300)
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("follow-up mark")
        verbose_name_plural = _("follow-up marks")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.report} · {self.place}"


class ReviewLevel(models.Model):
    """Whether the bureau of a region reviews at all. Without a row the supervising bureau does, those above do not."""

    region = models.OneToOneField(
        Region, on_delete=models.CASCADE, related_name="review_level", verbose_name=_("region")
    )
    active = models.BooleanField(_("reviews"), default=True)

    class Meta:
        verbose_name = _("review level")
        verbose_name_plural = _("review levels")
        ordering = ["region"]

    def __str__(self) -> str:
        return str(self.region)


class Extension(models.Model):
    """A later deadline for one school or region in one round, with its reason and giver; ended early by `ended_at`."""

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="extensions", verbose_name=_("round")
    )
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions",
        verbose_name=_("institution"),
    )  # fmt: skip
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions",
        verbose_name=_("region"),
    )  # fmt: skip
    until = models.DateTimeField(_("new deadline"))
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="extension_has_one_subject",
                condition=Q(institution__isnull=False, region__isnull=True)
                | Q(institution__isnull=True, region__isnull=False),
                violation_error_message=_("Name an institution or a region, not both."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution or self.region} · {self.until:%Y-%m-%d %H:%M}"


class GuestPass(models.Model):
    """A named guest may read one unpublished report in a window of time."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="guest_passes", verbose_name=_("report")
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="guest_passes", verbose_name=_("account")
    )
    capacity = models.CharField(_("in which capacity"), max_length=80)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("guest pass")
        verbose_name_plural = _("guest passes")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                name="guest_pass_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("The window closes before it opens."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.report}"


class Notice(models.Model):
    """One message to one person, on the task list and by mail; the words are made from `kind` and `params` when read."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notices", verbose_name=_("account")
    )
    report = models.ForeignKey(
        Report,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("report"),
    )
    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(_("parameters"), default=dict)
    key = models.CharField(_("key"), max_length=120, unique=True)  # the same notice is given once
    created_at = models.DateTimeField(_("time"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    # The mail's way out: who has it in hand until when, since when it may have left, how often it failed.
    mail_held_until = models.DateTimeField(_("mail in hand until"), null=True, blank=True, editable=False)
    mail_begun_at = models.DateTimeField(_("mail begun at"), null=True, blank=True, editable=False)
    mail_tries = models.PositiveSmallIntegerField(_("failed tries to mail"), default=0, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} · {self.kind}"
