// SPDX-License-Identifier: Apache-2.0
// The loss ledger: what was delivered and what was reported as lost are together what the kernel
// produced, exactly.
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr unsigned long long kCalls = 30'000;
constexpr int kRivals = 4;

// The first number that follows `"key":` in JSON text, which has one event only, so that there is
// one.
unsigned long long number_of(const std::string& json, const std::string& key) {
  const std::size_t at = json.find(quoted(key) + ":");
  INFO(json);
  REQUIRE(at != std::string::npos);
  return std::strtoull(json.c_str() + at + key.size() + 3, nullptr, 10);
}

// A system call to flood with.
struct Call {
  std::string event;
  void (*make)();
};
// Its frame is written into the ring.
const Call kNumbersOnly{"getppid", [] { syscall(SYS_getppid); }};
// Its frame is put together in a lane, and copied.
const Call kWithString{"chdir", [] { syscall(SYS_chdir, ""); }};

int flood(const Call& call, unsigned long long calls) {
  if (prctl(PR_SET_NAME, "trace-flood") != 0) return 1;
  for (unsigned long long i = 0; i < calls; ++i) call.make();
  return 0;
}

// As many calls, by processes that take turns on one CPU.
int contended_flood(const Call& call) {
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  if (sched_setaffinity(0, sizeof(first), &first) != 0) return 1;
  for (int i = 0; i < kRivals; ++i) {
    if (fork() == 0) _exit(flood(call, kCalls / kRivals));
  }
  int failed = 0;
  for (int i = 0; i < kRivals; ++i) {
    int status = 0;
    failed |= wait(&status) < 0 || status != 0;
  }
  return failed;
}

struct Ledger {
  unsigned long long delivered = 0, lost = 0;
  std::string last_totals;
};

Ledger ledger_of(const std::vector<Record>& records, const std::string& event) {
  Ledger ledger;
  for (const Record& record : records) {
    if (record.name == event) ++ledger.delivered;
    // Others may be lost too: those by which the collector follows processes.
    const bool is_loss = record.members.count("loss") > 0;
    if (is_loss && record.member("loss").find(quoted(event)) != std::string::npos)
      ledger.lost += number_of(record.member("loss"), "count");
    if (record.members.count("totals") > 0) ledger.last_totals = record.line;
  }
  return ledger;
}

// Nothing is read from the collector while the flood lasts, so that the pipe, then the ring fill
// up.
Ledger flooded(const Call& call, const std::string& buffer_size, const std::function<int()>& act) {
  Collector collector({"--trace", "event=" + call.event, "--trace", "comm=trace-flood", "--buffer-size", buffer_size});
  run_child(act);
  const Ending ending = collector.stop();
  INFO(ending.log);
  CHECK(ending.status == 0);
  return ledger_of(ending.records, call.event);
}

void check_balance(const Ledger& ledger) {
  CHECK(ledger.delivered + ledger.lost == kCalls);
  INFO(ledger.last_totals);
  REQUIRE(ledger.last_totals.find(R"("final":true)") != std::string::npos);
  CHECK(number_of(ledger.last_totals, "produced") == kCalls);
  CHECK(number_of(ledger.last_totals, "written") == ledger.delivered);
  CHECK(number_of(ledger.last_totals, "lost") == ledger.lost);
}

}  // namespace

TEST_CASE("a flood through a tiny buffer loses events and says exactly how many", "[loss]") {
  const Call& call = GENERATE(std::cref(kNumbersOnly), std::cref(kWithString));
  const Ledger ledger = flooded(call, "64k", [&] { return flood(call, kCalls); });
  CHECK(ledger.lost > 0);
  CHECK(ledger.delivered > 0);
  check_balance(ledger);
}

TEST_CASE("a flood through a buffer that holds it all loses nothing", "[loss]") {
  const Call& call = GENERATE(std::cref(kNumbersOnly), std::cref(kWithString));
  const Ledger ledger = flooded(call, "16M", [&] { return flood(call, kCalls); });
  CHECK(ledger.lost == 0);
  check_balance(ledger);
}

// Linux 7.0 leaves out hits of a raw tracepoint if the program is preempted there; see bpf/core/hook.h.
TEST_CASE("no call is left out while processes take turns on a CPU", "[loss]") {
  const Call& call = GENERATE(std::cref(kNumbersOnly), std::cref(kWithString));
  check_balance(flooded(call, "16M", [&] { return contended_flood(call); }));
}

}  // namespace trace::kernel_tests
