"""The addresses where people look after their own log-in, below each face that lets them in."""

from django.urls import URLPattern, path

from handsel.web import own_factors, own_sessions
from handsel.web.own import Seated, seated


def own_urls(seat: Seated) -> list[URLPattern]:
    """Return the addresses of "My security", behind the door `seat` of a face."""
    return seated(
        seat,
        [
            path("security/", own_sessions.security, name="security"),
            path("security/password/", own_sessions.password, name="own-password"),
            path("security/app/new/", own_factors.app_new, name="app-new"),
            path("security/app/remove/", own_factors.app_remove, name="app-remove"),
            path("security/passkeys/new/", own_factors.passkey_new, name="passkey-new"),
            path("security/passkeys/new/options/", own_factors.passkey_new_options, name="passkey-new-options"),
            path("security/passkeys/<int:pk>/remove/", own_factors.passkey_remove, name="passkey-remove"),
            path("security/recovery-codes/", own_factors.recovery_codes, name="recovery-codes"),
            path("security/sessions/<int:pk>/end/", own_sessions.session_end, name="session-end"),
            path("security/sessions/end/", own_sessions.sessions_end, name="sessions-end"),
        ],
    )
