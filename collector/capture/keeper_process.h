// SPDX-License-Identifier: Apache-2.0
// The work of the keeper, in the process that was forked for it.
//
//   fanotify ── files opened to be executed ──▶ ExecJoin ──┐
//   collector ── events sched_process_exec ──▶ ExecCaptures ──┐
//   kernel side ── bytes of calls, by a ring ──▶ ByteStream ──┐  ├─▶ Artifacts ─▶ ArtifactStore ─▶ folder, manifest
//   fanotify ── files that were closed ──▶ TransferCaptures ──┘        └── artifact events ─▶ collector
//
// An event of the kernel comes after the opening that it belongs to, so when it is here all openings before it are in the queue of
// fanotify: they are read first, and nothing has to be waited for.
//
// It keeps three capabilities: CAP_SYS_ADMIN to mark file systems that are mounted later, CAP_SYS_PTRACE and
// CAP_DAC_READ_SEARCH to look at processes of others, and the system calls that this takes; it starts no program, signals and traces
// no process, and opens nothing for writing but below its folder.
#pragma once

#include "collector/capture/request.h"
#include "common/base/unique_fd.h"

namespace trace {

// Never returns; ends when the socket ends and the work is done, also if the collector was killed.
[[noreturn]] void run_keeper(UniqueFd socket, const CaptureRequest& request, pid_t collector);

}  // namespace trace
