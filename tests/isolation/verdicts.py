"""What is asked of each probe, and how a failing one reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.isolation.asking import Answer, Asker, Call, Hearing
from tests.isolation.judging import Judge
from tests.isolation.probing import Probe


@dataclass
class Verdicts:
    """Asks the probes and keeps what was wrong with their answers."""

    hearing: Hearing
    judge: Judge
    strict: bool = True
    """Whether answers must be those of a thing that is not there; with a wall taken down, others may come."""
    faults: list[str] = field(default_factory=list)
    _beside: dict[tuple[Asker, str], Answer] = field(default_factory=dict)

    def of(self, probes: Iterable[Probe]) -> list[str]:
        for probe in probes:
            answer = self.hearing.ask(probe.asker, probe.call)
            self.faults += [f"{fault}: {probe}" for fault in self._faults(probe, answer)]
        return self.faults

    def _faults(self, probe: Probe, answer: Answer) -> Iterator[str]:
        for canary in self.judge.foreign(probe.asker, answer.text):
            yield f"shows {canary}"
        if answer.is_failure and self.strict:
            yield f"fails with {answer.status}"
        changed = self._foreign_changes(probe.asker, answer)
        if not (changed or self.strict):
            return
        beside = self.beside(probe.asker, probe.beside)
        for seller, tables in changed.items():
            more = tables - self._foreign_changes(probe.asker, beside).get(seller, set())
            if more:
                yield f"changes {', '.join(sorted(more))} of {seller}"
        if self.strict:
            yield from self._differences(probe, answer, beside)

    def _differences(self, probe: Probe, answer: Answer, beside: Answer) -> Iterator[str]:
        if probe.call.path == probe.beside.path:
            if answer.status != beside.status:
                yield f"answers {answer.status}, but {beside.status} for what is not there"
        elif answer.shape(probe.call) != beside.shape(probe.beside):
            yield f"answers {answer.status} and differs from {beside.status} for what is not there"

    def _foreign_changes(self, asker: Asker, answer: Answer) -> dict[int, set[str]]:
        """Return what changed at others than the asker; resellers that the call has added stand together as 0."""
        known, changed = set(self.judge.ids.values()), {}
        for seller, tables in answer.changed.items():
            if seller != asker.tenant:
                changed.setdefault(seller if seller in known else 0, set()).update(tables)
        return changed

    def beside(self, asker: Asker, call: Call) -> Answer:
        key = (asker, str(call))
        if key not in self._beside:
            self._beside[key] = self.hearing.ask(asker, call)
        return self._beside[key]


def shown(faults: list[str]) -> str:
    """Return the first of each sort of fault, for reading; docs/rules/isolation.md says how."""
    return f"{len(faults)} faults:\n" + "\n".join(fault[:600] for fault in faults[:40])
