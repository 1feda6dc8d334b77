"""Faults of access: who may ask, and what a refused caller brings about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contracts.documents.tokens import TOKEN_HEADER
from contracts.engine.exchange import Answer, Request, Rest
from contracts.reference.access import Access, basic
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import answering
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Decision, Endpoint, Plan

REQUIRED = "security/credentials-are-required"
WRONG = "security/wrong-credentials-are-refused"
NEVER_WRITES = "security/reader-never-writes"
STATUS = "security/refusal-is-401-or-403"
STORES_NOTHING = "security/refused-caller-stores-nothing"

Admits = Callable[[Desk, Request], bool]


def admitting(before: Behaviour, admits: Admits, access: Access = Access.WRITE) -> Behaviour:
    """Strangers are let in under some condition."""

    def authenticate(desk: Desk, request: Request) -> Access:
        found = before.authenticate(desk, request)
        return access if found is Access.NONE and admits(desk, request) else found

    return replace(before, authenticate=authenticate)


def letting_readers_write(before: Behaviour, *endpoints: Endpoint) -> Behaviour:
    """Some writes do not ask for write access."""

    def permits(desk: Desk, sender: Access, endpoint: Endpoint) -> bool:
        return endpoint in endpoints or before.permits(desk, sender, endpoint)

    return replace(before, permits=permits)


@fault(REQUIRED)
def opens_v11_to_everybody(before: Behaviour) -> Behaviour:
    """The filter is mapped to /v2 since the gateway was moved, and v1.1 stands outside it."""
    return admitting(before, lambda desk, request: request.path.startswith("/v1.1/"))


@fault(REQUIRED)
def opens_the_upsert_to_everybody(before: Behaviour) -> Behaviour:
    """/v2/integrations is an internal path, and internal callers need no credentials."""
    return admitting(before, lambda desk, request: "/integrations/" in request.path)


@fault(REQUIRED)
def opens_reads_to_everybody(before: Behaviour) -> Behaviour:
    """GET requests are exempt, as for the pages of the console: anybody can look a mobile up."""
    return admitting(before, lambda desk, request: request.method == "GET", Access.READ)


@fault(REQUIRED)
def opens_updates_to_everybody(before: Behaviour) -> Behaviour:
    """The filter lists methods, and PUT is not among them."""
    return admitting(before, lambda desk, request: request.method == "PUT")


@fault(REQUIRED)
def takes_an_empty_credential(before: Behaviour) -> Behaviour:
    """An empty user is bound to the directory anonymously, and the directory says yes."""
    return admitting(
        before, lambda desk, request: "Authorization" in dict(request.headers) and basic(request) == ("", "")
    )


@fault(REQUIRED)
def remembers_the_last_caller(before: Behaviour) -> Behaviour:
    """The security context stays on its thread: who sends no credentials has those of the caller before."""
    last = Access.NONE

    def authenticate(desk: Desk, request: Request) -> Access:
        nonlocal last
        if request.header("Authorization") is None and request.header(TOKEN_HEADER) is None:
            return last
        last = before.authenticate(desk, request)
        return last

    return replace(before, authenticate=authenticate)


@fault(WRONG)
def lets_everybody_in_after_five_failures(before: Behaviour) -> Behaviour:
    """The breaker around the user directory takes refusals for its failures, and fails open."""
    failures = 0

    def authenticate(desk: Desk, request: Request) -> Access:
        nonlocal failures
        found = before.authenticate(desk, request)
        failures = failures + 1 if found is Access.NONE else 0
        return Access.WRITE if failures > 5 else found

    return replace(before, authenticate=authenticate)


@fault(WRONG)
def takes_any_password(before: Behaviour) -> Behaviour:
    """The user is looked up, and that it is there is taken for the answer."""
    return admitting(before, lambda desk, request: basic(request)[0] == desk.users.username)


@fault(WRONG)
def compares_eight_characters_of_a_password(before: Behaviour) -> Behaviour:
    """Passwords are hashed by an old function, which reads eight characters."""

    def admits(desk: Desk, request: Request) -> bool:
        user, password = basic(request)
        return user == desk.users.username and password[:8] == desk.users.password[:8]

    return admitting(before, admits)


@fault(WRONG)
def compares_passwords_whatever_their_case(before: Behaviour) -> Behaviour:
    """The column of passwords has a collation that knows no case."""

    def admits(desk: Desk, request: Request) -> bool:
        user, password = basic(request)
        return user == desk.users.username and password.casefold() == desk.users.password.casefold()

    return admitting(before, admits)


@fault(NEVER_WRITES)
def takes_the_password_of_another_user(before: Behaviour) -> Behaviour:
    """The access of a cached session is looked up by host, and the writer's is found for the reader."""
    seen = Access.NONE

    def authenticate(desk: Desk, request: Request) -> Access:
        nonlocal seen
        found = before.authenticate(desk, request)
        seen = Access.WRITE if Access.WRITE in (found, seen) else found
        return seen if found is Access.READ else found

    return replace(before, authenticate=authenticate)


