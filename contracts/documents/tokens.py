"""How the documents have OAuth: the header of a token, and the call that hands tokens out.

Sources: v2 Add Customer, prerequisites (Basic or OAuth); Authorization Flows (header, call and answers).
"""

from __future__ import annotations

from contracts.engine.grant import TokenCall

TOKEN_HEADER = "X-CAP-API-OAUTH-TOKEN"
TOKEN_CALL = TokenCall(
    path="/v3/oauth/token/generate",
    key="key",
    secret="secret",
    token=("data", "accessToken"),
    lifetime_s=("data", "ttlSeconds"),
    errors=("errors",),
    code=("response", "status", "code"),
)
