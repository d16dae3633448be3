// SPDX-License-Identifier: Apache-2.0
// What libbpf says, since its return values are numbers only. It logs from the thread that calls it.
#pragma once

#include <string>

namespace trace {

// From now on its messages are kept instead of printed.
void keep_libbpf_log();
// All that was kept; cleared by the caller.
std::string& libbpf_log();

// "libbpf: prog 'NAME': BPF program load failed: Permission denied" -> NAME; empty if the log names none.
std::string failed_program(const std::string& log);
// Why that program was not loaded, for people.
std::string why_not_loaded(const std::string& log, int error);

}  // namespace trace
