"""The specimen as a model that a server can serve."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.documents.profile import Profile
from contracts.documents.tokens import TOKEN_CALL
from contracts.engine.exchange import Answer, Request, Rest
from contracts.reference import access
from contracts.reference.access import Users
from contracts.reference.behaviour import Desk
from contracts.reference.conforming import CONFORMING
from contracts.reference.faults.registry import Fault
from contracts.reference.loyalty import Loyalty
from contracts.reference.manner import Manner
from contracts.reference.organisation import EMBEDDED, Organisation
from contracts.reference.state import State


class Reference:
    """Our own conforming implementation of the registration APIs, for one organisation; with faults, a mutant.

    It is pure: a step changes its own state and nothing else, and the same requests in the
    same order are answered alike, byte by byte.
    """

    def __init__(
        self,
        profile: Profile = EMBEDDED,
        users: Users | None = None,
        manner: Manner | None = None,
        faults: Sequence[Fault] = (),
    ) -> None:
        behaviour = CONFORMING
        for each in faults:
            behaviour = each.apply(behaviour)
        manner = manner or Manner()
        self.state = State(manner.first_id)
        loyalty = profile.loyalty if isinstance(profile, Organisation) else Loyalty()
        self.desk = Desk(profile, manner, users or Users(), self.state, behaviour, loyalty)

    def handle(self, request: Request) -> Answer | Rest:
        """One step: the answer, or the rest of the step where a fault lets others come in between.

        Tokens are handed out beside the APIs, by another service: no fault spoils that.
        """
        if request.path == TOKEN_CALL.path:
            return access.hand_out(self.desk.users, request)
        return self.desk.behaviour.handle(self.desk, request)
