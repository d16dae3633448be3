// SPDX-License-Identifier: Apache-2.0
// Who reads what this program writes into a pipe. Each event that such a process is shown for makes it read once more, which
// is an event again: `trace-ebpf -e syscalls | trace-rules` would mostly record the engine reading it.
//
// In: the descriptors of outputs. Out: the processes at the other end of those that are pipes, those at the other end of
// their standard output if that is a pipe too (`trace-ebpf | tee copy | trace-rules`), and so on. Who reads is what /proc shows at this
// moment; a shell makes all processes of a pipeline before it waits for them, so the reader is there, if only as a copy of the shell.
//
// To be left out is to be invisible, and whoever may open a pipe, by its name or by /proc/PID/fd, could make himself so. So our own readers are
// only those that were started beside the writer: by the same process, which has made the pipe, in the same session (makers_of()). Nobody else can become a child
// of the shell; children of others come to init when their parents end, which is why the session is asked for where that is the shell (in a container).
// And they are of root, of this user or, of a pipe without a name, of its owner (`sudo trace-ebpf | trace-rules`); a FIFO is anybody's who
// may open it. Ancestors of the writer are none either, and with them what comes after: a program that starts a collector and reads what it
// collects is not a pipeline, and wants to see what it does itself.
//
// What remains: who can make one of the readers run his code, by ptrace(2), say, being the same user, is left out with it.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trace {

struct PipeReader {
  std::uint32_t pid = 0;  // in our own pid namespace
  std::string comm;
};

struct PipeReaders {
  std::vector<PipeReader> own;     // the nearest first, at most as many as asked for
  std::vector<PipeReader> others;  // who reads, too: to be shown, and told
};

// writer: by whom the outputs, descriptors of this process, are written. What may not be looked at is passed over.
PipeReaders readers_of(std::span<const int> outputs, std::size_t most,
                       std::uint32_t writer = static_cast<std::uint32_t>(::getpid()));

}  // namespace trace
