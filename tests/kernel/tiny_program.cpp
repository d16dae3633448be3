// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/tiny_program.h"

#include <elf.h>
#include <sys/syscall.h>

namespace trace::kernel_tests {
namespace {

constexpr Elf64_Addr kAddress = 0x400000;

std::string bytes_of(const void* object, std::size_t size) {
  return {static_cast<const char*>(object), size};
}

}  // namespace

std::string tiny_program(const std::string& tail) {
#if defined(__x86_64__)
  static_assert(SYS_exit == 60);
  constexpr auto kMachine = EM_X86_64;
  const std::string code("\xb8\x3c\x00\x00\x00\x31\xff\x0f\x05", 9);  // mov $60, %eax; xor %edi, %edi; syscall
#elif defined(__aarch64__)
  static_assert(SYS_exit == 93);
  constexpr auto kMachine = EM_AARCH64;
  const std::string code("\xa8\x0b\x80\xd2\x00\x00\x80\xd2\x01\x00\x00\xd4", 12);  // mov x8, #93; mov x0, #0; svc #0
#endif
  Elf64_Ehdr head{};
  const std::string ident(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  ident.copy(reinterpret_cast<char*>(head.e_ident), ident.size());
  head.e_type = ET_EXEC;
  head.e_machine = kMachine;
  head.e_version = EV_CURRENT;
  head.e_entry = kAddress + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr);
  head.e_phoff = sizeof(Elf64_Ehdr);
  head.e_ehsize = sizeof(Elf64_Ehdr);
  head.e_phentsize = sizeof(Elf64_Phdr);
  head.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_flags = PF_R | PF_X;
  segment.p_vaddr = segment.p_paddr = kAddress;
  segment.p_filesz = segment.p_memsz = sizeof(head) + sizeof(segment) + code.size();
  segment.p_align = 0x1000;
  return bytes_of(&head, sizeof(head)) + bytes_of(&segment, sizeof(segment)) + code + tail;
}

}  // namespace trace::kernel_tests
