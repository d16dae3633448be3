// SPDX-License-Identifier: Apache-2.0
// What evaluating costs: the shipped signatures, and ten and forty copies of them that differ in
// what they look for, by the index and, as the baseline, by running each program by itself.
//
//   build/tests/bench/rules_bench --benchmark_counters_tabular=true
#include <array>
#include <deque>
#include <string>
#include <vector>

#include "common/event/record.h"
#include "rules/builtin/shipped.h"
#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"

#include <benchmark/benchmark.h>

namespace trace {
namespace {

void replace_all(std::string& text, std::string_view from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// The n-th copy looks for other paths; the first is the original.
std::vector<Rule> copies_of_shipped(int count) {
  std::vector<Rule> all;
  for (int n = 0; n < count; ++n) {
    std::vector<SourceFile> files = shipped_signatures();
    const std::string suffix = n == 0 ? "" : std::to_string(n);
    for (SourceFile& file : files) {
      for (const char* path : {"/etc/", "/proc/", "/dev/shm/", "docker.sock", "crontab"}) {
        std::string other = path;
        other.insert(other.size() - 1, suffix);
        replace_all(file.text, path, other);
      }
    }
    auto set = load_signatures(files, {});
    if (!set) std::abort();
    for (Rule& rule : set->rules) all.push_back(std::move(rule));
  }
  return all;
}

// What a machine does: mostly opens of files that nobody looks for.
class Workload {
 public:
  Workload() {
    for (const char* path :
         {"/usr/lib/x86_64-linux-gnu/libc.so.6", "/etc/ld.so.cache", "/usr/share/locale/locale.alias",
          "/home/user/project/build/CMakeFiles/target.dir/source.cpp.o", "/proc/4242/stat",
          "/var/log/journal/0123456789abcdef/system.journal"}) {
      add_open(path, 0);
      add_open(path, 02);
    }
    add_exec("/usr/bin/gcc", "cc1");
    add_exec("/usr/bin/git", "git");
    add_connect();
    add_ptrace();
  }
  const std::deque<Event>& events() const { return events_; }

 private:
  Event& add(std::string_view name) {
    Event& event = events_.emplace_back();
    event.spec = find_event(name);
    event.context.comm = "worker";
    return event;
  }
  static void set(Event& event, std::string_view name, Value value) {
    event.args[*event.spec->field(name)].value = value;
  }
  void add_open(std::string_view path, std::int64_t flags) {
    Event& event = add("security_file_open");
    set(event, "pathname", path);
    set(event, "flags", flags);
  }
  void add_exec(std::string_view path, std::string_view comm) {
    Event& event = add("sched_process_exec");
    set(event, "pathname", path);
    set(event, "env", StringList(environment_));
    event.context.comm = comm;
  }
  void add_connect() {
    Event& event = add("security_socket_connect");
    address_ = *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET"}, {"sin_addr", "10.0.0.1"}, {"sin_port", "443"}});
    set(event, "sockfd", std::int64_t{7});
    set(event, "remote_addr", Record(WIRE_SOCKADDR, address_));
  }
  void add_ptrace() {
    Event& event = add("ptrace");
    set(event, "request", std::int64_t{16});
  }

  std::string environment_{"HOME=/root\0PATH=/usr/bin:/bin\0LANG=C.UTF-8\0TERM=xterm\0", 55};
  std::string address_;
  std::deque<Event> events_;
};

class NoSink final : public DetectionSink {
 public:
  Status detection(const Detection&) override { return ok(); }
};

void report(benchmark::State& state, std::size_t events, std::size_t signatures) {
  state.SetItemsProcessed(static_cast<std::int64_t>(events) * state.iterations());
  state.counters["signatures"] = static_cast<double>(signatures);
}

void index_of_all(benchmark::State& state) {
  const Workload workload;
  std::vector<Rule> signatures = copies_of_shipped(static_cast<int>(state.range(0)));
  const std::size_t count = signatures.size();
  Evaluator evaluator(std::move(signatures), {});
  NoSink sink;
  for (auto _ : state) {
    for (const Event& event : workload.events()) {
      benchmark::DoNotOptimize(static_cast<bool>(evaluator.evaluate(event, sink)));
    }
  }
  report(state, workload.events().size(), count);
}
BENCHMARK(index_of_all)->Arg(1)->Arg(10)->Arg(40);

void each_program_by_itself(benchmark::State& state) {
  const Workload workload;
  const std::vector<Rule> signatures = copies_of_shipped(static_cast<int>(state.range(0)));
  std::array<std::vector<const Program*>, WIRE_SLOT_COUNT> programs;
  for (const Rule& signature : signatures) {
    for (const Clause& clause : signature.clauses) {
      programs.at(clause.program.event().slot).push_back(&clause.program);
    }
  }
  for (auto _ : state) {
    for (const Event& event : workload.events()) {
      for (const Program* program : programs.at(event.spec->slot)) {
        benchmark::DoNotOptimize(program->run(event));
      }
    }
  }
  report(state, workload.events().size(), signatures.size());
}
BENCHMARK(each_program_by_itself)->Arg(1)->Arg(10)->Arg(40);

}  // namespace
}  // namespace trace
