"""Every address there is, by name: who gets which answer. A new address without a row fails."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from institutions.models import Institution, MetricValue, YearRecord
from reports.models import Report
from tests.desk.address_table import OF_A_REPORT, PAGES, POSTS

from .pages import OURS, url

ACTORS = ("anonymous", "nobody", "filler_a1", "reviewer_a", "administrator_a", "operator")
# action: answers to the actors above, in their order, for an object of school a1 (or a dictionary's row)
CONTENT = {
    "changelist": (302, 403, 200, 200, 200, 200),
    "add": (302, 403, 200, 403, 403, 200),
    "change": (302, 403, 200, 200, 200, 200),
    "delete": (302, 403, 200, 403, 403, 200),
    "history": (302, 302, 200, 200, 200, 200),  # what one may not see is unknown
}
ADMINISTERED = CONTENT | {
    "add": (302, 403, 403, 403, 200, 200),
    "delete": (302, 403, 403, 403, 200, 200),
}
ACCOUNT = ADMINISTERED | {"delete": (302, 403, 403, 403, 403, 403)}
DICTIONARY = CONTENT | {
    "add": (302, 403, 403, 403, 403, 200),
    "delete": (302, 403, 403, 403, 403, 200),
    "history": (302, 403, 200, 200, 200, 200),
}
READ_ONLY = CONTENT | {"add": (302, 403, 403, 403, 403, 403), "delete": (302, 403, 403, 403, 403, 403)}
LOG = {
    "changelist": (302, 403, 403, 403, 200, 200),
    "add": (302, 403, 403, 403, 403, 403),
    "change": (302, 403, 403, 403, 200, 200),
    "delete": (302, 403, 403, 403, 403, 403),
    "history": (302, 302, 302, 302, 200, 200),
}
EXCHANGE = {"import": (302, 403, 200, 403, 403, 200), "export": (302, 403, 200, 200, 200, 200)}
KINDS = {
    "institutions.user": ACCOUNT, "institutions.membership": ADMINISTERED, "institutions.yearrecord": ADMINISTERED,
    "institutions.institution": ADMINISTERED
    | {"import": (302, 403, 403, 403, 200, 200), "export": EXCHANGE["export"]},
    "institutions.metricvalue": CONTENT | EXCHANGE,
    "institutions.region": DICTIONARY, "institutions.metric": DICTIONARY, "institutions.officialtable": DICTIONARY,
    "institutions.codelistentry": DICTIONARY, "institutions.threshold": DICTIONARY,
    "institutions.academicyear": DICTIONARY, "institutions.round": DICTIONARY,
    "casestudies.casestudy": CONTENT, "casestudies.challenge": CONTENT, "casestudies.measure": CONTENT,
    "casestudies.picture": CONTENT,
    "reports.report": CONTENT, "reports.narrative": CONTENT, "reports.chart": CONTENT,
    "reports.outline": DICTIONARY, "reports.outlinesection": DICTIONARY,
    "reports.version": READ_ONLY, "reports.transition": READ_ONLY, "reports.signature": READ_ONLY,
    "reports.finding": READ_ONLY, "reports.snapshot": READ_ONLY, "reports.edition": READ_ONLY,
    "reports.logentry": LOG,
}  # fmt: skip
EVERYONE = (200,) * 6
SIGNED_IN = (302, 200, 200, 200, 200, 200)
NO_FILE = (404,) * 6
# name: (arguments, answers); addresses of one published report are the site's own tests'
OTHERS = {
    "admin:index": ({}, SIGNED_IN),
    "admin:login": ({}, (200, 302, 302, 302, 302, 302)),
    "admin:logout": ({}, (302, 405, 405, 405, 405, 405)),
    "admin:password_change": ({}, (302,) * 6),  # leads to the account's own page
    "admin:password_change_done": ({}, (302,) * 6),
    "admin:autocomplete": ({}, (302, 403, 403, 403, 403, 403)),  # without naming a field
    "admin:jsi18n": ({}, SIGNED_IN),
    "admin:app_list": ({"app_label": "institutions"}, (302, 404, 200, 200, 200, 200)),
    "healthz": ({}, EVERYONE),
    "readyz": ({}, None),  # 200 or 503 by the worker's life: tests/foundation
    "security_txt": ({}, EVERYONE),
    "account:home": ({}, SIGNED_IN),
    "account:log_out": ({}, (405,) * 6),
    "account:sessions": ({}, SIGNED_IN),
    "account:sessions_end_others": ({}, (405,) * 6),
    "account:session_end": ({"number": 1}, (405,) * 6),
    "account:authority": ({"number": 1}, (302, 404, 404, 404, 404, 404)),  # no file yet
    "account:factor": ({}, SIGNED_IN),
    "account:factor_set_up": ({}, SIGNED_IN),
    "account:recovery_codes": ({}, (405,) * 6),
    "account:password": ({}, SIGNED_IN),
    "account:reset": ({}, EVERYONE),
    "account:reset_sent": ({}, EVERYONE),
    "account:reset_confirm": ({"uidb64": "MQ", "token": "x"}, EVERYONE),  # says that the link is no good
    "account:invitations": ({}, SIGNED_IN),
    "account:invitation_new": ({}, (302, 403, 403, 200, 200, 200)),
    "account:invitation_revoke": ({"number": 1}, (405,) * 6),
    "account:invitation": ({"token": "x"}, NO_FILE),
    "account:handover": ({}, SIGNED_IN),
    "desk:preview": ("report", (302, 404, 200, 200, 200, 200)),
    "desk:log": ({}, (302, 404, 404, 404, 200, 200)),
    "desk:log_export": ({}, (302, 405, 405, 405, 405, 405)),
    "desk:preview_picture": ("picture", (302, 404, 404, 404, 404, 404)),  # no file yet
    "site:home": ({}, EVERYONE),
    "site:about": ({}, EVERYONE),
    "site:accessibility": ({}, EVERYONE),
    "site:language": ({}, (405,) * 6),
    "site:robots": ({}, EVERYONE),
    "site:sitemap": ({}, EVERYONE),
    "site:institutions": ({}, EVERYONE),
    "site:institution": ({"code": "school-a1"}, None),
    "site:cases": ({}, EVERYONE),
    "site:regions": ({}, EVERYONE),
    "site:region": ({"code": "990101"}, None),
    "site:report": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:pdf": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:data": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:picture": ({"code": "school-a1", "year": "2025", "key": "p"}, NO_FILE),
    "site:csv": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:xlsx": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:manifest": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:report_updates": ({"code": "school-a1", "year": "2025"}, NO_FILE),
    "site:updates": ({}, EVERYONE),
    "site:updates_feed": ({}, EVERYONE),
    "site:verify": ({}, EVERYONE),
    "site:verify_code": ({"code": "no-such-code"}, NO_FILE),
}
POST_ONLY = {"process_import"}
DESK = {f"desk:{name}" for name in {*PAGES, *OF_A_REPORT, *POSTS}}  # tests/desk/test_matrix_addresses.py


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield space + (entry.name or "")
        else:
            yield from names(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))


def of_models() -> set[str]:
    return {
        f"admin:{label.replace('.', '_')}_{action}"
        for label, actions in KINDS.items()
        for action in [*actions, *(POST_ONLY if "import" in actions else ())]
    }


def test_every_address_has_its_row():
    there = {name for name in names(get_resolver()) if name not in ("", "admin:")}
    assert there == of_models() | set(OTHERS) | DESK


def row_of(model, world):
    own = world.schools["a1"]
    things = [*own.objects, own.one(Report).outline, world.counties["a"], world.metric, own.record.round]
    things.append(own.record.round.academic_year)
    return next((thing for thing in things if type(thing) is model), None)


@pytest.mark.parametrize("actor", ACTORS)
def test_every_address_of_the_back_office_gives_its_answer(actor, as_user, world, client):
    who = client if actor == "anonymous" else as_user(actor)
    given, expected = {}, {}
    for model in OURS:
        thing = row_of(model, world)
        for action, answers in KINDS[model._meta.label_lower].items():
            on_object = action in ("change", "delete", "history")
            if on_object and thing is None:
                continue
            arguments = [thing.pk] if on_object else []
            key = f"{model._meta.label_lower} {action}"
            given[key] = who.get(url(model, action, *arguments)).status_code
            expected[key] = answers[ACTORS.index(actor)]
    assert given == expected


@pytest.mark.parametrize("actor", ACTORS)
def test_every_other_address_gives_its_answer(actor, as_user, world, client):
    who = client if actor == "anonymous" else as_user(actor)
    own = world.schools["a1"].one(Report)
    named = {"report": {"report_id": own.pk}, "picture": {"report_id": own.pk, "key": "p"}}
    given, expected = {}, {}
    for name, (arguments, answers) in OTHERS.items():
        if answers is not None:
            kwargs = named[arguments] if isinstance(arguments, str) else arguments
            given[name] = (
                (as_user(actor) if actor != "anonymous" else who)
                .get(reverse(name, kwargs=kwargs))
                .status_code
            )
            expected[name] = answers[ACTORS.index(actor)]
    assert given == expected


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("model", [Institution, MetricValue])
def test_a_confirmation_is_a_post_of_what_was_previewed(model, actor, as_user, client):
    who = client if actor == "anonymous" else as_user(actor)
    address = url(model, "process_import")
    may = KINDS[model._meta.label_lower]["import"][ACTORS.index(actor)]
    assert who.get(address).status_code == (302 if actor == "anonymous" else 405)
    answer = who.post(address, {"import_file_name": "x", "format": "0"})
    assert answer.status_code == {200: 302}.get(may, may)


def test_the_table_names_registered_models_only():
    assert {model._meta.label_lower for model in admin.site._registry} == set(KINDS)
    assert YearRecord in OURS
