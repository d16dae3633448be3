// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "common/codec/encoder.h"
#include "common/codec/json/text.h"
#include "rules/output/sinks.h"

namespace trace {
namespace {

template <class List>
void append_strings(const List& list, std::string& out) {
  char separator = '[';
  for (const std::string_view text : list) {
    out += separator;
    separator = ',';
    append_json_string(out, text);
  }
  if (separator == '[') out += '[';
  out += ']';
}

void append_value(const DataValue& value, std::string& out) {
  std::visit(Overloaded{
                 [&](bool is) { out += is ? "true" : "false"; },
                 [&](std::string_view text) { append_json_string(out, text); },
                 [&](const StringList& list) { append_strings(list, out); },
                 [&](auto number) { append_json_integer(out, number); },
             },
             value);
}

void append_data(const std::vector<Finding::Entry>& data, std::string& out) {
  if (data.empty()) {
    out += "null";
    return;
  }
  char separator = '{';
  for (const auto& [name, value] : data) {
    out += separator;
    separator = ',';
    append_json_string(out, name);
    out += ':';
    append_value(value, out);
  }
  out += '}';
}

// "name":"text", after a comma unless it is the first of its object.
void append_member(std::string_view name, std::string_view text, std::string& out) {
  if (out.back() != '{') out += ',';
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

void append_techniques(const std::vector<Technique>& techniques, std::string& out) {
  out += ",\"Techniques\":";
  char separator = '[';
  for (const Technique& technique : techniques) {
    out += separator;
    separator = ',';
    out += '{';
    append_member("Category", technique.category, out);
    append_member("Kubernetes_Technique", technique.kubernetes_name, out);
    append_member("Technique", technique.name, out);
    append_member("external_id", technique.external_id, out);
    append_member("id", technique.id, out);
    out += '}';
  }
  out += ']';
}

std::string json_of(const Metadata& metadata) {
  std::string out = "{";
  append_member("ID", metadata.id, out);
  append_member("Version", metadata.version, out);
  append_member("Name", metadata.title, out);
  append_member("EventName", metadata.name, out);
  append_member("Description", metadata.description, out);
  out += ",\"Tags\":";
  append_strings(metadata.tags, out);
  out += ",\"Properties\":{";  // sorted by name, as Go's encoder does
  const Technique first = metadata.techniques.empty() ? Technique() : metadata.techniques.front();
  append_member("Category", first.category, out);
  append_member("Kubernetes_Technique", first.kubernetes_name, out);
  out += ",\"Severity\":";
  append_json_integer(out, static_cast<int>(metadata.severity));
  append_member("Technique", first.name, out);
  if (metadata.techniques.size() > 1) append_techniques(metadata.techniques, out);
  append_member("external_id", first.external_id, out);
  append_member("id", first.id, out);
  return out + "}}";
}

class JsonSink final : public DetectionSink {
 public:
  explicit JsonSink(Sink& file) : file_(file), encoder_(make_json_encoder({})) {}

  Status detection(const Detection& detection) override {
    std::string& line = file_.buffer();
    line += "{\"Data\":";
    append_data(detection.finding.data(), line);
    line += ",\"Context\":";
    append_event(detection.event, line);
    if (!detection.finding.earlier_events().empty()) append_earlier(detection.finding.earlier_events(), line);
    line += ",\"SigMetadata\":";
    line += metadata_json(detection.rule);
    line += "}\n";
    return file_.is_large() ? file_.write({}) : ok();
  }

  Status flush() override { return file_.write({}); }

 private:
  // Of a rule, made once. It is that of the rule as it is now: another may be at its address after rules were reloaded.
  static constexpr std::size_t kMadeMax = 100'000;
  struct Made {
    Metadata of;
    std::string json;
  };

  void append_event(const Event& event, std::string& out) {
    encoder_->event(event, {}, out);
    if (out.back() == '\n') out.pop_back();
  }

  void append_earlier(const std::vector<const Event*>& events, std::string& out) {
    out += ",\"EarlierEvents\":";
    char separator = '[';
    for (const Event* event : events) {
      out += separator;
      separator = ',';
      append_event(*event, out);
    }
    out += ']';
  }

  const std::string& metadata_json(const Metadata& metadata) {
    if (made_.size() == kMadeMax) made_.clear();
    Made& made = made_[&metadata];
    if (made.json.empty() || !(made.of == metadata)) made = {metadata, json_of(metadata)};
    return made.json;
  }

  Sink& file_;
  std::unique_ptr<Encoder> encoder_;
  std::unordered_map<const Metadata*, Made> made_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_json_sink(Sink& file) {
  return std::make_unique<JsonSink>(file);
}

}  // namespace trace
