// SPDX-License-Identifier: Apache-2.0
// Program and Index against the obvious evaluator, over random expressions and events.
#include <catch2/catch.hpp>

#include "common/predicate/compile.h"
#include "common/predicate/index.h"
#include "tests/support/random_predicate.h"
#include "tests/support/reference_evaluator.h"

namespace trace {
namespace {

std::vector<Program> compile_all(const std::vector<Expr>& exprs, const EventSpec& event) {
  std::vector<Program> programs;
  for (const Expr& expr : exprs) {
    Result<Program, Fault> program = compile(expr, event);
    if (!program) FAIL(program.error().message);
    programs.push_back(*std::move(program));
  }
  return programs;
}

TEST_CASE("programs and the index agree with the obvious evaluator") {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    RandomPredicate random(seed);
    std::vector<Expr> exprs;
    for (std::uint32_t n = 0; n < 1 + seed % 30; ++n) exprs.push_back(random.expr(1 + static_cast<int>(n % 4)));
    const EventSpec& spec = *find_event("sched_process_exec");
    const std::vector<Program> programs = compile_all(exprs, spec);
    Index index(programs);
    for (int n = 0; n < 200; ++n) {
      const Event& event = random.event();
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < exprs.size(); ++i) {
        const bool holds = reference_holds(exprs[i], event);
        if (holds) expected.push_back(i);
        if (programs[i].run(event) != holds) {
          FAIL("seed " << seed << ", program\n" << programs[i].dump());
        }
      }
      const auto found = index.match(event);
      if (!std::equal(found.begin(), found.end(), expected.begin(), expected.end())) {
        FAIL("seed " << seed << ", index\n" << index.dump());
      }
    }
  }
  SUCCEED();
}

}  // namespace
}  // namespace trace
