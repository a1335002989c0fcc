"""What the codes of the dictionaries mean in words: aggregation rules, who a metric applies to, standards, kinds of school.

The rows keep the short codes of their files; screens show these words. An unknown code is shown as it stands.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AGGREGATION = {
    "sum": gettext_lazy("sum"),
    "recompute": gettext_lazy("recomputed from the totals"),
    "own": gettext_lazy("the region's own figure"),
    "none:shared": gettext_lazy("not combined: shared between schools"),
    "none:no_parts": gettext_lazy("not combined: its parts are not reported"),
}
APPLIES_TO = {
    "all": gettext_lazy("all"),
    "region": gettext_lazy("regions"),
    "secondary_school": gettext_lazy("secondary vocational schools"),
    "higher_school": gettext_lazy("vocational colleges"),
}
CONFIDENCE = {
    "seen": gettext_lazy("read in the source"),
    "known": gettext_lazy("generally known"),
    "check": gettext_lazy("wording to be checked"),
}
STANDARD = {
    "higher2004": gettext_lazy("conditions of higher vocational colleges (2004)"),
    "monitor9": gettext_lazy("key monitoring indicators (2022)"),
    "setting2010": gettext_lazy("standard for setting up secondary vocational schools (2010)"),
}
SCHOOL_KIND = {
    "secondary": gettext_lazy("secondary vocational school"),
    "secondary_general": gettext_lazy("secondary vocational school, general"),
    "secondary_tech_med": gettext_lazy("secondary vocational school, technical and medical"),
    "secondary_other": gettext_lazy("secondary vocational school, other"),
    "skilled_worker": gettext_lazy("skilled workers' school"),
    "senior_skilled": gettext_lazy("senior skilled workers' school"),
    "technician_college": gettext_lazy("technician college"),
    "higher_comprehensive": gettext_lazy("vocational college, comprehensive"),
    "higher_engineering": gettext_lazy("vocational college, engineering, agriculture and teaching"),
    "higher_medicine": gettext_lazy("vocational college, medicine"),
    "higher_humanities": gettext_lazy("vocational college, humanities, finance and law"),
    "higher_sports": gettext_lazy("vocational college, sports"),
    "higher_arts": gettext_lazy("vocational college, arts"),
}


def aggregation_words(rule: str) -> str:
    """A weighted mean names the metric it is weighted by, by its code."""
    if rule.startswith("weighted:"):
        return _("mean weighted by %(metric)s") % {"metric": rule.removeprefix("weighted:")}
    return str(AGGREGATION.get(rule, rule))


def applies_to_words(code: str) -> str:
    return str(APPLIES_TO.get(code, code))


def confidence_words(code: str) -> str:
    return str(CONFIDENCE.get(code, code))


def standard_words(code: str) -> str:
    return str(STANDARD.get(code, code))


def school_kind_words(code: str) -> str:
    return str(SCHOOL_KIND.get(code, code))
