"""One machine, over http: browsers and curl resolve `<name>.localhost`, and `__Host-` cookies would need https."""

from handsel.settings.base import *  # noqa: F403 - settings are layers of one namespace
from handsel.settings.base import HANDSEL_PORT

HANDSEL_SCHEME = "http"
HANDSEL_PUBLIC_PORT = f":{HANDSEL_PORT}"

# Mail is kept here, and its links are how one tries things.
HANDSEL_SHOW_KEPT_LINKS = True

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = False
HANDSEL_DEVICE_COOKIE = "device"
HANDSEL_CART_COOKIE = "cart"
