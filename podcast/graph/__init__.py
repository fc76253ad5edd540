"""When to run again: tasks, their journal, and the build that goes through them."""

from podcast.graph.build import (
    Blocked,
    Event,
    Failed,
    Finished,
    Outcome,
    Progressed,
    Started,
    Stopped,
    Workshop,
    build,
    foresee,
    prune,
    remove,
    unclaimed,
    with_needs,
)
from podcast.graph.journal import Digests, Entry, Journal
from podcast.graph.reasons import Reason
from podcast.graph.task import Context, Task, canonical
from podcast.graph.workshop import Settings, observatory, workshop

__all__ = [
    "Blocked",
    "Context",
    "Digests",
    "Entry",
    "Event",
    "Failed",
    "Finished",
    "Journal",
    "Outcome",
    "Progressed",
    "Reason",
    "Settings",
    "Started",
    "Stopped",
    "Task",
    "Workshop",
    "build",
    "canonical",
    "foresee",
    "observatory",
    "prune",
    "remove",
    "unclaimed",
    "with_needs",
    "workshop",
]
