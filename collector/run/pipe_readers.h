// SPDX-License-Identifier: Apache-2.0
// Who reads what this program writes into a pipe. Each event that such a process is shown for makes it read once more, which
// is an event again: `trace-ebpf -e syscalls | trace-rules` would mostly record the engine reading it.
//
// In: the descriptors of outputs. Out: the processes at the other end of those that are pipes, those at the other end of
// their standard output if that is a pipe too (`trace-ebpf | tee copy | trace-rules`), and so on. Ancestors of this process are
// left out, and with them what comes after: a program that starts a collector and reads what it collects is not a pipeline,
// and wants to see what it does itself. Who reads is what /proc shows at this moment; a shell makes all processes of a pipeline before
// it waits for them, so the reader is there, if only as a copy of the shell. A reader of another user than the pipe's, this process's and
// root is shown.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trace {

struct PipeReader {
  std::uint32_t pid = 0;  // in our own pid namespace
  std::string comm;
};

// At most `most`, the nearest first. What may not be looked at is passed over.
std::vector<PipeReader> readers_of(std::span<const int> outputs, std::size_t most);

}  // namespace trace
