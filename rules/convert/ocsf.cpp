// SPDX-License-Identifier: Apache-2.0
// Lines of OCSF: an object of the class that mappings.def names, or of the base class if the event lacks what that class
// requires. What the schema has no place for is in "unmapped".
#include <vector>

#include "common/base/text.h"
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

constexpr int kRule = 1;         // type_id of an analytic
constexpr int kUnknownLoad = 0;  // load_type_id of a module
constexpr std::size_t kTextMax = 65'535;

bool has_what_it_needs(OcsfClass id, const Facts& facts) {
  switch (spec_of(id).needs) {
    case OcsfNeed::nothing:
      return true;
    case OcsfNeed::file:
      return !facts.file_path.empty() && facts.has_process;
    case OcsfNeed::process:
      return !facts.is_of_thread;
    case OcsfNeed::address:
      return !facts.source.ip.empty() || !facts.destination.ip.empty();
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
      begin_line(json, id, fits ? mapping.activity : kOther, mapping.action, event.context.time_ns, facts.container);
      json.number("severity_id", kInformational);
      json.text("message", beginning_of(facts.summary, kTextMax));
      if (facts.succeeded) json.number("status_id", *facts.succeeded ? 1 : 2);
      about(json, id, facts);
      unmapped(json, id, facts);
    });
  }

  void loss(const Loss& loss, std::string& out) override {
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, OcsfClass::none, kOther, "events_lost", finder_.time_of(loss.frame));
      json.number("severity_id", kInformational);
      json.text("message", summary_of_loss(loss.frame));
      json.number("count", loss.frame.count);
      json.object("unmapped", [&] {
        json.text("event", event_name(loss.frame.id));
        json.object("device", [&] { device(json, host_); });
      });
    });
  }

  void detection(const Detection& detection, std::string& out) override {
    const Metadata& rule = detection.rule;
    const Facts facts = finder_.facts_of(detection.event);
    const std::string message = rule.title + ": " + facts.summary;
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, OcsfClass::detection, kCreated, rule.name, detection.event.context.time_ns, facts.container);
      json.number("severity_id", static_cast<int>(rule.severity) + kInformational);
      json.number("status_id", 1);
      json.text("message", beginning_of(message, kTextMax));
      json.object("finding_info", [&] {
        json.text("uid", uid_of(detection, facts));
        json.text("title", rule.title);
        json.text("desc", rule.description);
        json.object("analytic", [&] {
          json.number("type_id", kRule);
          json.text("uid", rule.id);
          json.text("name", rule.name);
          json.text("version", rule.version);
        });
        json.objects("attacks", rule.techniques, [&](const Technique& one) { attack(json, one); });
      });
      json.only_object("evidences", [&] {
        json.object("actor", [&] { actor(json, facts); });
        if (!facts.file_path.empty()) json.object("file", [&] { file(json, facts); });
        endpoint(json, "src_endpoint", facts.source);
        endpoint(json, "dst_endpoint", facts.destination);
      });
      json.object("device", [&] { device(json, host_of(facts)); });
      unmapped(json, OcsfClass::detection, facts);
    });
  }

 private:
  // Of this finding, and no other one of that rule.
  std::string uid_of(const Detection& detection, const Facts& facts) const {
    const Context& context = detection.event.context;
    return std::string(host_of(facts)) + "-" + std::to_string(context.time_ns) + "-" + std::to_string(context.lane) +
           "-" + std::to_string(context.seq) + "-" + detection.rule.id;
  }

  static void begin_line(JsonWriter& json, OcsfClass id, std::uint32_t activity, std::string_view action,
                         std::uint64_t time_ns, std::string_view container = {}) {
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
      std::vector<std::string_view> profiles;
      if (spec.host == OcsfHost::profile) profiles.push_back("host");
      if (spec.host != OcsfHost::none && !container.empty()) profiles.push_back("container");
      json.texts("profiles", profiles);
    });
  }

  void about(JsonWriter& json, OcsfClass id, const Facts& facts) const {
    if (spec_of(id).host == OcsfHost::none) return;
    json.object("device", [&] { device(json, host_of(facts)); });
    json.object("actor", [&] { actor(json, facts); });
    if (id == OcsfClass::file) {
      json.object("file", [&] { file(json, facts); });
      if (!facts.file_target.empty()) json.object("file_result", [&] { path(json, facts.file_target); });
    }
    if (id == OcsfClass::process) json.object("process", [&] { process_done_to(json, facts); });
    if (id == OcsfClass::process && facts.exit_code) json.number("exit_code", *facts.exit_code);
    if (id == OcsfClass::network) {
      endpoint(json, "src_endpoint", facts.source);
      if (facts.destination.ip.empty()) {
        json.object("dst_endpoint", [&] { json.text("hostname", host_of(facts)); });  // who was called
      } else {
        endpoint(json, "dst_endpoint", facts.destination);
      }
      json.object("connection_info", [&] { json.number("direction_id", direction_id(facts.direction)); });
    }
    if (id == OcsfClass::module) {
      json.object("module", [&] {
        json.number("load_type_id", kUnknownLoad);
        if (!facts.module_name.empty()) json.object("file", [&] { path(json, facts.module_name); });
      });
    }
  }

  std::string_view host_of(const Facts& facts) const {
    return host_.empty() ? facts.event->context.uts : std::string_view(host_);
  }

  static int direction_id(Direction direction) {
    switch (direction) {
      case Direction::unknown:
        return 0;
      case Direction::ingress:
        return 1;
      case Direction::egress:
        return 2;
    }
    return 0;
  }

  static void device(JsonWriter& json, std::string_view host) {
    json.text("hostname", host);
    json.number("type_id", 0);
  }

  static void actor(JsonWriter& json, const Facts& facts) {
    if (!facts.has_process) return;
    json.object("process", [&] { process(json, facts); });
    json.object("user", [&] { json.text("uid", std::to_string(facts.event->context.uid)); });
  }

  static void process(JsonWriter& json, const Facts& facts) {
    const Context& context = facts.event->context;
    json.number("pid", context.host_pid);
    json.text("uid", facts.entity);
    json.text("name", context.comm);
    if (!facts.container.empty()) json.object("container", [&] { json.text("uid", facts.container); });
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
    } else if (facts.child_pid) {
      json.number("pid", *facts.child_pid);
    } else {
      process(json, facts);
    }
  }

  static void path(JsonWriter& json, std::string_view path) {
    if (path.starts_with('/')) json.text("path", path);
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
    });
  }

  static void attack(JsonWriter& json, const Technique& technique) {
    const std::string_view whole = whole_technique(technique.external_id);
    const bool is_part = whole != technique.external_id;
    json.object("technique", [&] {
      json.text("uid", whole);
      if (!is_part) json.text("name", technique.name);
    });
    if (is_part) {
      json.object("sub_technique", [&] {
        json.text("uid", technique.external_id);
        json.text("name", technique.name);
      });
    }
    json.object("tactic", [&] { json.text("name", technique.category); });
  }

  void unmapped(JsonWriter& json, OcsfClass id, const Facts& facts) const {
    const Event& event = *facts.event;
    json.object("unmapped", [&] {
      json.text("event", event.spec->name);
      if (spec_of(id).host == OcsfHost::none) {
        json.object("device", [&] { device(json, host_of(facts)); });
        json.object("actor", [&] { actor(json, facts); });
      }
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
