# SPDX-License-Identifier: Apache-2.0
# Calls with flags that have names, and bits that have none.
import ctypes
import platform

SYS_shmget, SYS_mount, SYS_umount2, SYS_getrandom, SYS_memfd_create = {
    "x86_64": (29, 165, 166, 318, 319),
    "aarch64": (194, 40, 39, 278, 279),
}[platform.machine()]

call = ctypes.CDLL(None, use_errno=True).syscall
call(SYS_memfd_create, b"flags", 0x23)
call(SYS_mount, b"none", b"/nonexistent", b"none", ctypes.c_ulong(0x20 | 0x1000 | 0x4000 | 0x200), None)
call(SYS_umount2, b"/nonexistent", 0x4000000A)
call(SYS_shmget, 0x7F0F0F0F, ctypes.c_size_t(0), 0o1000 | 0o2000 | 0o640)
call(SYS_getrandom, None, ctypes.c_size_t(0), 0x11)
