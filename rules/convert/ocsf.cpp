// SPDX-License-Identifier: Apache-2.0
// Lines of OCSF: an object of the class that mappings.def names, or of the base class if the event lacks what that class
// requires. What the schema has no place for is in "unmapped".
#include "rules/convert/exporter.h"
#include "rules/convert/facts.h"
#include "rules/convert/json_writer.h"

namespace trace {
namespace {

constexpr std::string_view kVersion = "1.3.0";
constexpr std::uint32_t kOther = 99;  // an activity; activity_name says which
constexpr std::uint32_t kCreated = 1;
constexpr int kInformational = 1;  // severity_id; those of detections follow
constexpr int kSha256 = 3;         // algorithm_id

bool has_what_it_needs(OcsfClass id, const Facts& facts) {
  switch (spec_of(id).needs) {
    case OcsfNeed::nothing:
      return true;
    case OcsfNeed::file:
      return !facts.file_path.empty();
    case OcsfNeed::endpoint:
      return facts.source.is_known() || facts.destination.is_known();
  }
  return false;
}

class OcsfExporter final : public Exporter {
 public:
  void begin(const StreamInfo& head, std::string& /*out*/) override { host_ = head.host; }

  void event(const Event& event, std::string& out) override {
    const Facts facts = finder_.facts_of(event);
    const Mapping& mapping = *facts.mapping;
    const bool fits = has_what_it_needs(mapping.ocsf, facts);
    const OcsfClass id = fits ? mapping.ocsf : OcsfClass::none;
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, id, fits ? mapping.activity : kOther, mapping.action, event.context.time_ns);
      json.number("severity_id", kInformational);
      json.text("message", facts.summary);
      if (facts.succeeded) json.number("status_id", *facts.succeeded ? 1 : 2);
      about(json, id, facts);
      unmapped(json, event);
    });
  }

  void loss(const Loss& loss, std::string& out) override {
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, OcsfClass::none, kOther, "events_lost", finder_.time_of(loss.frame));
      json.number("severity_id", kInformational);
      json.text("message", summary_of_loss(loss.frame));
      json.number("count", loss.frame.count);
      json.object("device", [&] { device(json, host_); });
    });
  }

  void detection(const Detection& detection, std::string& out) override {
    const Metadata& rule = detection.rule;
    const Facts facts = finder_.facts_of(detection.event);
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, OcsfClass::detection, kCreated, rule.name, detection.event.context.time_ns);
      json.number("severity_id", static_cast<int>(rule.severity) + kInformational);
      json.number("status_id", 1);
      json.text("message", rule.title + ": " + facts.summary);
      json.object("finding_info", [&] {
        json.text("uid", rule.id);
        json.text("title", rule.title);
        json.text("desc", rule.description);
        if (!rule.techniques.empty()) attack(json, rule.techniques.front());
      });
      json.only_object("evidences", [&] {
        json.object("actor", [&] { actor(json, facts); });
        if (!facts.file_path.empty()) json.object("file", [&] { file(json, facts); });
        endpoint(json, "src_endpoint", facts.source);
        endpoint(json, "dst_endpoint", facts.destination);
      });
      json.object("device", [&] { device(json, host_of(facts)); });
      unmapped(json, detection.event);
    });
  }

 private:
  static void begin_line(JsonWriter& json, OcsfClass id, std::uint32_t activity, std::string_view action,
                         std::uint64_t time_ns) {
    const OcsfClassSpec& spec = spec_of(id);
    json.number("class_uid", spec.number);
    json.text("class_name", spec.name);
    json.number("category_uid", spec.category);
    json.text("category_name", spec.category_name);
    json.number("activity_id", activity);
    if (activity == kOther) json.text("activity_name", action);
    json.number("type_uid", std::uint64_t{spec.number} * 100 + activity);
    json.number("time", time_ns / 1'000'000);
    json.object("metadata", [&] {
      json.text("version", kVersion);
      json.object("product", [&] {
        json.text("name", "Trace");
        json.text("vendor_name", "Trace");
        json.text("version", TRACE_VERSION);
      });
    });
  }

  void about(JsonWriter& json, OcsfClass id, const Facts& facts) const {
    json.object("device", [&] { device(json, host_of(facts)); });
    json.object("actor", [&] { actor(json, facts); });
    if (!facts.container.empty()) json.object("container", [&] { json.text("uid", facts.container); });
    if (!facts.file_path.empty()) json.object("file", [&] { file(json, facts); });
    if (!facts.file_target.empty()) json.object("file_result", [&] { path(json, facts.file_target); });
    endpoint(json, "src_endpoint", facts.source);
    endpoint(json, "dst_endpoint", facts.destination);
    if (id == OcsfClass::process) json.object("process", [&] { process_done_to(json, facts); });
    if (id == OcsfClass::process && facts.exit_code) json.number("exit_code", *facts.exit_code);
    if (id == OcsfClass::network) {
      json.object("connection_info", [&] { json.number("direction_id", facts.is_inbound ? 1 : 0); });
    }
    if (id == OcsfClass::module) {
      json.object("module", [&] {
        json.object("file", [&] { path(json, facts.module_name.empty() ? "unknown" : facts.module_name); });
      });
    }
  }

  std::string_view host_of(const Facts& facts) const {
    return host_.empty() ? facts.event->context.uts : std::string_view(host_);
  }

  static void device(JsonWriter& json, std::string_view host) {
    json.text("hostname", host);
    json.number("type_id", 0);
  }

  static void actor(JsonWriter& json, const Facts& facts) {
    json.object("process", [&] { process(json, facts); });
    json.object("user", [&] { json.text("uid", std::to_string(facts.event->context.uid)); });
  }

  static void process(JsonWriter& json, const Facts& facts) {
    const Context& context = facts.event->context;
    json.number("pid", context.host_pid);
    json.text("uid", facts.entity);
    json.text("name", context.comm);
    if (facts.arguments) json.text("cmd_line", command_line_of(*facts.arguments));
    if (!facts.executable.empty()) json.object("file", [&] { path(json, facts.executable); });
    json.object("parent_process", [&] {
      json.number("pid", context.host_ppid);
      json.text("uid", facts.parent_entity);
      json.text("name", facts.parent_name);
      if (!facts.parent_executable.empty()) json.object("file", [&] { path(json, facts.parent_executable); });
    });
  }

  // The process that it is about: another one, or the actor itself.
  static void process_done_to(JsonWriter& json, const Facts& facts) {
    if (facts.target_pid) {
      json.number("pid", *facts.target_pid);
    } else {
      process(json, facts);
    }
  }

  static void path(JsonWriter& json, std::string_view path) {
    json.text("path", path);
    const std::string_view name = path.substr(path.rfind('/') + 1);
    json.text("name", name.empty() ? path : name);
    json.number("type_id", 0);
  }

  static void file(JsonWriter& json, const Facts& facts) {
    path(json, facts.file_path);
    if (facts.size) json.number("size", *facts.size);
    if (facts.sha256.empty()) return;
    json.only_object("hashes", [&] {
      json.number("algorithm_id", kSha256);
      json.text("algorithm", "SHA-256");
      json.text("value", facts.sha256);
    });
  }

  static void endpoint(JsonWriter& json, std::string_view key, const Endpoint& endpoint) {
    json.object(key, [&] {
      json.text("ip", endpoint.ip);
      if (!endpoint.ip.empty()) json.number("port", endpoint.port);
      json.text("name", endpoint.path);
    });
  }

  static void attack(JsonWriter& json, const Technique& technique) {
    json.only_object("attacks", [&] {
      json.object("technique", [&] {
        json.text("uid", technique.external_id);
        json.text("name", technique.name);
      });
      json.object("tactic", [&] { json.text("name", technique.category); });
    });
  }

  static void unmapped(JsonWriter& json, const Event& event) {
    json.object("unmapped", [&] {
      json.text("event", event.spec->name);
      if (has_result(event.context)) json.number("return_value", event.context.retval);
      json.object("args", [&] {
        for (const ShownArgument& one : shown_arguments(event)) json.text(one.name, one.text);
      });
    });
  }

  FactFinder finder_;
  std::string host_;
};

}  // namespace

std::unique_ptr<Exporter> make_ocsf_exporter() {
  return std::make_unique<OcsfExporter>();
}

}  // namespace trace
