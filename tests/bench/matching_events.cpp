// SPDX-License-Identifier: Apache-2.0
// Writes frames of COUNT events that each are a detection (signature aslr_inspection): matching_events COUNT >FILE
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/codec/encoder.h"

namespace trace {
namespace {

// As an open of the file looks in a recording.
Event open_of_file() {
  Event event;
  event.spec = find_event("security_file_open");
  Context& context = event.context;
  context.time_ns = 1'732'402'800'123'456'789;
  context.thread_start_ns = context.time_ns - 5'000'000;
  context.host_pid = context.host_tid = context.pid = context.tid = 4242;
  context.host_ppid = context.ppid = 4241;
  context.cgroup_id = 5678;
  context.mntns = 4026531840;
  context.pidns = 4026531836;
  context.thread_entity = context.process_entity = 123456789;
  context.parent_entity = 987654321;
  context.comm = "cat";
  context.uts = "box1";
  context.executable = "/usr/bin/cat";
  const auto set = [&](std::string_view name, Value value) { event.args[*event.spec->field(name)].value = value; };
  set("pathname", std::string_view("/proc/sys/kernel/randomize_va_space"));
  set("flags", std::int64_t{0});
  set("inode", std::uint64_t{77});
  set("ctime", std::uint64_t{1'732'402'700'000'000'000});
  set("syscall_pathname", std::string_view("/proc/sys/kernel/randomize_va_space"));
  return event;
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  const long count = argc > 1 ? std::atol(argv[1]) : 1'000'000;
  const auto encoder = trace::make_frame_encoder();
  trace::Event event = trace::open_of_file();
  std::string out;
  encoder->begin({}, out);
  for (long i = 0; i < count; ++i) {
    event.context.seq = static_cast<std::uint64_t>(i);
    event.context.time_ns += 1000;
    encoder->event(event, {}, out);
    if (out.size() < 1 << 20 && i + 1 < count) continue;
    std::fwrite(out.data(), 1, out.size(), stdout);
    out.clear();
  }
  return 0;
}
