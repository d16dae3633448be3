// SPDX-License-Identifier: Apache-2.0
#include "rules/show/signature_tests.h"

#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include "rules/engine/evaluator.h"

namespace trace {
namespace {

// Written down in YAML a value has no type, so texts are compared.
std::string to_text(const DataValue& value) {
  return std::visit(Overloaded{
                        [](bool is) { return std::string(is ? "true" : "false"); },
                        [](std::string_view text) { return std::string(text); },
                        [](const StringList& list) {
                          std::string joined;
                          for (const std::string_view text : list)
                            joined.append(joined.empty() ? "" : " ").append(text);
                          return joined;
                        },
                        [](auto number) { return std::to_string(number); },
                    },
                    value);
}

using NoNatives = std::vector<std::unique_ptr<NativeSignature>>;
using Texts = std::vector<std::pair<std::string, std::string>>;

std::string to_text(const Texts& data) {
  std::string text = "{";
  for (const auto& [name, value] : data) {
    text += (text.size() > 1 ? ", " : "") + name + ": " + value;
  }
  return text + "}";
}

// Counts detections and keeps the data of the last one.
class Collected final : public DetectionSink {
 public:
  Status detection(const Detection& detection) override {
    ++count;
    last.clear();
    for (const auto& [name, value] : detection.finding.data()) last.emplace_back(name, to_text(value));
    return ok();
  }
  std::size_t count = 0;
  Texts last;
};

// What was wrong; empty if nothing was.
std::string failure(const RuleTest& test, Evaluator& evaluator) {
  evaluator.forget();
  Collected collected;
  for (const OwnedEvent& owned : test.events) {
    const Status status = evaluator.evaluate(owned.event, collected);
    if (!status) return status.error().message;
  }
  if (collected.count != test.detections) {
    return "expected " + std::to_string(test.detections) + " detections, got " + std::to_string(collected.count);
  }
  if (test.checks_data && collected.last != test.data) {
    return "expected data " + to_text(test.data) + ", got " + to_text(collected.last);
  }
  return {};
}

}  // namespace

std::vector<std::string> run_signature_tests(const RuleSet& set) {
  std::map<std::string_view, const Rule*> rules;
  for (const Rule& rule : set.rules) rules.emplace(rule.metadata.name, &rule);
  std::vector<std::string> failures;
  std::optional<Evaluator> evaluator;  // tests of a rule stand together, and it may take long to prepare
  std::string_view prepared;
  for (const RuleTest& test : set.tests) {
    if (!evaluator || test.rule != prepared) evaluator.emplace(std::vector<Rule>{*rules.at(test.rule)}, NoNatives());
    prepared = test.rule;
    const std::string what = failure(test, *evaluator);
    if (!what.empty()) {
      failures.push_back(test.where + ": " + test.rule + ", \"" + test.name + "\": " + what);
    }
  }
  return failures;
}

}  // namespace trace
