"""The errors a person may meet: what failed, on what, and what to do about it.

Everything this package raises on purpose is an :class:`HcrError`; its ``str()`` is one complete sentence or two that a
person can act on. Shells (window, command line) show it as it is and never print a traceback for it.
"""

from __future__ import annotations


class HcrError(Exception):
    """Base of all expected errors."""


class InputUnreadable(HcrError):
    """A file, picture or pasted thing could not be turned into something to read."""

    def __init__(self, subject: str, reason: str, advice: str = "") -> None:
        """Describe the input.

        Args:
            subject: The input's name as the person knows it, such as a file name.
            reason: Why it cannot be read, a clause without a full stop.
            advice: What the person can do, one sentence; may be empty.
        """
        self.subject, self.reason, self.advice = subject, reason, advice
        super().__init__(f"{subject}: {reason}." + (f" {advice}" if advice else ""))

    def named(self, subject: str) -> InputUnreadable:
        """The same of an input whose name is known."""
        return InputUnreadable(subject, self.reason, self.advice)


class InkInvalid(HcrError):
    """Arrays given as ink are not strokes of finite (x, y) points."""


class OptionInvalid(HcrError):
    """A read option or setting has a value that is not offered; the message lists those that are."""


class BundleInvalid(HcrError):
    """The shipped models are missing, damaged, or do not belong together; the message says which file and why."""


class Cancelled(HcrError):
    """The person asked to stop; there is nothing to tell."""
