"""How a list of accounts answers: as a page, or with what it found for a page that is open (ACC-10)."""

from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponse
from django.shortcuts import render

from handsel.console.desk import DeskRequest
from handsel.console.list_kinds import CUSTOMERS, ListKind
from handsel.console.list_menus import bulk_buttons, keys_help, page_menu, row_menu
from handsel.console.lists import ListScreen
from handsel.orders.rules import LOCK_TEXT, is_approval_locked


def list_answer(request: DeskRequest, kind: ListKind) -> HttpResponse:
    """Answer with the list `kind` as the address asks for it; for htmx with what was found alone."""
    screen = ListScreen(request.desk, kind, request.GET)
    if request.htmx:
        response = render(request, "console/lists/answer.html", {"list": screen} | _bar(screen))
        response[_address_header(request, screen)] = screen.here
        return response
    is_locked = kind is CUSTOMERS and is_approval_locked(request.desk.seller_id)
    shown = {
        "list": screen,
        "is_approval_locked": is_locked,
        "lock_text": LOCK_TEXT,
        "page_menu": list(page_menu(request.desk, kind, is_approval_locked=is_locked)),
        "row_menu": row_menu(request.desk),
        "keys_help": keys_help(),
    }
    return render(request, "console/lists/list.html", shown | _bar(screen))


def _bar(screen: ListScreen) -> dict[str, object]:
    return {"bulk_buttons": bulk_buttons(screen.desk, screen.shelf)}


def _address_header(request: DeskRequest, screen: ListScreen) -> str:
    """Return the header that takes the address over: Back leads to the last search, not to its last letter."""
    if request.htmx.current_url_abs_path == screen.here:
        return "HX-Replace-Url"
    before = dict(parse_qsl(urlsplit(request.htmx.current_url or "").query))
    was_typing = bool(before.pop("q", "")) and bool(screen.search.text)
    after = dict(parse_qsl(urlsplit(screen.here).query))
    after.pop("q", "")
    return "HX-Replace-Url" if was_typing and before == after else "HX-Push-Url"
