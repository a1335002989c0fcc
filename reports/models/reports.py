"""Report (permanent address), Version (one walk through the states), its texts, charts, signatures, transitions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casestudies.models import Editable, key_validator
from institutions.models import Role, User, YearRecord

from .outlines import Outline


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    SIGNING = "signing", _("waiting for signature")
    SUBMITTED = "submitted", _("submitted")
    REVIEWING = "reviewing", _("under review")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")
    WITHDRAWN = "withdrawn", _("withdrawn")
    VOID = "void", _("void")


IN_WORK = (
    State.DRAFT,
    State.SIGNING,
    State.SUBMITTED,
    State.REVIEWING,
    State.RETURNED,
    State.APPROVED,
    State.SCHEDULED,
)


class Report(models.Model):
    """One year record × kind. The subject's main report answers at /r/<code>/<year>/."""

    class Kind(models.TextChoices):
        SCHOOL = "school", _("annual report of a secondary vocational school")
        COLLEGE = "college", _("annual report of a vocational college")
        COUNTY = "county", _("annual report of a county or district")
        CITY = "city", _("annual report of a city")
        PROVINCE = "province", _("annual report of a province")
        COMPANY = "company", _("annual report of a company")

    record = models.ForeignKey(
        YearRecord, on_delete=models.PROTECT, related_name="reports", verbose_name=_("year record")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    outline = models.ForeignKey(Outline, on_delete=models.PROTECT, verbose_name=_("outline"))
    demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    title = models.CharField(_("title"), max_length=80)
    subtitle = models.CharField(_("subtitle"), max_length=80, blank=True)
    publisher = models.CharField(_("published by"), max_length=80)
    printed_date = models.CharField(_("date printed on the cover"), max_length=20, blank=True)
    completed_on = models.DateField(_("completed on (成文日期)"), null=True, blank=True)
    website = models.URLField(_("published at"), blank=True)
    preface = models.TextField(_("preface"), blank=True)
    preface_signature = models.CharField(_("signature under the preface"), max_length=80, blank=True)
    preface_date = models.CharField(_("date under the preface"), max_length=20, blank=True)
    lead = models.TextField(_("lead text"), blank=True)
    statement_unit = models.CharField(_("statement: unit"), max_length=80, blank=True)
    statement_signatory = models.CharField(_("statement: legal representative"), max_length=40, blank=True)
    statement_date = models.CharField(_("statement: date"), max_length=20, blank=True)

    index_number = models.CharField(_("index number (索引号)"), max_length=60, blank=True)
    document_number = models.CharField(_("document number (发文字号)"), max_length=60, blank=True)
    subject_category = models.CharField(_("subject category (主题分类)"), max_length=40, blank=True)
    genre_category = models.CharField(_("genre category (体裁分类)"), max_length=40, blank=True)
    issuing_body = models.CharField(_("issuing body (发布机构)"), max_length=80, blank=True)
    imported_published_on = models.CharField(
        _("published on, as the imported report prints it"), max_length=20, blank=True
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-record__round__key", "pk"]
        constraints = [models.UniqueConstraint(name="report_once", fields=["record", "kind"])]

    def __str__(self) -> str:
        return self.title


class Narrative(Editable):
    """The text of one section, in the house vocabulary. At most one per section."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="narratives", verbose_name=_("report")
    )
    section = models.CharField(_("section"), max_length=60)
    html = models.TextField(_("text"))

    class Meta:
        verbose_name = _("narrative")
        verbose_name_plural = _("narratives")
        ordering = ["report", "pk"]
        constraints = [models.UniqueConstraint(name="narrative_once", fields=["report", "section"])]

    def __str__(self) -> str:
        return f"{self.report} · {self.section}"


class Chart(Editable):
    """A chart over figures named by reference. `spec`: {"labels": [...], "series": [{"name", "refs": [...]}]}."""

    class Kind(models.TextChoices):
        BAR = "bar", _("bar chart")
        LINE = "line", _("line chart")
        PIE = "pie", _("pie chart")
        STACKED = "stacked", _("stacked bar chart")

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="charts", verbose_name=_("report")
    )
    key = models.CharField(_("key"), max_length=40, validators=[key_validator])
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("text alternative"), max_length=400)
    source = models.CharField(_("source"), max_length=120, blank=True)
    spec = models.JSONField(_("labels and series"))

    class Meta:
        verbose_name = _("chart")
        verbose_name_plural = _("charts")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(name="chart_key_once", fields=["report", "key"]),
            models.CheckConstraint(
                name="chart_alternative_is_not_its_title",
                condition=~Q(summary=F("title")) & ~Q(summary=""),
                violation_error_message=_("Say in the text alternative what the chart shows."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One walk through the states. `number` is public, given when sealed, without gaps; None before."""

    class Correction(models.TextChoices):
        WORDING = "wording", _("wording; no figure changes")
        DATA = "data", _("figures")
        ADDITION = "addition", _("addition")

    class Sealing(models.TextChoices):
        NONE = "", _("not sealed")
        RUNNING = "running", _("being sealed")
        SEALED = "sealed", _("sealed")
        FAILED = "failed", _("sealing failed")

    class Withdrawal(models.TextChoices):
        MISTAKE = "mistake", _("published by mistake")
        WRONG_DATA = "wrong_data", _("grave error in the data")
        LAW = "law", _("required by law")
        MERGER = "merger", _("institution closed or merged")

    class Origin(models.TextChoices):
        WRITTEN = "written", _("written here")
        IMPORTED = "imported", _("imported as already published")

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="versions", verbose_name=_("report")
    )
    sequence = models.PositiveSmallIntegerField(_("sequence"))
    number = models.PositiveSmallIntegerField(_("public number"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.WRITTEN)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, editable=False)
    level = models.PositiveSmallIntegerField(_("review level"), null=True, blank=True, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True, editable=False)
    public_note = models.CharField(_("public note"), max_length=300, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="followed_by", verbose_name=_("corrects"),
    )  # fmt: skip
    correction = models.CharField(
        _("kind of correction"), max_length=10, choices=Correction, blank=True, editable=False
    )
    reasons = models.JSONField(_("reasons by group of figures"), default=dict, blank=True, editable=False)
    changes = models.JSONField(_("old and new values"), default=list, blank=True, editable=False)
    announced = models.BooleanField(_("“being corrected” is shown"), default=False, editable=False)
    path = models.JSONField(_("review path, region codes"), default=list, blank=True, editable=False)
    holder = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="held_versions", verbose_name=_("under review by"),
    )  # fmt: skip
    held_at = models.DateTimeField(_("held since"), null=True, blank=True, editable=False)
    due_on = models.DateField(_("due on"), null=True, blank=True, editable=False)
    cycle = models.PositiveSmallIntegerField(_("returns so far"), default=0, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=30, blank=True, editable=False)
    changed = models.PositiveIntegerField(
        _("changes since the last submission"), null=True, blank=True, editable=False
    )
    approved_on = models.DateField(_("approved on (成文日期)"), null=True, blank=True, editable=False)
    sealing = models.CharField(
        _("sealing"), max_length=8, choices=Sealing, default=Sealing.NONE, blank=True, editable=False
    )
    sealing_error = models.TextField(_("why sealing failed"), blank=True, editable=False)
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True, editable=False)
    moved_from = models.DateTimeField(_("put off from"), null=True, blank=True, editable=False)
    forced = models.BooleanField(_("published before the review ended"), default=False, editable=False)
    ratified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("approved afterwards by"),
    )  # fmt: skip
    withdrawal = models.CharField(
        _("kind of withdrawal"), max_length=10, choices=Withdrawal, blank=True, editable=False
    )
    withdrawal_reason = models.CharField(
        _("reason of withdrawal"), max_length=300, blank=True, editable=False
    )
    withdrawal_asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("withdrawal asked by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["report", "-sequence"]
        constraints = [
            models.UniqueConstraint(name="version_sequence_once", fields=["report", "sequence"]),
            models.UniqueConstraint(
                name="version_number_once", fields=["report", "number"], condition=Q(number__isnull=False)
            ),
            models.UniqueConstraint(
                name="version_one_in_work", fields=["report"], condition=Q(state__in=IN_WORK)
            ),
            models.UniqueConstraint(
                name="version_one_current", fields=["report"], condition=Q(state="published")
            ),
            models.CheckConstraint(
                name="version_public_has_date_and_number",
                condition=~Q(state__in=("published", "superseded", "withdrawn"))
                | Q(published_at__isnull=False, number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.number or self.sequence} · {self.get_state_display()}"


class Signature(models.Model):
    """Who signed which content, as what. Never changed; voided by a later one only."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("version")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    act = models.CharField(_("act"), max_length=20)
    typed_name = models.CharField(_("name as typed"), max_length=60, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["version", "signed_at"]

    def __str__(self) -> str:
        return f"{self.user} · {self.act}"


class Transition(models.Model):
    """One step of a version through the states: who, from, to, why, with which fingerprint."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="transitions", verbose_name=_("version")
    )
    act = models.CharField(_("act"), max_length=20)
    from_state = models.CharField(_("from"), max_length=12, choices=State, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=State)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, verbose_name=_("account"))
    comment = models.TextField(_("reason"), blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} · {self.act}"
