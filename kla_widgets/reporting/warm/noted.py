"""The kinds of things that can be changed in place: how each is noted, compared and put back.

Things are compared by identity, never by their own ``==``.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterable
from functools import _lru_cache_wrapper, cache
from gc import get_referents
from operator import is_not
from typing import Any

UNSET = object()


class Kind(ABC):
    """A kind of things."""

    @staticmethod
    @abstractmethod
    def read(thing: Any) -> Any:
        """What a thing holds now, as a copy."""

    @staticmethod
    @abstractmethod
    def differs(thing: Any, saved: Any) -> bool:
        """Whether a thing holds anything else than was read."""

    @staticmethod
    @abstractmethod
    def put_back(thing: Any, saved: Any) -> None:
        """Make a thing hold what was read."""

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        """The things in what was read."""
        return saved  # type: ignore[no-any-return]


class Names(Kind):
    """Mappings: names of modules, attributes of objects, and any other; of order only an OrderedDict keeps a record."""

    @staticmethod
    def read(thing: Any) -> dict[Any, Any]:
        return dict(dict.items(thing))

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        return (
            len(thing) != len(saved)
            or any(map(is_not, dict.keys(thing), saved))
            or any(map(is_not, dict.values(thing), saved.values()))
        )

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        kind: Any = OrderedDict if isinstance(thing, OrderedDict) else dict
        for key in [key for key in kind.keys(thing) if key not in saved]:
            kind.__delitem__(thing, key)
        kind.update(thing, saved)

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        return saved.values()  # type: ignore[no-any-return]


class Rows(Kind):
    """Lists and deques."""

    @staticmethod
    def read(thing: Any) -> list[Any]:
        return list(thing)

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        return len(thing) != len(saved) or any(map(is_not, thing, saved))

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        thing.clear()
        thing.extend(saved)


class Groups(Kind):
    """Sets."""

    @staticmethod
    def read(thing: Any) -> set[Any]:
        return set(thing)

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        return len(thing) != len(saved) or set(map(id, thing)) != set(map(id, saved))

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        thing.clear()
        thing.update(saved)


class Classes(Kind):
    """Attributes of classes."""

    @staticmethod
    def read(thing: Any) -> dict[str, Any]:
        return dict(vars(thing))

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        now = vars(thing)
        return len(now) != len(saved) or any(map(is_not, now, saved)) or any(map(is_not, now.values(), saved.values()))

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        now = dict(vars(thing))
        for name in now.keys() - saved.keys():
            with contextlib.suppress(AttributeError, TypeError):
                type.__delattr__(thing, name)
        for name, value in saved.items():
            if name not in now or now[name] is not value:
                with contextlib.suppress(AttributeError, TypeError):
                    type.__setattr__(thing, name, value)

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        return saved.values()  # type: ignore[no-any-return]


class Functions(Kind):
    """Code, defaults and attributes of functions; nearly all have no attributes."""

    @staticmethod
    def read(thing: Any) -> tuple[Any, ...]:
        own = thing.__dict__
        return thing.__code__, thing.__defaults__, thing.__kwdefaults__, own, own.copy(), thing.__closure__

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        own = thing.__dict__
        return (
            thing.__code__ is not saved[0]
            or thing.__defaults__ is not saved[1]
            or thing.__kwdefaults__ is not saved[2]
            or own is not saved[3]
            or (bool(own or saved[4]) and Names.differs(own, saved[4]))
        )

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        thing.__code__, thing.__defaults__, thing.__kwdefaults__, thing.__dict__, own, _ = saved
        Names.put_back(thing.__dict__, own)

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        return (saved[1], saved[2], *saved[4].values(), saved[5])


class Cells(Kind):
    """Variables that functions share."""

    @staticmethod
    def read(thing: Any) -> tuple[Any, ...]:
        try:
            return (thing.cell_contents,)
        except ValueError:  # not bound
            return ()

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        return Rows.differs(Cells.read(thing), list(saved))

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        if saved:
            thing.cell_contents = saved[0]
        else:
            del thing.cell_contents


class Slots(Kind):
    """Attributes of objects that have slots for them."""

    @staticmethod
    def read(thing: Any) -> dict[str, Any]:
        return {name: getattr(thing, name, UNSET) for name in slots_of(type(thing))}  # type: ignore[arg-type]  # a class has a hash

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        return any(getattr(thing, name, UNSET) is not value for name, value in saved.items())

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        for name, value in saved.items():
            if value is UNSET:
                with contextlib.suppress(AttributeError):
                    object.__delattr__(thing, name)
            else:
                object.__setattr__(thing, name, value)

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        return saved.values()  # type: ignore[no-any-return]


class Caches(Kind):
    """Caches of functions: emptied if anything was added to them, for one entry cannot be taken out."""

    @staticmethod
    def read(thing: Any) -> tuple[Any, ...]:
        info = thing.cache_info()
        return info.misses, info.currsize, thing

    @staticmethod
    def differs(thing: Any, saved: Any) -> bool:
        info = thing.cache_info()
        return bool(info.misses != saved[0] or info.currsize != saved[1])

    @staticmethod
    def put_back(thing: Any, saved: Any) -> None:
        thing.cache_clear()

    @staticmethod
    def inside(saved: Any) -> Iterable[Any]:
        """What the cache holds; its links are objects that only the garbage collector knows."""
        yield saved[2].__dict__
        for one in get_referents(saved[2]):
            yield from get_referents(one) if type(one).__name__ == "_lru_list_elem" else (one,)


KINDS: tuple[type[Kind], ...] = (Names, Rows, Groups, Classes, Functions, Cells, Slots, Caches)
LRU_CACHE = _lru_cache_wrapper


@cache
def slots_of(cls: Any) -> tuple[str, ...]:
    """The names of the slots that objects of a class have."""
    found: list[str] = []
    for one in cls.__mro__:
        names = vars(one).get("__slots__", ())
        found += (names,) if isinstance(names, str) else names
    return tuple(found)
