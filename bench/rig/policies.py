"""Policies of Linkgate for the comparison, and what proves a caller to them."""

import base64
import json
import subprocess
import time

HEAD = """version: 1
public_url: https://go.acme.example/
hosts: [127.0.0.1]
sites: { acme: https://acme.webex.com/acme/ }
back_urls: { meetings: https://portal.acme.example/meetings }
"""

ROUTE = "command: meeting.join, back: meetings, allow: anyone"

NETWORKS = """callers: { networks: { nowhere: 192.0.2.0/24 } }
"""

HEADERS = """callers: { trusted_proxies: 127.0.0.1, headers: x-forwarded }
"""

TOKENS = """callers:
  tokens:
    acme:
      from: oidc
      issuer: https://login.acme.example
      audience: go.acme.example
      algorithms: [RS256]
      keys: { file: keys.json }
"""


def plain(folder, callers=""):
    """One route, the redirect that all servers do; and one that nobody may use."""
    text = f"{HEAD}{callers}routes:\n  join: {{ path: '/go/join/{{meeting_key}}', {ROUTE} }}\n"
    if callers == NETWORKS:
        closed = ROUTE.replace("anyone", "[{ network: nowhere }]")
        text += f"  closed: {{ path: '/go/closed/{{meeting_key}}', {closed} }}\n"
    return _written(folder, text)


def large(folder, routes, links):
    """The same with many routes, and links that go through them in turn, in a table."""
    text = [HEAD, "links_from: links.csv\nroutes:\n"]
    names = ["join", *(f"join{n}" for n in range(1, routes))]
    text += [f"  {name}: {{ path: '/go/{name}/{{meeting_key}}', {ROUTE} }}\n" for name in names]
    rows = ["name,title,route,meeting_key,owner\n"]
    for n in range(links):
        route, key = names[n % routes], 100_000_000 + n
        rows.append(f"team-{n},Meeting of team {n},{route},{key},team{n}@acme.example\n")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "links.csv").write_text("".join(rows))
    return _written(folder, "".join(text))


def with_token(folder):
    """A policy that believes an issuer of our own, and a token that this issuer signed."""
    policy = plain(folder, TOKENS)
    key = folder / "issuer.pem"
    _openssl("genrsa", "-out", key, "2048")
    modulus = _openssl("rsa", "-in", key, "-noout", "-modulus").decode().strip().partition("=")[2]
    public = {"kty": "RSA", "kid": "k1", "n": _base64(bytes.fromhex(modulus)), "e": "AQAB"}
    (folder / "keys.json").write_text(json.dumps({"keys": [public]}))
    return policy, _token(key)


def _token(key):
    now = int(time.time())
    head = {"alg": "RS256", "kid": "k1", "typ": "JWT"}
    claims = {
        "iss": "https://login.acme.example",
        "aud": "go.acme.example",
        "iat": now - 60,
        "exp": now + 3600,
        "sub": "7335d417-61da-459d-899c-0a01c76a2f94",
        "name": "Ann Lee",
        "email": "ann@acme.example",
        "groups": ["staff", "webex-hosts"],
    }
    message = ".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
    signature = _openssl("dgst", "-sha256", "-sign", key, given=message.encode())
    return f"{message}.{_base64(signature)}"


def _base64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _openssl(*arguments, given=b""):
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=True, timeout=30).stdout


def _written(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    policy = folder / "policy.yaml"
    policy.write_text(text)
    return policy
