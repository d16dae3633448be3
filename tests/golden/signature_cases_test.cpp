// SPDX-License-Identifier: Apache-2.0
// The shipped signatures against cases of Tracee's: tests/facts/signatures.tsv.
#include <optional>

#include <catch2/catch.hpp>

#include "rules/builtin/native/all.h"
#include "rules/builtin/shipped.h"
#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"
#include "tests/support/decoded_line.h"
#include "tests/support/facts.h"
#include "tests/support/findings.h"

namespace trace {
namespace {

class OneSignature final : public DetectionSink {
 public:
  explicit OneSignature(std::string name) : name_(std::move(name)) {}
  Status detection(const Detection& detection) override {
    if (detection.rule.name != name_) return ok();
    detected = true;
    data = texts_of(detection.finding);
    id = detection.rule.id;
    return ok();
  }
  bool detected = false;
  FindingTexts data;
  std::string id;

 private:
  std::string name_;
};

struct Case {
  std::string signature, number;
  std::vector<std::string> events;  // JSON
  std::string id;                   // of the detection; empty: there is none
  std::vector<FactRow> data;        // name, type, value
};

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  for (FactRow& row : read_facts("signatures.tsv")) {
    if (row[0] == "case") {
      cases.push_back({row.at(1), row.at(2), {}, {}, {}});
    } else if (row[0] == "event") {
      cases.back().events.push_back(row.at(1));
    } else if (row[0] == "detected") {
      cases.back().id = row.at(1);
    } else if (row[0] == "data") {
      cases.back().data.push_back({row.at(1), row.at(2), row.at(3)});
    } else {
      REQUIRE(row[0] == "quiet");
    }
  }
  return cases;
}

void check_data(const FindingTexts& data, const std::vector<FactRow>& expected) {
  REQUIRE(data.size() == expected.size());
  for (const auto& text : data) {
    const auto row =
        std::find_if(expected.begin(), expected.end(), [&](const FactRow& one) { return one[0] == text.first; });
    REQUIRE(row != expected.end());
    CHECK(text.second == ((*row)[1] == "text" ? "t:" : "n:") + (*row)[2]);
  }
}

TEST_CASE("the shipped signatures agree with Tracee's cases") {
  const auto shipped = shipped_signatures();
  std::size_t checked = 0;
  for (const Case& one : read_cases()) {
    INFO(one.signature << " " << one.number);
    auto set = load_signatures(shipped, shipped);
    REQUIRE(set);
    Evaluator evaluator(std::move(set->rules), make_native_signatures());
    OneSignature sink(one.signature);
    bool known = true;
    for (const std::string& line : one.events) {
      const DecodedLine decoded(line);
      known = known && decoded.is(JsonDecoder::Line::event);
      if (!known) break;  // an event that the catalog will get later
      REQUIRE(evaluator.evaluate(decoded.event(), sink));
    }
    if (!known) continue;
    CHECK(sink.id == one.id);
    check_data(sink.data, one.data);
    ++checked;
  }
  CHECK(checked >= 42);
}

}  // namespace
}  // namespace trace
