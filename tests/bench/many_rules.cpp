// SPDX-License-Identifier: Apache-2.0
// What rules cost that do not match: a recording is read and evaluated with no signatures, with
// those shipped, and with 1,000 others that look for what is not there. The rounds of the three
// take turns, so that a machine that gets busier does so for all of them; the best of each counts.
// And how often memory is allocated for an event, once a tenth of the stream was read.
//
//   many_rules FILE...
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "common/stream/byte_source.h"
#include "common/stream/reader.h"
#include "rules/builtin/shipped.h"
#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"

namespace {
std::uint64_t allocations = 0;  // one thread only
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace trace {
namespace {

constexpr int kRounds = 7;
constexpr int kRules = 1000;

// What rules look like, "#" for the number of the rule. The last two have nothing to be looked up
// by, and are run for every event of theirs.
struct Shape {
  const char* event;
  const char* where;
};
constexpr Shape kShapes[] = {
    {"security_file_open", "opened_for_writing and pathname startswith '/opt/app#/'"},
    {"security_file_open", "opened_for_reading and pathname endswith '/.secret#'"},
    {"security_file_open", "pathname contains '/backdoor-#/' and processName not in [sshd, cron]"},
    {"security_file_open", "opened_for_reading and pathname ~ '^/(lib|usr/lib).*/evil#.*\\.so$'"},
    {"security_file_open", "basename(pathname) in [wallet#.dat, id_rsa#] and uid > 0"},
    {"security_file_open", "pathname ~ '/proc/(?:\\d.+)/map#$'"},
    {"openat", "flags has O_WRONLY and pathname startswith ['/srv/#/', '/mnt/#/']"},
    {"openat", "processName = scanner# and retval >= 0"},
    {"openat", "pathname endswith '.locked#' or pathname contains 'README-#'"},
    {"close", "processName in [miner#, worker#] and fd > 2"},
    {"sched_process_exec", "pathname in ['/usr/bin/nc#', '/bin/nc#', '/usr/local/bin/nc#']"},
    {"sched_process_exec", "argv contains '--pool=#' and uid != 0"},
    {"sched_process_exec", "argv ~ 'curl .*#.*\\| *sh' and prev_comm in [nginx, httpd]"},
    {"sched_process_exec", "basename(pathname) = tool# and prev_comm in [bash, sh]"},
    {"sched_process_fork", "processName startswith 'bot#'"},
    {"sched_process_exit", "processName = agent# and exit_code != 0"},
    {"execve", "pathname glob '/tmp/*/run#' and retval = 0"},
    {"execve", "argv startswith '-i#' and pathname endswith '/python3'"},
    {"security_file_open", "inode = 99999#"},
    {"close", "fd > 10000# and fd < 20000#"},
};

std::string with_number(std::string text, int number) {
  for (std::size_t at = 0; (at = text.find('#', at)) != std::string::npos;) text.replace(at, 1, std::to_string(number));
  return text;
}

std::vector<Rule> signatures_of(const std::vector<SourceFile>& files) {
  auto set = load_signatures(files, shipped_signatures());
  if (set) return std::move(set->rules);
  std::fprintf(stderr, "%s\n", set.error().message.c_str());
  std::exit(1);
}

std::vector<Rule> many() {
  std::string text;
  for (int i = 0; i < kRules; ++i) {
    const Shape& shape = kShapes[static_cast<std::size_t>(i) % std::size(kShapes)];
    const std::string number = std::to_string(i);
    text += "---\nkind: rule\nid: B-" + number + "\nname: b" + number +
            "\nversion: 1\ntitle: t\nseverity: low\non: " + shape.event + "\nwhere: >\n  " +
            with_number(shape.where, i) + "\n";
  }
  return signatures_of({{"many.yaml", text}});
}

class Count final : public DetectionSink {
 public:
  Status detection(const Detection&) override {
    ++detections;
    return ok();
  }
  std::uint64_t detections = 0;
};

struct Pass {
  double seconds = 0;
  std::uint64_t events = 0;
  std::uint64_t detections = 0;
  std::uint64_t steady_events = 0;       // those behind the first tenth
  std::uint64_t steady_allocations = 0;  // for them
};

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

Pass run(const std::string& bytes, Evaluator& evaluator, std::uint64_t tenth) {
  auto reader = open_reader(bytes_of(bytes));
  if (!reader) std::exit(1);
  Pass pass;
  Count sink;
  std::uint64_t before = 0;
  const double start = cpu_seconds();
  for (;;) {
    const Item item = (*reader)->next();
    if (std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item)) break;
    const auto* event = std::get_if<EventItem>(&item);
    if (event == nullptr) continue;
    if (pass.events++ == tenth) before = allocations;
    if (!evaluator.evaluate(*event->event, sink)) std::exit(1);
  }
  pass.seconds = cpu_seconds() - start;
  pass.detections = sink.detections;
  pass.steady_events = pass.events - tenth;
  pass.steady_allocations = allocations - before;
  return pass;
}

struct Case {
  const char* name;
  Evaluator evaluator;
  Pass best;
};

std::string whole_file(const std::string& path) {
  const auto source = open_bytes(path);
  std::string text;
  std::array<char, 65536> buffer{};
  while (source) {
    const auto n = (*source)->read(buffer);
    if (!n) break;
    if (*n == 0) return text;
    text.append(buffer.data(), *n);
  }
  std::fprintf(stderr, "%s cannot be read\n", path.c_str());
  std::exit(1);
}

void measure(const std::string& path, std::vector<Case>& cases) {
  const std::string text = whole_file(path);
  const std::uint64_t tenth = run(text, cases.front().evaluator, 0).events / 10;
  for (Case& one : cases) one.best.seconds = std::numeric_limits<double>::max();
  for (int round = 0; round < kRounds; ++round) {
    for (Case& one : cases) {
      const Pass pass = run(text, one.evaluator, tenth);
      if (pass.seconds < one.best.seconds) one.best = pass;
    }
  }
  for (const Case& one : cases) {
    const double events = static_cast<double>(one.best.events);
    std::printf("%-8s %-20s %8.1f %8.2f %12llu %12.4f %12llu\n", path.ends_with("json") ? "JSON" : "frames", one.name,
                one.best.seconds / events * 1e9, one.best.seconds / cases.front().best.seconds,
                static_cast<unsigned long long>(one.best.events),
                static_cast<double>(one.best.steady_allocations) / static_cast<double>(one.best.steady_events),
                static_cast<unsigned long long>(one.best.detections));
  }
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  using trace::Evaluator;
  std::vector<trace::Case> cases;
  cases.push_back({"no signatures", Evaluator({}, {}), {}});
  cases.push_back(
      {"shipped", Evaluator(trace::signatures_of(trace::shipped_signatures()), trace::make_native_signatures()), {}});
  cases.push_back({"1,000 non-matching", Evaluator(trace::many(), {}), {}});
  std::printf("%-8s %-20s %8s %8s %12s %12s %12s\n", "as", "with", "ns/event", "ratio", "events", "allocs/event",
              "detections");
  for (int i = 1; i < argc; ++i) trace::measure(argv[i], cases);
  return 0;
}
