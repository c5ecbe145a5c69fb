"""Plants a fault in a module of the vault, to see that the guard beside it was doing the work.

`planted(module, guard, fault)` runs the module's own source again with one text replaced; the real module stays as
it is. A guard whose removal changes no test was not tested.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType


def planted(module: ModuleType, guard: str, fault: str) -> ModuleType:
    """The module with `fault` in the place of `guard`, which must stand in its source exactly once."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert source.count(guard) == 1, f"{guard!r} is there {source.count(guard)} times"
    copy = ModuleType(module.__name__)
    copy.__package__ = module.__package__
    copy.__file__ = module.__file__
    exec(compile(source.replace(guard, fault), str(module.__file__), "exec"), copy.__dict__)
    return copy


def gets_through(attack: object, *refusals: type[Exception]) -> bool:
    """Whether a call without arguments comes back instead of being refused."""
    assert callable(attack)
    try:
        attack()
    except refusals:
        return False
    return True