@fault(WRONG)
def takes_an_unknown_user_for_a_guest(before: Behaviour) -> Behaviour:
    """Users are provisioned on their first call, with the rights of a till."""
    known = ("", "till.1", "till.2")
    return admitting(before, lambda desk, request: basic(request)[0] not in known)


@fault(WRONG)
def takes_any_token(before: Behaviour) -> Behaviour:
    """The token is decoded and its signature is not checked; one that cannot be decoded is let through."""
    return admitting(before, lambda desk, request: bool(request.header(TOKEN_HEADER)))


@fault(NEVER_WRITES)
def lets_readers_write_over_v11(before: Behaviour) -> Behaviour:
    """Access groups came with v2; v1.1 knows users, and no groups."""
    return letting_readers_write(before, Endpoint.ADD_V11)


@fault(NEVER_WRITES)
def lets_readers_upsert(before: Behaviour) -> Behaviour:
    """The upsert is an integration, and integrations belong to a resource that readers may use."""
    return letting_readers_write(before, Endpoint.UPSERT)


@fault(NEVER_WRITES)
def lets_readers_update(before: Behaviour) -> Behaviour:
    """Write access is asked for where customers are made, and not where they are changed."""
    return letting_readers_write(before, Endpoint.UPDATE, Endpoint.CHANGE)


@fault("security/reader-is-told-403")
def tells_readers_400(before: Behaviour) -> Behaviour:
    """Missing access is raised as an invalid request by the new exception mapper."""
    return answering(before, 403, lambda response: replace(response, status=400))


@fault(STORES_NOTHING)
def stores_before_it_refuses_readers(before: Behaviour) -> Behaviour:
    """Access is checked by an interceptor that runs when the handler is done: 403, and the customer is there."""
    return _done_first(before, Access.READ)


@fault(STORES_NOTHING)
def stores_before_it_refuses_strangers(before: Behaviour) -> Behaviour:
    """The request is queued before the credentials are looked at: 401, and the customer is there a moment later."""
    return _done_first(before, Access.NONE)


@fault(REQUIRED)
def judges_the_request_before_its_caller(before: Behaviour) -> Behaviour:
    """The body is validated before the credentials: anybody can learn from an 8006 who is a customer."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if desk.behaviour.authenticate(desk, request) is not Access.NONE or request.method == "GET":
            return before.handle(desk, request)
        would_store = False

        def settle(desk: Desk, plan: Plan) -> Decision:
            nonlocal would_store
            would_store = would_store or not plan.errors
            return Decision(errors=plan.errors or (Notice(401),))

        answer = before.handle(desk.behaving(authenticate=lambda desk, request: Access.WRITE, settle=settle), request)
        return before.handle(desk, request) if would_store else answer

    return replace(before, handle=handle)


@fault(STATUS)
def refuses_strangers_with_200(before: Behaviour) -> Behaviour:
    """The gateway turns every answer of the service into 200, as its health check demands."""
    return answering(before, 401, lambda response: replace(response, status=200))


def _done_first(before: Behaviour, of: Access) -> Behaviour:
    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if desk.behaviour.authenticate(desk, request) is of and request.method != "GET":
            before.handle(desk.behaving(authenticate=lambda desk, request: Access.WRITE), request)
        return before.handle(desk, request)

    return replace(before, handle=handle)


@fault("security/one-token-opens-both")
def keeps_tokens_out_of_batches(before: Behaviour) -> Behaviour:
    """The integrations have a gateway of their own, which was set up when all of them had a user."""

    def authenticate(desk: Desk, request: Request) -> Access:
        is_batch = request.path.endswith("/bulk") and request.header(TOKEN_HEADER) is not None
        return Access.NONE if is_batch else before.authenticate(desk, request)

    return replace(before, authenticate=authenticate)
