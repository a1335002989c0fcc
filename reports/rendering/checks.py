"""Start-up checks: the words of the reports' own language, the library that makes PDFs quick, the fonts they are set in."""

import ctypes
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.translation import gettext as _

from .fangsong import FILE, font_file
from .fonts import FAMILIES, installed

WORDS = "zh_Hans/LC_MESSAGES/django.mo"
SUBSETTER = "libharfbuzz-subset.so.0"


def check_pdf(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Fonts and library are warnings: only paper suffers. Without its words a report would be sealed in English for ever."""
    return [*_check_words(), *_check_subsetter(), *_check_fonts()]


def _check_words() -> list[CheckMessage]:
    if any((Path(folder) / WORDS).is_file() for folder in settings.LOCALE_PATHS):
        return []
    text = (
        "The Chinese messages are not compiled; a report sealed now would speak English. 中文翻译尚未编译。"
    )
    return [Error(text, hint="manage.py compilemessages --locale zh_Hans", id="reports.E001")]


def _check_subsetter() -> list[CheckMessage]:
    try:
        ctypes.CDLL(SUBSETTER)
    except OSError:
        text = _("%(library)s is missing: PDFs take about seven times as long.") % {"library": SUBSETTER}
        return [Warning(text, hint="apt install libharfbuzz-subset0", id="reports.W001")]
    return []


def _check_fonts() -> list[CheckMessage]:
    fonts = installed()
    families = FAMILIES if fonts is None else {name for _file, names in fonts for name in names}
    found = [
        Warning(
            _("Font “%(family)s” is missing: PDFs are set in another one.") % {"family": family},
            hint=f"apt install {package}",
            id="reports.W002",
        )
        for family, package in FAMILIES.items()
        if family not in families
    ]
    if font_file() is None:
        text = _("FangSong (%(file)s) is missing: the text of PDFs is set in Song.") % {"file": FILE}
        found.append(Warning(text, hint=_("make setup takes it out of a Debian package"), id="reports.W003"))
    return found
