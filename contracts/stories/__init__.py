"""What makes requests: the verbs of scenarios, people and payloads, the stateful machine, fuzzing.

What is exported here is what a suite of your own is written with; everything else is private.
"""

from contracts.documents.profile import Place
from contracts.evidence.intent import Identifier
from contracts.stories.declaring import Setting, scenario
from contracts.stories.people import Person
from contracts.stories.reply import Reply
from contracts.stories.verbs import ALL, INSTORE, Api

__all__ = ["ALL", "INSTORE", "Api", "Identifier", "Person", "Place", "Reply", "Setting", "scenario"]
