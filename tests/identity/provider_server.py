"""A small OpenID Connect provider with keys of its own, which can be told to misbehave; it runs as its own process."""

import base64
import hashlib
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
PERSON: dict[str, Any] = {"sub": "42", "email": "karl@kleinbach.example", "email_verified": True}
CLIENT, SECRET = "handsel", "s3cret & more"

state: dict[str, Any] = {"misbehave": "", "person": dict(PERSON)}
codes: dict[str, dict[str, str]] = {}


class Provider(BaseHTTPRequestHandler):
    """Discovery, keys, authorization that asks nobody, token; and /switch to set how it behaves."""

    def log_message(self, *_: Any) -> None:
        pass

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                self.discovery()
            case "/keys":
                self.say({"keys": [KEY.as_dict(private=False)]})
            case "/authorize":
                self.authorize(asked)
            case "/moved":
                self.say(PERSON)
            case _:
                self.say({}, 404)

    def discovery(self) -> None:
        if state["misbehave"] == "redirects":
            self.send_response(302)
            self.send_header("Location", "/moved")
            self.end_headers()
            return
        issuer = "https://evil.example" if state["misbehave"] == "other issuer in discovery" else self.issuer
        told = {"issuer": issuer, "authorization_endpoint": f"{self.issuer}/authorize"}
        told |= {"token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys"}
        if state["misbehave"] == "endless":
            told["much"] = "x" * 400_000
        self.say(told)

    def authorize(self, asked: dict[str, str]) -> None:
        code = f"code{len(codes)}"
        codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        if state["misbehave"] == "wrong state":
            back["state"] = "made up"
        if state["misbehave"] == "denied":
            back = {"error": "access_denied", "state": asked["state"]}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/switch":
            state.update(json.loads(body))
            self.say({})
            return
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        asked = codes.pop(sent.get("code", ""), None)
        if asked is None or not self.is_client() or not _fits(sent, asked):
            self.say({"error": "invalid_grant"}, 400)
            return
        self.say({"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)})

    def is_client(self) -> bool:
        sent = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        return sent == f"{CLIENT}:{urlencode({'': SECRET})[1:].replace('+', '%20')}"

    def token(self, asked: dict[str, str]) -> str:
        now, how = int(time.time()), state["misbehave"]
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims |= state["person"]
        wrong: dict[str, dict[str, Any]] = {
            "wrong nonce": {"nonce": "made up"},
            "wrong audience": {"aud": "somebody else"},
            "two audiences": {"aud": [CLIENT, "somebody else"]},
            "expired": {"exp": now - 3600},
            "from the future": {"iat": now + 3600},
            "other issuer": {"iss": "https://evil.example"},
            "no subject": {"sub": ""},
            "unverified": {"email_verified": False},
            "verified in words": {"email_verified": "true"},
        }
        claims |= wrong.get(how, {})
        if how == "alg none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if how == "other key":
            return str(jwt.encode({"alg": "RS256", "kid": "one"}, claims, OTHER_KEY))
        if how == "signed with our secret":
            from joserfc.jwk import OctKey  # noqa: PLC0415 - this one case

            return str(jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 4)))
        return str(jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY))

    def say(self, told: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _fits(sent: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return sent["redirect_uri"] == asked["redirect_uri"] and challenge == asked["code_challenge"]


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider).serve_forever()
