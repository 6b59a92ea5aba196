"""Waiting until an application has dealt with all that a hand and a keyboard sent it, as window managers ask whether it hangs.

A ``_NET_WM_PING`` stands in the queue of the window's events behind what was sent before; the application answers it in turn. It
answers who manages windows, so somebody has to: here nobody moves or frames them, each gets what it asks for.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import struct
import threading
from collections.abc import Callable, Sequence

MAP, CONFIGURE, MESSAGE = 20, 23, 33
"""A window asks to be shown; to be somewhere; and a message."""

MANAGE = 1 << 20
"""Such requests come to whoever selects this of the root window."""

EVENT_MASK = 1 << 11

EVENT = struct.Struct("=BBHII5I")
"""A message: kind, bits of a datum, number, window, type, five numbers."""

PLACE = struct.Struct("=BBHIIIhhHHHH")
"""A request for a place: kind, mode, number, parent, window, sibling, x, y, width, height, border, which of all these are meant."""


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Screens(ctypes.Structure):
    _fields_ = (("root", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Atom(ctypes.Structure):
    _fields_ = (("head", ctypes.c_uint32), ("length", ctypes.c_uint32), ("atom", ctypes.c_uint32))


@functools.cache
def _xcb() -> ctypes.CDLL:
    """The library, with the types of what is used of it."""
    library = ctypes.CDLL(ctypes.util.find_library("xcb") or "libxcb.so.1")
    pointer, number, numbers = ctypes.c_void_p, ctypes.c_uint32, ctypes.POINTER(ctypes.c_uint32)
    signatures = {
        "xcb_connect": (pointer, (ctypes.c_char_p, pointer)),
        "xcb_connection_has_error": (ctypes.c_int, (pointer,)),
        "xcb_disconnect": (None, (pointer,)),
        "xcb_get_setup": (pointer, (pointer,)),
        "xcb_setup_roots_iterator": (_Screens, (pointer,)),
        "xcb_intern_atom": (_Cookie, (pointer, ctypes.c_uint8, ctypes.c_uint16, ctypes.c_char_p)),
        "xcb_intern_atom_reply": (ctypes.POINTER(_Atom), (pointer, _Cookie, pointer)),
        "xcb_change_window_attributes": (_Cookie, (pointer, number, number, numbers)),
        "xcb_map_window": (_Cookie, (pointer, number)),
        "xcb_configure_window": (_Cookie, (pointer, number, ctypes.c_uint16, numbers)),
        "xcb_send_event": (_Cookie, (pointer, ctypes.c_uint8, number, number, ctypes.c_char_p)),
        "xcb_flush": (ctypes.c_int, (pointer,)),
        "xcb_wait_for_event": (ctypes.POINTER(ctypes.c_ubyte * EVENT.size), (pointer,)),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


class Manager:
    """Gives every window of a display what it asks for, and asks applications whether they are done; ends with the display."""

    def __init__(self, display: str) -> None:
        self._xcb = _xcb()
        self._connection = self._xcb.xcb_connect(display.encode(), None)
        assert not self._xcb.xcb_connection_has_error(self._connection), f"no connection to the display {display}"
        self._protocols, self._ping = self._atom("WM_PROTOCOLS"), self._atom("_NET_WM_PING")
        self._asked = self._heard = 0
        self._news = threading.Condition()
        root = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection)).root[0]
        self._xcb.xcb_change_window_attributes(self._connection, root, EVENT_MASK, _numbers([MANAGE]))
        self._xcb.xcb_flush(self._connection)
        self._thread = threading.Thread(target=self._listen, name="window manager", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of the display, which has gone already."""
        self._thread.join()
        self._xcb.xcb_disconnect(self._connection)

    def answered(self, window: int, patience: float, alive: Callable[[], bool], times: int = 3) -> bool:
        """Wait until a window has answered so many pings; False when it is not alive any more.

        The first answer comes when all before it was taken from the display, the second when that was dealt with, but for a
        rare case in which both are taken at once; a third makes sure.

        Raises:
            AssertionError: When it has not answered after ``patience`` seconds.
        """
        for _ in range(times):
            self._asked += 1
            event = EVENT.pack(MESSAGE, 32, 0, window, self._protocols, self._ping, self._asked, window, 0, 0)
            self._xcb.xcb_send_event(self._connection, 0, window, 0, event)
            self._xcb.xcb_flush(self._connection)
            with self._news:
                for _ in range(int(10 * patience)):
                    if self._news.wait_for(lambda: self._heard >= self._asked, 0.1):
                        break
                    if not alive():
                        return False
                else:
                    raise AssertionError("the application does not answer")
        return True

    def _atom(self, name: str) -> int:
        """The number of a name."""
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(name), name.encode())
        reply = self._xcb.xcb_intern_atom_reply(self._connection, cookie, None)
        assert reply, name
        atom = int(reply.contents.atom)
        _free(reply)
        return atom

    def _listen(self) -> None:
        """Deal with what windows ask and answer, until the display goes."""
        while event := self._xcb.xcb_wait_for_event(self._connection):
            data = bytes(event.contents)
            _free(event)
            self._deal(data[0] & 0x7F, data)

    def _deal(self, kind: int, data: bytes) -> None:
        if kind == MAP:
            self._xcb.xcb_map_window(self._connection, EVENT.unpack(data)[4])
        elif kind == CONFIGURE:
            _, mode, _, _, window, sibling, *place, mask = PLACE.unpack(data[: PLACE.size])
            wanted = [value for bit, value in enumerate((*place, sibling, mode)) if mask >> bit & 1]
            self._xcb.xcb_configure_window(self._connection, window, mask, _numbers(wanted))
        elif kind == MESSAGE and EVENT.unpack(data)[5] == self._ping:
            with self._news:
                self._heard = EVENT.unpack(data)[6]
                self._news.notify_all()
        self._xcb.xcb_flush(self._connection)


def _numbers(values: Sequence[int]) -> ctypes.Array[ctypes.c_uint32]:
    return (ctypes.c_uint32 * len(values))(*values)


def _free(reply: object) -> None:
    """Give memory back that the library has given."""
    libc = ctypes.CDLL(None)
    libc.free.argtypes = (ctypes.c_void_p,)
    libc.free(ctypes.cast(reply, ctypes.c_void_p))  # type: ignore[arg-type]
