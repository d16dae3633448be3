// SPDX-License-Identifier: Apache-2.0
// The shipped signatures against recorded cases of Tracee's.
#include <catch2/catch.hpp>
#include <yaml-cpp/yaml.h>

#include "rules/builtin/native/all.h"
#include "rules/builtin/shipped.h"
#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"
#include "tests/support/reference.h"

namespace trace {
namespace {

class OneSignature final : public DetectionSink {
 public:
  explicit OneSignature(std::string name) : name_(std::move(name)) {}
  Status detection(const Detection& detection) override {
    if (detection.signature.name != name_) return ok();
    detected = true;
    data = detection.data;
    id = detection.signature.id;
    return ok();
  }
  bool detected = false;
  FindingData data;
  std::string id;

 private:
  std::string name_;
};

// The cases call a signature past its selectors, so the event is made one that they select.
OwnedEvent event_of(const YAML::Node& node, const YAML::Node& selectors) {
  OwnedEvent owned;
  const SourceFile file{"signature-cases.json", {}};
  owned.event.spec = find_event(node["eventName"].as<std::string>());
  REQUIRE(owned.event.spec != nullptr);
  for (const auto& arg : node["args"]) {
    const Status set = set_test_field(arg.first.Scalar(), {}, arg.second, file, owned);
    if (!set) FAIL(set.error().message);
  }
  for (const auto& item : node["context"]) {
    std::string name = "context." + item.first.Scalar();
    YAML::Node value = item.second;
    if (name == "context.container") {
      name = "context.containerId";
      value = item.second["id"];
    }
    const Status set = set_test_field(name, {}, value, file, owned);
    if (!set) FAIL(set.error().message);
  }
  for (const auto& selector : selectors) {
    const bool selects = selector["name"].Scalar() == owned.event.spec->name;
    if (selects && selector["origin"].Scalar() == "container") {
      owned.event.context.flags |= WIRE_FLAG_CONTAINER;
    }
  }
  return owned;
}

std::string text_of(const DataValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return "?";
}

void check_data(const FindingData& data, const YAML::Node& expect) {
  REQUIRE(data.size() == (expect["data"].IsMap() ? expect["data"].size() : 0));
  for (const auto& [name, value] : data) {
    CHECK(text_of(value) == expect["data"][name].Scalar());
    const bool wants_text = expect["data_types"][name].Scalar() == "string";
    CHECK(std::holds_alternative<std::string>(value) == wants_text);
  }
}

TEST_CASE("the shipped signatures agree with Tracee's cases") {
  const auto text = read_reference("signature-cases.json");
  if (!text) return;
  const auto shipped = shipped_signatures();
  std::size_t checked = 0;
  for (const YAML::Node& one : YAML::Load(*text)) {  // JSON is YAML
    const auto name = one["signature_event"].as<std::string>();
    auto set = load_signatures(shipped, shipped);
    REQUIRE(set);
    Evaluator evaluator(std::move(set->signatures), make_native_signatures());
    OneSignature sink(name);
    bool known = true;
    for (const YAML::Node& event : one["events"]) {
      known = known && find_event(event["eventName"].as<std::string>()) != nullptr;
      if (!known) break;  // an event that the catalog will get later
      const OwnedEvent owned = event_of(event, one["selectors"]);
      REQUIRE(evaluator.evaluate(owned.event, sink));
    }
    if (!known) continue;
    INFO(name << ": " << one["case_name"].Scalar());
    CHECK(sink.detected == one["expect"]["detected"].as<bool>());
    if (sink.detected) {
      CHECK(sink.id == one["signature_id"].Scalar());
      check_data(sink.data, one["expect"]);
    }
    ++checked;
  }
  CHECK(checked >= 42);
}

}  // namespace
}  // namespace trace
