// SPDX-License-Identifier: Apache-2.0
// The shipped signatures against recorded cases of Tracee's.
#include <catch2/catch.hpp>

#include "rules/builtin/native/all.h"
#include "rules/builtin/shipped.h"
#include "rules/engine/evaluator.h"
#include "rules/lang/signature/loader.h"
#include "rules/lang/text/yaml.h"
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
OwnedEvent event_of(const YamlNode& node, const YamlNode& selectors) {
  OwnedEvent owned;
  const SourceFile file{"signature-cases.json", {}};
  owned.event.spec = find_event(node["eventName"].text);
  REQUIRE(owned.event.spec != nullptr);
  const YamlNode& args = node["args"];
  for (std::size_t i = 0; i < args.keys.size(); ++i) {
    const Status set = set_test_field(args.keys[i].text, {}, args.items[i], file, owned);
    if (!set) FAIL(set.error().message);
  }
  const YamlNode& context = node["context"];
  for (std::size_t i = 0; i < context.keys.size(); ++i) {
    const bool is_container = context.keys[i].text == "container";
    const std::string name = "context." + (is_container ? "containerId" : context.keys[i].text);
    const YamlNode& value = is_container ? context.items[i]["id"] : context.items[i];
    const Status set = set_test_field(name, {}, value, file, owned);
    if (!set) FAIL(set.error().message);
  }
  for (const YamlNode& selector : selectors.items) {
    const bool selects = selector["name"].text == owned.event.spec->name;
    if (selects && selector["origin"].text == "container") {
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

void check_data(const FindingData& data, const YamlNode& expect) {
  REQUIRE(data.size() == expect["data"].items.size());
  for (const auto& [name, value] : data) {
    CHECK(text_of(value) == expect["data"][name].text);
    const bool wants_text = expect["data_types"][name].text == "string";
    CHECK(std::holds_alternative<std::string>(value) == wants_text);
  }
}

TEST_CASE("the shipped signatures agree with Tracee's cases") {
  const auto text = read_reference("signature-cases.json");
  if (!text) return;
  const auto shipped = shipped_signatures();
  std::size_t checked = 0;
  const auto cases = parse_yaml({"signature-cases.json", *text});  // JSON is YAML
  REQUIRE(cases);
  for (const YamlNode& one : cases->front().items) {
    const std::string& name = one["signature_event"].text;
    auto set = load_signatures(shipped, shipped);
    REQUIRE(set);
    Evaluator evaluator(std::move(set->signatures), make_native_signatures());
    OneSignature sink(name);
    bool known = true;
    for (const YamlNode& event : one["events"].items) {
      known = known && find_event(event["eventName"].text) != nullptr;
      if (!known) break;  // an event that the catalog will get later
      const OwnedEvent owned = event_of(event, one["selectors"]);
      REQUIRE(evaluator.evaluate(owned.event, sink));
    }
    if (!known) continue;
    INFO(name << ": " << one["case_name"].text);
    CHECK(sink.detected == (one["expect"]["detected"].text == "true"));
    if (sink.detected) {
      CHECK(sink.id == one["signature_id"].text);
      check_data(sink.data, one["expect"]);
    }
    ++checked;
  }
  CHECK(checked >= 42);
}

}  // namespace
}  // namespace trace
