"""Every word of the screens has its Chinese: names, helps and choices of our models; no code and no English on a page."""

import ast
import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.utils import translation
from lxml import html

from institutions.admin.worded import plain
from institutions.exchange.number import read_number
from institutions.models import Bound, Metric, Status
from institutions.resources import Choice
from reports.acts import ACTS, STEP, act_words, place_words, target_words
from reports.models import Transition
from reports.workflow.states import STEPS

from .pages import APPS, OURS, url

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {"1 / 1.1 / 1.1.1", "ETag", "SHA-256"}  # names, not words
HAN_OR_SIGN = re.compile(r"[\u4e00-\u9fff%≥≤]")


def words_of_models():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            yield model._meta.label, "name", model._meta.verbose_name
            yield model._meta.label, "plural", model._meta.verbose_name_plural
            for field in model._meta.get_fields():
                if field.auto_created or not hasattr(field, "verbose_name"):
                    continue
                yield model._meta.label, field.name, field.verbose_name
                if field.help_text:
                    yield model._meta.label, f"{field.name}, help", field.help_text
                for code, word in field.flatchoices if code_is_ours(field) else ():
                    yield model._meta.label, f"{field.name}={code}", word
        yield app, "application", apps.get_app_config(app).verbose_name


def code_is_ours(field) -> bool:
    return bool(getattr(field, "choices", None))


def test_every_name_help_and_choice_of_our_models_has_its_chinese():
    with translation.override("zh-hans"):
        without = [
            (where, what, str(word))
            for where, what, word in words_of_models()
            if str(word) and not HAN_OR_SIGN.search(str(word)) and str(word) not in SAME_IN_BOTH
        ]
    assert without == []


def english_words() -> set[str]:
    """Messages of our catalogue and of the packages below us, as they stand in English; and our codes."""
    catalogues = [ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"]
    for package in ("django", "import_export"):
        base = Path(__import__(package).__file__).parent
        catalogues += base.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")
    messages = {entry.msgid for path in catalogues for entry in polib.pofile(str(path))}
    codes = {code for _model, _name, code in codes_of_models()} | set(ACTS) | {step.act for step in STEPS}
    return {word for word in messages | codes if re.search("[A-Za-z]{3}", word) and not CHINESE.search(word)}


def codes_of_models():
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.fields:
                for code, _word in field.flatchoices if code_is_ours(field) else ():
                    yield model, field.name, str(code)


def shown_texts(response) -> list[str]:
    """What a reader sees: text between tags, and texts in attributes that are read out."""
    page = html.fromstring(response.content)
    for gone in page.xpath("//script|//style|//code|//textarea|//*[@lang='en']"):
        gone.drop_tree()
    texts = page.xpath("//text()") + page.xpath("//@title|//@placeholder|//@aria-label|//@alt")
    texts += page.xpath("//input[@type='submit' or @type='button']/@value")
    return [" ".join(str(text).split()).strip(" :：*()（）…") for text in texts]


def pages_of(model, client):
    row = model._default_manager.order_by("pk").first()
    yield url(model, "changelist")
    yield url(model, "add")
    if row is not None:
        yield from (url(model, action, row.pk) for action in ("change", "history", "delete"))


@pytest.mark.parametrize("who", ["operator", "filler_a1"])
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_no_page_of_the_back_office_shows_an_english_word_or_a_code(model, who, as_user, world):
    client, english = as_user(who), english_words() - KEYS_AS_DATA - set(world.users)
    for address in pages_of(model, client):
        response = client.get(address)
        if response.status_code == 200:
            assert sorted(set(shown_texts(response)) & english) == [], address


# Keys people give to rows themselves, which happen to be words too; the name of the other language.
KEYS_AS_DATA = {"English", "gate", "graduates_total", "outline", "talent", "test"}


def test_every_act_that_is_logged_has_a_word():
    acts = set()
    for path in [
        *ROOT.glob("institutions/**/*.py"),
        *ROOT.glob("reports/**/*.py"),
        *ROOT.glob("config/**/*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "record",
                "tell",
            ):
                acts |= {
                    a.value for a in node.args[:1] if isinstance(a, ast.Constant) and "." in str(a.value)
                }
    assert len(acts) > 15
    assert [act for act in sorted(acts) if not CHINESE.search(act_words(act))] == []
    assert [step.act for step in STEPS if not CHINESE.search(act_words(STEP + step.act))] == []


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("value:graduates_total", "指标“毕业生人数”"),
        ("sec-talent", "章节“人才培养”"),
        ("tab-talent-2", "章节“人才培养”表2"),
        ("sec-gone", "sec-gone"),
        ("value:gone", "指标“gone”"),
        ("", ""),
    ],
)
def test_the_place_of_a_finding_is_told_by_titles(place, words):
    known = {"sections": {"talent": "人才培养"}, "metrics": {"graduates_total": "毕业生人数"}}
    assert place_words(place, **known) == words


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("reports.version:5", "版本 5"),
        ("reports.nothing:5", "reports.nothing:5"),
        ("某某", "某某"),
        ("a:b", "a:b"),
    ],
)
def test_a_target_of_the_log_is_named_by_its_model(target, words):
    assert target_words(target) == words


@pytest.mark.parametrize("text", ["missing", "未填报", "Missing", " MISSING "])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_choice_is_read_by_code_and_by_its_word_in_either_language(text, language):
    with translation.override(language):
        words = {str(label) for label in Status.labels}
        assert Choice(Status).clean(text) == Status.MISSING
        assert all(Choice(Status).clean(word) in Status.values for word in words)
        assert Choice(Bound).clean("") == Bound.values[0]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [("18.870000", 2, "18.87"), ("7134.000000", 0, "7134"), ("8.5", 2, "8.50"), ("0.123456", 0, "0.123456"),
     ("40000.000000", 0, "40000"), ("0", 2, "0")],
)  # fmt: skip
def test_a_stored_number_is_shown_without_idle_zeros(value, places, text):
    assert plain(read_number(value), places) == text


def test_lists_show_words_for_codes(as_user, world):
    Metric.objects.update(aggregation="weighted:graduates_total", applies_to="secondary_school")
    page = as_user("operator").get(url(Metric, "changelist")).content.decode()
    assert "中等职业学校" in page and "secondary_school</td>" not in page
    page = as_user("operator").get(url(Transition, "changelist")).content.decode()
    assert 'class="field-act_words">开始编写<' in page or re.search(
        r"field-act_words[^>]*>[\u4e00-\u9fff]", page
    )


def test_a_locked_picture_offers_no_upload(as_user, world):
    school = world.schools["a1"]
    picture = next(thing for thing in school.objects if type(thing).__name__ == "Picture")
    open_page = as_user("filler_a1").get(url(type(picture), "change", picture.pk)).content.decode()
    type(school.record).objects.filter(pk=school.record.pk).update(locked=True)
    locked = as_user("filler_a1").get(url(type(picture), "change", picture.pk)).content.decode()
    assert ("field-upload" in open_page, "field-upload" in locked, "None" in locked) == (True, False, False)
