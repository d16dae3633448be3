// SPDX-License-Identifier: Apache-2.0
#include "common/codec/encoder.h"
#include "common/codec/json/text.h"
#include "rules/output/sinks.h"

namespace trace {
namespace {

void append_strings(const std::vector<std::string>& list, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, list[i]);
  }
  out += ']';
}

void append_value(const DataValue& value, std::string& out) {
  std::visit(Overloaded{
                 [&](bool is) { out += is ? "true" : "false"; },
                 [&](const std::string& text) { append_json_string(out, text); },
                 [&](const std::vector<std::string>& list) { append_strings(list, out); },
                 [&](auto number) { append_json_integer(out, number); },
             },
             value);
}

void append_data(const FindingData& data, std::string& out) {
  if (data.empty()) {
    out += "null";
    return;
  }
  for (std::size_t i = 0; i < data.size(); ++i) {
    out += i == 0 ? '{' : ',';
    append_json_string(out, data[i].first);
    out += ':';
    append_value(data[i].second, out);
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

void append_metadata(const Metadata& metadata, std::string& out) {
  out += '{';
  append_member("ID", metadata.id, out);
  append_member("Version", metadata.version, out);
  append_member("Name", metadata.title, out);
  append_member("EventName", metadata.name, out);
  append_member("Description", metadata.description, out);
  out += ",\"Tags\":";
  append_strings(metadata.tags, out);
  out += ",\"Properties\":{";  // sorted by name, as Go's encoder does
  append_member("Category", metadata.mitre.category, out);
  append_member("Kubernetes_Technique", metadata.mitre.kubernetes_technique, out);
  out += ",\"Severity\":";
  append_json_integer(out, metadata.severity);
  append_member("Technique", metadata.mitre.technique, out);
  append_member("external_id", metadata.mitre.external_id, out);
  append_member("id", metadata.mitre.id, out);
  out += "}}";
}

class JsonSink final : public DetectionSink {
 public:
  explicit JsonSink(Sink& file) : file_(file), encoder_(make_json_encoder({})) {}

  Status detection(const Detection& detection) override {
    line_ = "{\"Data\":";
    append_data(detection.data, line_);
    line_ += ",\"Context\":";
    encoder_->event(detection.event, {}, line_);
    if (line_.back() == '\n') line_.pop_back();
    line_ += ",\"SigMetadata\":";
    append_metadata(detection.signature, line_);
    line_ += "}\n";
    return file_.write(line_);
  }

 private:
  Sink& file_;
  std::unique_ptr<Encoder> encoder_;
  std::string line_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_json_sink(Sink& file) {
  return std::make_unique<JsonSink>(file);
}

}  // namespace trace
