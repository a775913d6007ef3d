"""What somebody sits at, in words, as far as the browser says so (USR-7)."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What stands in the header -> what people call it; the first that fits, since browsers pretend to be others too."""

UNKNOWN = "Unknown device"


def device_of(user_agent: str) -> str:
    """Return the device in words, like "Firefox on Linux"; the header is never kept as it came."""
    named = [next((name for mark, name in marks if mark in user_agent[:400]), "") for marks in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, named)) or UNKNOWN
