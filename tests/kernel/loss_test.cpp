// SPDX-License-Identifier: Apache-2.0
// The loss ledger: what was delivered and what was reported as lost are together what the kernel
// produced, exactly.
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr unsigned long long kCalls = 30'000;

// The first number that follows `"key":` in JSON text, which has one event only, so that there is
// one.
unsigned long long number_of(const std::string& json, const std::string& key) {
  const std::size_t at = json.find(quoted(key) + ":");
  INFO(json);
  REQUIRE(at != std::string::npos);
  return std::strtoull(json.c_str() + at + key.size() + 3, nullptr, 10);
}

int flood() {
  if (prctl(PR_SET_NAME, "trace-flood") != 0) return 1;
  for (unsigned long long i = 0; i < kCalls; ++i)
    syscall(SYS_getppid);
  return 0;
}

struct Ledger {
  unsigned long long delivered = 0, lost = 0;
  std::string last_totals;
};

Ledger ledger_of(const std::vector<Record>& records) {
  Ledger ledger;
  for (const Record& record : records) {
    if (record.name == "getppid") ++ledger.delivered;
    if (record.members.count("loss") > 0) ledger.lost += number_of(record.member("loss"), "count");
    if (record.members.count("totals") > 0) ledger.last_totals = record.line;
  }
  return ledger;
}

// Nothing is read from the collector while the flood lasts, so that the pipe, then the ring fill
// up.
Ledger flooded(const std::string& buffer_size) {
  Collector collector(
      {"--trace", "event=getppid", "--trace", "comm=trace-flood", "--buffer-size", buffer_size});
  run_child(flood);
  const Ending ending = collector.stop();
  INFO(ending.log);
  CHECK(ending.status == 0);
  return ledger_of(ending.records);
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
  const Ledger ledger = flooded("64k");
  CHECK(ledger.lost > 0);
  CHECK(ledger.delivered > 0);
  check_balance(ledger);
}

TEST_CASE("a flood through a buffer that holds it all loses nothing", "[loss]") {
  const Ledger ledger = flooded("16M");
  CHECK(ledger.lost == 0);
  check_balance(ledger);
}

}  // namespace trace::kernel_tests
