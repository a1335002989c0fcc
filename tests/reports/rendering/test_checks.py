"""The start-up checks say what is missing and how to get it."""

from reports.rendering import checks


def test_a_complete_machine_is_quiet(monkeypatch, tmp_path, settings):
    settings.FONTS_ROOT = tmp_path
    (tmp_path / "FandolFang-Regular.otf").write_bytes(b"")
    monkeypatch.setattr(checks, "installed", lambda: [("a.ttf", set(checks.FAMILIES))])
    monkeypatch.setattr(checks, "SUBSETTER", "libc.so.6")
    assert checks.check_pdf() == []


def test_each_missing_part_is_named_with_its_package(monkeypatch, tmp_path, settings):
    settings.FONTS_ROOT = tmp_path
    monkeypatch.setattr(checks, "installed", lambda: [("a.ttf", set(checks.FAMILIES) - {"LXGW WenKai"})])
    monkeypatch.setattr(checks, "SUBSETTER", "libno-such-library.so.0")
    found = checks.check_pdf()
    assert [(w.id, w.hint) for w in found[:2]] == [
        ("reports.W001", "apt install libharfbuzz-subset0"),
        ("reports.W002", "apt install fonts-lxgw-wenkai"),
    ]
    assert [w.id for w in found] == ["reports.W001", "reports.W002", "reports.W003"]


def test_without_its_words_nothing_runs_that_could_seal(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    assert [(e.id, e.is_serious()) for e in checks.check_pdf()][0] == ("reports.E001", True)
