"""Runs a command as an old kernel would: every system call newer than Linux 4.9 is answered ENOSYS.

Usage: ``old_kernel.py COMMAND...``. For x86-64, where the last call of 4.9 is 331 (pkey_free, see arch/x86/entry/syscalls/syscall_64.tbl);
all that came later has a higher number. Under qemu-user the calls of an emulated program become this machine's, and meet the filter too.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

NEWEST = 331
AUDIT_ARCH_X86_64 = 0xC000003E
SECCOMP_RET_ALLOW, SECCOMP_RET_KILL, SECCOMP_RET_ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
ENOSYS = 38
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2

LOAD, JUMP_EQUAL, JUMP_GREATER, RETURN = 0x20, 0x15, 0x25, 0x06
"""BPF: BPF_LD+W+ABS, BPF_JMP+JEQ+K, BPF_JMP+JGT+K, BPF_RET+K (linux/bpf_common.h)."""

PROGRAM = (
    (LOAD, 0, 0, 4),  # seccomp_data.arch
    (JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64),
    (RETURN, 0, 0, SECCOMP_RET_KILL),
    (LOAD, 0, 0, 0),  # seccomp_data.nr
    (JUMP_GREATER, 0, 1, NEWEST),
    (RETURN, 0, 0, SECCOMP_RET_ERRNO | ENOSYS),
    (RETURN, 0, 0, SECCOMP_RET_ALLOW),
)


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def age() -> None:
    """Put the filter on this process and all that come of it.

    Raises:
        OSError: When the kernel does not take it.
    """
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in PROGRAM)
    libc = ctypes.CDLL(None, use_errno=True)
    program = _Program(len(PROGRAM), code)
    for arguments in ((PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "the filter was not taken")


if __name__ == "__main__":
    age()
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606
