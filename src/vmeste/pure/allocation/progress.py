"""What a long search tells while it runs, and how it is asked to stop."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, how far it is, and what is proven so far (micro-points; 0 while unknown)."""

    stage: str
    done: int
    of: int
    objective: int = 0
    bound: int = 0


@dataclass
class Progress:
    """Hands steps on and remembers the answer: `listen` returns true to stop with the best found so far."""

    listen: Callable[[Step], bool] | None = None
    stopped: bool = field(default=False, init=False)

    def report(self, stage: str, done: int, of: int, *, objective: int = 0, bound: int = 0) -> bool:
        if self.listen is not None and not self.stopped:
            self.stopped = bool(self.listen(Step(stage, done, of, objective, bound)))
        return self.stopped
