// SPDX-License-Identifier: Apache-2.0
// 32-bit system calls, made from 64-bit code by `int $0x80`, and memory that they can point to.
#pragma once

#include <sys/mman.h>

#include <array>
#include <cstdint>

#if defined(__x86_64__)

namespace trace::kernel_tests {

// What the kernel returned, a negative error number if it failed.
inline long call32(long number, const std::array<std::uint32_t, 6>& values) {
  long result = number;
  register long sixth asm("r12") = values[5];
  // The compiler may keep values in the 128 bytes below the stack.
  asm volatile("lea -128(%%rsp), %%rsp; push %%rbp; mov %%r12, %%rbp; int $0x80; pop %%rbp; lea 128(%%rsp), %%rsp"
               : "+a"(result)
               : "b"(long{values[0]}), "c"(long{values[1]}), "d"(long{values[2]}), "S"(long{values[3]}),
                 "D"(long{values[4]}), "r"(sixth)
               : "memory", "r8", "r9", "r10", "r11");
  return static_cast<std::int32_t>(result);
}

// A page that 32 bits can point to; null if there is none.
inline std::uint32_t* low_memory() {
  void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  return at == MAP_FAILED ? nullptr : static_cast<std::uint32_t*>(at);
}

inline std::uint32_t address_of(const void* at) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(at));
}

}  // namespace trace::kernel_tests

#endif
