// SPDX-License-Identifier: Apache-2.0
#include "rules/show/signature_tests.h"

#include <algorithm>

#include "rules/engine/evaluator.h"

namespace trace {
namespace {

class Collected final : public DetectionSink {
 public:
  Status detection(const Detection& detection) override {
    ++count;
    last = detection.data;
    return ok();
  }
  std::size_t count = 0;
  FindingData last;
};

// Written down in YAML a value has no type, so texts are compared.
std::string to_text(const DataValue& value) {
  return std::visit(Overloaded{
                        [](bool is) { return std::string(is ? "true" : "false"); },
                        [](const std::string& text) { return text; },
                        [](const std::vector<std::string>& list) {
                          std::string joined;
                          for (const std::string& text : list) joined += (joined.empty() ? "" : " ") + text;
                          return joined;
                        },
                        [](auto number) { return std::to_string(number); },
                    },
                    value);
}

std::string to_text(const FindingData& data) {
  std::string text = "{";
  for (const auto& [name, value] : data) {
    text += (text.size() > 1 ? ", " : "") + name + ": " + to_text(value);
  }
  return text + "}";
}

std::string failure(const SignatureTest& test, const Signature& signature) {
  Evaluator evaluator({signature}, {});
  Collected collected;
  for (const OwnedEvent& owned : test.events) {
    const Status status = evaluator.evaluate(owned.event, collected);
    if (!status) return status.error().message;
  }
  if (collected.count != test.detections) {
    return "expected " + std::to_string(test.detections) + " detections, got " + std::to_string(collected.count);
  }
  if (test.checks_data && to_text(collected.last) != to_text(test.data)) {
    return "expected data " + to_text(test.data) + ", got " + to_text(collected.last);
  }
  return {};
}

}  // namespace

std::vector<std::string> run_signature_tests(const SignatureSet& set) {
  std::vector<std::string> failures;
  for (const SignatureTest& test : set.tests) {
    const auto signature = std::find_if(set.signatures.begin(), set.signatures.end(),
                                        [&](const Signature& one) { return one.metadata.name == test.signature; });
    const std::string what = failure(test, *signature);
    if (!what.empty()) {
      failures.push_back(test.where + ": " + test.signature + ", \"" + test.name + "\": " + what);
    }
  }
  return failures;
}

}  // namespace trace
