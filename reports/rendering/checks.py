"""Start-up checks: the library without which a PDF takes seven times as long, and the fonts it is set in."""

import ctypes

from django.core.checks import CheckMessage, Warning
from django.utils.translation import gettext as _

from .fangsong import FILE, font_file
from .fonts import FAMILIES, installed

SUBSETTER = "libharfbuzz-subset.so.0"


def check_pdf(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Warnings, not errors: reports can be written and read without, only paper suffers."""
    return [*_check_subsetter(), *_check_fonts()]


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
