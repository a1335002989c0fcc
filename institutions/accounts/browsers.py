"""A browser's own words about itself, in two: which it is and on what. Enough to know one's own again."""

BROWSERS = (
    ("MicroMessenger", "微信"), ("QQBrowser", "QQ"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(words: str) -> str:
    """“Firefox · Windows”; '' where neither is known."""
    found = [next((name for mark, name in marks if mark in words), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found))
