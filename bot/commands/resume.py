"""/resume: what was halted goes on, once it is said what becomes of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ask import Ask, Choice, Reply
from bot.commands import acts, colleagues, recovered, stopall
from bot.errors import UsageError
from bot.model import DeliveryState, Role
from bot.store import batch as batches
from bot.store import halt as halts
from bot.store import plan as plans
from bot.store import recall as recalls
from bot.store import recovery as recoveries
from bot.store.alert import drop
from bot.store.halt import Waiting
from bot.store.plan import Plan
from bot.texts import Text, _, n_

ROLE = Role.EDITOR
HELP = _("let what was halted go on")

FRESH, DROP = "fresh", "drop"


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the end of a halt.

    What follows sets right what is out, and always goes on.
    """

    fresh: Sequence[Waiting]
    follows: Sequence[Waiting]
    expired: Sequence[Waiting]
    plans: Sequence[Plan]  # whose moment has come

    @classmethod
    def of(cls, ask: Ask) -> "Queue":
        """Look up what waits."""
        waiting = halts.waiting(ask.tx, ask.now)
        alive = [one for one in waiting if not one.expired]
        return cls(
            [one for one in alive if not one.follows],
            [one for one in alive if one.follows],
            [one for one in waiting if one.expired],
            [one for one in plans.standing(ask.tx) if one.leaves_at <= ask.now < one.expires_at],
        )

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to decide on."""
        return not self.fresh and not self.plans


def run(ask: Ask) -> Sequence[Reply]:
    """Ask what becomes of what waits, or do what was answered; where nothing waits, just go on."""
    words = ask.args.strip().lower()
    if words not in {"", FRESH, DROP}:
        raise UsageError(
            _("Write /resume alone, /resume fresh to send what is still fresh, or /resume drop to drop it.")
        )
    halt = halts.find(ask.tx)
    if halt is None:
        return (Reply((_("Nothing is halted."),), replaces=ask.pressed),)
    queue, restored = Queue.of(ask), recovered.standing(ask)
    if not words and (restored or not queue.is_empty):
        return (_question(ask, queue, (stopall.standing(ask, halt), *restored)),)
    return _go_on(ask, queue, dropped=words == DROP)


def _question(ask: Ask, queue: Queue, since: tuple[Text, ...]) -> Reply:
    if queue.is_empty:
        go_on = ((Choice(_("Let all go on"), f"resume {FRESH}"),),)
        return Reply((*since, *_waits(queue), *_expired(queue)), choices=go_on, replaces=ask.pressed)
    choices = (
        (Choice(_("Send what is still fresh"), f"resume {FRESH}"),),
        (Choice(_("Drop what waits"), f"resume {DROP}"),),
    )
    words = (*since, *_waits(queue), *_expired(queue), _("What is to become of what waits?"))
    return Reply(words, choices=choices, replaces=ask.pressed)


def _go_on(ask: Ask, queue: Queue, *, dropped: bool) -> Sequence[Reply]:
    if not halts.end(ask.tx):
        return (Reply((_("Nothing is halted."),), replaces=ask.pressed),)
    recoveries.resume(ask.tx, ask.now)
    for one in queue.expired:
        batches.sweep(ask.tx, one.alert_id, DeliveryState.EXPIRED)
    after: dict[str, object] = {"halted": False, "expired": _messages(queue.expired)}
    if dropped:
        done = _drop(ask, queue)
        gone = [one.alert_id for one in queue.fresh] + [one.alert_id for one in queue.plans]
        after |= {"dropped": gone}
    else:
        done = _waits(queue, going=True)
        after |= {"sent": _messages(queue.fresh)}
    acts.done(ask, "resume", before={"halted": True}, after=after)
    words = (_("What was halted goes on."), *done, *_expired(queue))
    name = colleagues.named(ask.who.name)
    told = _(
        "{name} has let go on what was halted. {done}", name=name, done=_dropped_or_sent(dropped=dropped)
    )
    return (Reply(words, replaces=ask.pressed), *colleagues.warned(ask, told, *_expired(queue)))


def _dropped_or_sent(*, dropped: bool) -> Text:
    return _("What waited is dropped.") if dropped else _("What is still fresh is sent.")


def _drop(ask: Ask, queue: Queue) -> tuple[Text, ...]:
    """Recall the alerts that wait, and cancel those whose moment came meanwhile."""
    found = [recalls.recall(ask.tx, one.alert_id) for one in queue.fresh]
    done = [one for one in found if one]
    for plan in queue.plans:
        if plans.undo(ask.tx, plan.alert_id):
            drop(ask.tx, plan.alert_id)
    parts = [
        n_("{count} alert is recalled.", "{count} alerts are recalled.", len(done)),
        n_(
            "{count} message was stopped.", "{count} messages were stopped.", sum(one.stopped for one in done)
        ),
        n_(
            "{count} message had left already.",
            "{count} messages had left already.",
            sum(one.left for one in done),
        ),
    ]
    if queue.plans:
        count = len(queue.plans)
        parts.append(
            n_("{count} scheduled alert is cancelled.", "{count} scheduled alerts are cancelled.", count)
        )
    return (*parts, *_following(queue))


def _waits(queue: Queue, *, going: bool = False) -> tuple[Text, ...]:
    messages, many = _messages(queue.fresh), len(queue.fresh)
    alerts = n_("{count} alert", "{count} alerts", many)
    if going:
        first = n_(
            "{count} message of {alerts} is on its way.",
            "{count} messages of {alerts} are on their way.",
            messages,
            alerts=alerts,
        )
    else:
        first = n_(
            "{count} message of {alerts} waits.",
            "{count} messages of {alerts} wait.",
            messages,
            alerts=alerts,
        )
    parts = [first] if many else []
    if queue.plans:
        count = len(queue.plans)
        leave = n_("{count} scheduled alert leaves now.", "{count} scheduled alerts leave now.", count)
        wait = n_("{count} scheduled alert is due.", "{count} scheduled alerts are due.", count)
        parts.append(leave if going else wait)
    return (*parts, *_following(queue))


def _following(queue: Queue) -> tuple[Text, ...]:
    if not queue.follows:
        return ()
    count = len(queue.follows)
    return (
        n_(
            "{count} correction of what is out goes to its readers in any case.",
            "{count} corrections of what is out go to their readers in any case.",
            count,
        ),
    )


def _expired(queue: Queue) -> tuple[Text, ...]:
    if not queue.expired:
        return ()
    alerts = n_("{count} alert", "{count} alerts", len(queue.expired))
    return (
        n_(
            "{count} message of {alerts} has expired meanwhile and is not sent.",
            "{count} messages of {alerts} have expired meanwhile and are not sent.",
            _messages(queue.expired),
            alerts=alerts,
        ),
    )


def _messages(some: Sequence[Waiting]) -> int:
    return sum(one.count for one in some)
