# SPDX-License-Identifier: Apache-2.0
# Builds on x86-64 for arm64, with Debian's cross compiler and the libraries of .ci/fetch-sysroot:
#
#   .ci/install-packages arm64
#   cmake -S . -B build-arm64 -G Ninja --toolchain .ci/arm64.cmake
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

# CMake reads this file again for each program that it tries, so the folder is asked for once.
if(NOT DEFINED ENV{TRACE_ARM64_SYSROOT})
  execute_process(
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/fetch-sysroot arm64
    OUTPUT_VARIABLE sysroot OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  set(ENV{TRACE_ARM64_SYSROOT} ${sysroot})
endif()
set(sysroot $ENV{TRACE_ARM64_SYSROOT})

# Not CMAKE_SYSROOT: libc is the cross compiler's, which has no sysroot.
set(CMAKE_FIND_ROOT_PATH ${sysroot})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${sysroot})
set(ENV{PKG_CONFIG_LIBDIR} ${sysroot}/usr/lib/aarch64-linux-gnu/pkgconfig:${sysroot}/usr/share/pkgconfig)

# What pkg-config takes for a directory of the system it does not name.
include_directories(SYSTEM ${sysroot}/usr/include ${sysroot}/usr/include/aarch64-linux-gnu)
foreach(kind EXE SHARED)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-L${sysroot}/usr/lib/aarch64-linux-gnu -Wl,-rpath-link,${sysroot}/usr/lib/aarch64-linux-gnu:${sysroot}/lib/aarch64-linux-gnu")
endforeach()

# Programs of arm64 that the build itself runs, if they can be run here.
find_program(QEMU_AARCH64 NAMES qemu-aarch64-static qemu-aarch64)
if(QEMU_AARCH64)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${QEMU_AARCH64} -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=${sysroot}/usr/lib/aarch64-linux-gnu:${sysroot}/lib/aarch64-linux-gnu)
endif()
