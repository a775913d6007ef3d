"""How Stripe is called: by its SDK with a fixed version of the API, over Handsel's one way out (BIL-3).

The SDK's own state for the whole process holds nothing: each seller's key lives in a client of its own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import stripe

from handsel.gateways.interface import GatewayFailed, NoAnswer
from handsel.kernel.outgoing import Question, Unreachable, ask

API_VERSION = "2026-10-28.endive"
"""What answers look like. A newer SDK does not change it: read Stripe's changelog, then change it here."""
SECONDS = 20
"""Banks take their time."""
RETRIES = 2
"""How often the SDK asks again by itself, with the same idempotency key, when no answer came or the server failed."""

# It would tell Stripe what machine this is, and keep a file in the home folder.
stripe.enable_telemetry = False


def _unheard(told: str) -> stripe.APIConnectionError:
    return stripe.APIConnectionError(told, should_retry=True)  # type: ignore[no-untyped-call]  # the SDK's own


class WayOut(stripe.HTTPClient):
    """Carries the SDK's requests, and knows whether any of those of one call may have been heard."""

    name = "handsel"

    def __init__(self) -> None:
        super().__init__()
        self.was_sent = False

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Ask once; the SDK asks again where that may help. Raises APIConnectionError."""
        sent = post_data.encode() if isinstance(post_data, str) else post_data
        try:
            # The address is the installation's own setting.
            answer = ask(Question(method.upper(), url, sent, headers or {}, is_ours=True, seconds=SECONDS))
        except Unreachable as error:
            self.was_sent = self.was_sent or error.was_sent
            raise _unheard(str(error)) from error
        self.was_sent = True
        return answer.body.decode(errors="replace"), answer.status, answer.headers


class Line:
    """A line to one seller's account at Stripe."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._way = WayOut()
        self._secret = secret
        self._client = stripe.StripeClient(
            secret,
            stripe_version=API_VERSION,
            base_addresses={"api": base_url},
            max_network_retries=RETRIES,
            http_client=self._way,
        )

    @contextmanager
    def asking(self) -> Iterator[stripe.StripeClient]:
        """Lend the SDK's client for one call; what the caller does not catch itself leaves in the interface's words.

        Raises NoAnswer where it may have happened or where asking again may help, GatewayFailed otherwise.
        """
        self._way.was_sent = False
        try:
            yield self._client
        except stripe.APIConnectionError as error:
            raise (NoAnswer if self._way.was_sent else GatewayFailed)(self._told(error)) from error
        except (stripe.APIError, stripe.RateLimitError) as error:
            # Out of order, busy with the same key, or too much at once: the same call later goes through.
            raise NoAnswer(self._told(error)) from error
        except stripe.StripeError as error:
            raise GatewayFailed(self._told(error)) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NoAnswer(f"the answer is none of Stripe's: {type(error).__name__}") from error

    def _told(self, error: stripe.StripeError) -> str:
        words = " ".join(f"{error.code or type(error).__name__}: {error.user_message or ''}".split())
        return words.replace(self._secret, "…")[:200]


def was_replayed(told: stripe.StripeObject) -> bool:
    """Whether this is the answer of an earlier call with the same key, and so may be old news."""
    answer = told.last_response
    return answer is not None and answer.headers.get("idempotent-replayed") == "true"


def error_of(error: stripe.StripeError) -> Mapping[str, Any]:
    """Return what an answer says of its error, as it came."""
    told = error.json_body
    found = told.get("error") if isinstance(told, dict) else None
    return found if isinstance(found, dict) else {}
