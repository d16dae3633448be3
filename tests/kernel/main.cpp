// SPDX-License-Identifier: Apache-2.0
// Provokes the kernel and asserts the events that come of it. Runs on the machine at hand and, as
// the command of tests/vm/run-vm.sh, on other kernels. The last line of its output is 'N passed, N
// failed, N skipped'; those that compare with an oracle ([conformance]) have such a line of their own, 'conformance: N ...'.
#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/skip.h"

namespace trace::kernel_tests {
namespace {

std::set<std::string>& skipped() {
  static std::set<std::string> names;
  return names;
}

struct Counts {
  std::size_t passed = 0, failed = 0, skipped = 0;
};

std::string text_of(const Counts& counts) {
  return std::to_string(counts.passed) + " passed, " + std::to_string(counts.failed) + " failed, " +
         std::to_string(counts.skipped) + " skipped";
}

Counts& counts_of(bool conformance) {
  static Counts with, without;
  return conformance ? with : without;
}

class Counter : public Catch::TestEventListenerBase {
 public:
  using TestEventListenerBase::TestEventListenerBase;

  // Whichever of them runs first, the collector has to be there before what it is to see.
  void testCaseStarting(const Catch::TestCaseInfo& test) override {
    if (std::count(test.lcaseTags.begin(), test.lcaseTags.end(), "hook") > 0) hook_collector();
  }

  void testCaseEnded(const Catch::TestCaseStats& test) override {
    const bool failed = test.totals.assertions.failed > 0;
    const bool was_skipped = skipped().count(test.testInfo.name) > 0;
    const std::vector<std::string>& tags = test.testInfo.tags;
    Counts& counts = counts_of(std::find(tags.begin(), tags.end(), "conformance") != tags.end());
    (failed ? counts.failed : was_skipped ? counts.skipped : counts.passed)++;
    if (!was_skipped || failed) std::printf("%s %s\n", failed ? "FAILED" : "ok", test.testInfo.name.c_str());
    std::fflush(stdout);
  }
};
CATCH_REGISTER_LISTENER(Counter)

int run(int argc, char** argv) {
  Catch::Session session;
  session.configData().useColour = Catch::UseColour::No;  // the console of a virtual machine is a terminal
  if (const int wrong = session.applyCommandLine(argc, argv)) return wrong;
  const std::string reason = why_not_permitted();
  const bool lists = session.configData().listTests || session.configData().listTags ||
                     session.configData().listTestNamesOnly || session.configData().showHelp;
  // Run by a test: it does the counting, and nothing to run is a failure of it.
  const bool nested = std::getenv(kNested) != nullptr;
  if (!reason.empty() && nested) {
    std::printf("not to be run inside: %s\n", reason.c_str());
    return 1;
  }
  if (!reason.empty() && !lists) {
    const std::size_t all = Catch::getAllTestCasesSorted(session.config()).size();
    std::printf("SKIPPED all kernel tests: %s\n0 passed, 0 failed, %zu skipped\n", reason.c_str(), all);
    return 0;
  }
  const int status = session.run();
  if (!lists && !nested) {
    const Counts& conformance = counts_of(true);
    if (conformance.passed + conformance.failed + conformance.skipped > 0) {
      std::printf("conformance: %s\n", text_of(conformance).c_str());
    }
    std::printf("%s\n", text_of(counts_of(false)).c_str());
  }
  return status;
}

}  // namespace

void skip(const std::string& reason) {
  const std::string name = Catch::getResultCapture().getCurrentTestName();
  skipped().insert(name);
  std::printf("SKIPPED %s: %s\n", name.c_str(), reason.c_str());
  SUCCEED("skipped");
}

}  // namespace trace::kernel_tests

int main(int argc, char** argv) {
  using namespace std::string_view_literals;
  if (argv[0] == std::string_view(trace::kernel_tests::kIdleName)) return 0;
  if (argc > 1 && argv[1] == "--idle"sv) return 0;
  if (argc > 1 && argv[1] == "--wait-for-input"sv) return std::getchar() == EOF ? 0 : 1;
  return trace::kernel_tests::run(argc, argv);
}
