"""The table of steps as people read it: the documentation page is this text, and a test compares it with the table."""

from django.utils import translation

from reports.models import State

from .states import EDITABLE, PUBLIC, STEPS

HEAD = """# The life of a report

Made by `manage.py workflow_page` from `reports/workflow/states.py`; do not edit by hand. What must hold before a step is in
`reports/workflow/guards.py`; who stands where is in `reports/workflow/path.py` and `rights.py`.

Every step runs in one transaction: the report row is locked, the right is asked, the state and the fingerprint the person
saw are compared with what is stored, the guards are asked, then state, transition, log row and notices are written
together. Mail, sealing and pages are tasks that begin after the commit.
"""


def page() -> str:
    """The page in English with the Chinese words people see."""
    with translation.override("zh-hans"):
        states = [(s.value, str(s.label), s in EDITABLE, s in PUBLIC) for s in State]
        steps = [
            (
                step.number,
                step.act,
                str(step.words),
                ", ".join(source.value for source in step.sources) or "–",
                step.target.value + (" (a further version)" if step.creates and step.sources else ""),
                ", ".join(str(role.value) for role in step.roles) or "the system",
                "yes" if step.needs_reason else "",
            )
            for step in STEPS
        ]
    lines = [HEAD, "## States", "", "| state | 中文 | content may change | public |", "|---|---|---|---|"]
    lines += [f"| {v} | {w} | {'yes' if e else ''} | {'yes' if p else ''} |" for v, w, e, p in states]
    lines += [
        "",
        "## Steps",
        "",
        "| no. | act | 中文 | from | to | who | needs a reason |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in steps]
    return "\n".join(lines) + "\n"
