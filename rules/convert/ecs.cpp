// SPDX-License-Identifier: Apache-2.0
// Lines with the fields of the Elastic Common Schema. What it has no field for is below "trace": the name of the event, its result,
// its arguments as texts.
#include <algorithm>
#include <set>
#include <vector>

#include "common/base/text.h"
#include "rules/convert/exporter.h"
#include "rules/convert/facts.h"
#include "rules/convert/json_writer.h"
#include "rules/output/utc_time.h"

namespace trace {
namespace {

constexpr std::string_view kVersion = "8.11.0";

std::string nanoseconds_of(std::uint64_t time_ns) {
  std::string out;
  append_utc_microseconds(out, time_ns);
  out.pop_back();
  const std::uint64_t rest = time_ns % 1000;
  return out + std::to_string(rest + 1000).substr(1) + "Z";
}

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

class EcsExporter final : public Exporter {
 public:
  void begin(const StreamInfo& head, std::string& /*out*/) override { host_ = head.host; }

  void event(const Event& event, std::string& out) override {
    const Facts facts = finder_.facts_of(event);
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, event.context.time_ns, facts.summary);
      json.object("event", [&] { about_event(json, facts, "event"); });
      about(json, facts);
      json.object("trace", [&] {
        json.text("event", event.spec->name);
        if (has_result(event.context)) json.number("return_value", event.context.retval);
        json.object("args", [&] {
          for (const ShownArgument& one : shown_arguments(event)) json.text(one.name, one.text);
        });
      });
    });
  }

  void loss(const Loss& loss, std::string& out) override {
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, finder_.time_of(loss.frame), summary_of_loss(loss.frame));
      json.object("event", [&] {
        json.text("kind", "pipeline_error");
        json.text("action", "events_lost");
        json.text("module", "trace");
      });
      json.object("host", [&] { json.text("name", host_); });
      json.object("trace", [&] {
        json.text("event", event_name(loss.frame.id));
        json.number("lost", loss.frame.count);
      });
    });
  }

  void detection(const Detection& detection, std::string& out) override {
    const Metadata& rule = detection.rule;
    const Facts facts = finder_.facts_of(detection.event);
    JsonWriter json(out);
    json.line([&] {
      begin_line(json, detection.event.context.time_ns, rule.title + ": " + facts.summary);
      json.object("event", [&] {
        about_event(json, facts, "alert", "-" + rule.id);
        json.number("severity", static_cast<int>(rule.severity));
      });
      json.object("rule", [&] {
        json.text("id", rule.id);
        json.text("name", rule.title);
        json.text("description", rule.description);
        json.text("version", rule.version);
      });
      json.object("threat", [&] { threat(json, rule); });
      about(json, facts);
      json.object("trace", [&] { json.text("event", detection.event.spec->name); });
    });
  }

 private:
  static void begin_line(JsonWriter& json, std::uint64_t time_ns, std::string_view message) {
    json.text("@timestamp", nanoseconds_of(time_ns));
    json.object("ecs", [&] { json.text("version", kVersion); });
    json.text("message", message);
  }

  // A detection has the names of all of its techniques: of a part of one ("T1059.004") in the place that is for those.
  static void threat(JsonWriter& json, const Metadata& rule) {
    std::vector<std::string_view> tactics;
    std::vector<std::string_view> ids;
    std::vector<std::string_view> names;
    std::vector<std::string_view> part_ids;
    std::vector<std::string_view> part_names;
    for (const Technique& one : rule.techniques) {
      tactics.push_back(one.category);
      ids.push_back(whole_technique(one.external_id));
      const bool is_part = ids.back() != one.external_id;
      if (is_part) part_ids.push_back(one.external_id);
      (is_part ? part_names : names).push_back(one.name);
    }
    if (!ids.empty()) json.text("framework", "MITRE ATT&CK");
    json.object("tactic", [&] { json.texts("name", tactics); });
    json.object("technique", [&] {
      json.texts("id", ids);
      json.texts("name", names);
      json.object("subtechnique", [&] {
        json.texts("id", part_ids);
        json.texts("name", part_names);
      });
    });
  }

  // `of`: what else the line is of than the event.
  static void about_event(JsonWriter& json, const Facts& facts, std::string_view kind, const std::string& of = "") {
    const Mapping& mapping = *facts.mapping;
    json.text("kind", kind);
    json.texts("category", std::vector<std::string_view>{mapping.category});
    json.texts("type", parts_of(facts.is_of_thread ? "info" : mapping.types, ','));
    json.text("action", mapping.action);
    json.text("outcome", !facts.succeeded ? "unknown" : *facts.succeeded ? "success" : "failure");
    json.text("module", "trace");
    json.text("dataset", "trace.events");
    const Context& context = facts.event->context;
    if (context.seq != 0) json.text("id", std::to_string(context.lane) + "-" + std::to_string(context.seq) + of);
  }

  void about(JsonWriter& json, const Facts& facts) const {
    const Context& context = facts.event->context;
    const std::string_view host = host_.empty() ? context.uts : std::string_view(host_);
    json.object("host", [&] {
      json.text("name", host);
      json.text("hostname", context.uts);
    });
    if (facts.has_process) process(json, facts);
    const std::string user = facts.has_process ? std::to_string(context.uid) : "";
    json.object("user", [&] { json.text("id", user); });
    json.object("container", [&] { json.text("id", facts.container); });
    json.object("file", [&] {
      if (facts.file_path.starts_with('/')) json.text("path", facts.file_path);
      json.text("name", last_part(facts.file_path));
      json.text("target_path", facts.link_target);
      if (facts.inode) json.text("inode", std::to_string(*facts.inode));
      if (facts.size) json.number("size", *facts.size);
      json.object("hash", [&] { json.text("sha256", facts.sha256); });
    });
    endpoint(json, "source", facts.source);
    endpoint(json, "destination", facts.destination);
    network(json, facts);
    json.object("related", [&] {
      json.texts("hash", std::vector<std::string_view>{facts.sha256});
      json.texts("hosts", std::set<std::string_view>{host, context.uts});
      json.texts("ip", std::set<std::string_view>{facts.source.ip, facts.destination.ip});
      json.texts("user", std::vector<std::string>{user});
    });
  }

  // Of a process that comes of another one, which is its parent.
  static void child(JsonWriter& json, const Facts& facts) {
    const Context& context = facts.event->context;
    json.object("process", [&] {
      json.number("pid", *facts.child_pid);
      json.text("name", context.comm);
      json.text("executable", facts.executable);
      json.object("parent", [&] {
        json.number("pid", context.host_pid);
        json.text("entity_id", facts.entity);
        json.text("name", context.comm);
        json.text("executable", facts.executable);
      });
    });
  }

  static void process(JsonWriter& json, const Facts& facts) {
    if (facts.child_pid) return child(json, facts);
    const Context& context = facts.event->context;
    json.object("process", [&] {
      json.number("pid", context.host_pid);
      json.text("entity_id", facts.entity);
      json.text("name", context.comm);
      json.text("executable", facts.executable);
      if (facts.arguments) {
        json.list("args", *facts.arguments);
        json.number("args_count", std::ranges::count(facts.arguments->bytes(), '\0'));
        json.text("command_line", command_line_of(*facts.arguments));
      }
      if (facts.exit_code) json.number("exit_code", *facts.exit_code);
      json.object("thread", [&] { json.number("id", context.host_tid); });
      json.object("parent", [&] {
        json.number("pid", context.host_ppid);
        json.text("entity_id", facts.parent_entity);
        json.text("name", facts.parent_name);
        json.text("executable", facts.parent_executable);
      });
    });
  }

  static void endpoint(JsonWriter& json, std::string_view key, const Endpoint& endpoint) {
    json.object(key, [&] {
      json.text("address", endpoint.ip.empty() ? endpoint.path : endpoint.ip);
      json.text("ip", endpoint.ip);
      if (!endpoint.ip.empty()) json.number("port", endpoint.port);
    });
  }

  static void network(JsonWriter& json, const Facts& facts) {
    const Endpoint& peer = facts.destination.is_known() ? facts.destination : facts.source;
    if (!peer.is_known()) return;
    json.object("network", [&] {
      if (!peer.ip.empty()) json.text("type", peer.is_v6() ? "ipv6" : "ipv4");
      if (facts.direction != Direction::unknown) {
        json.text("direction", facts.direction == Direction::ingress ? "ingress" : "egress");
      }
    });
  }

  FactFinder finder_;
  std::string host_;
};

}  // namespace

std::unique_ptr<Exporter> make_ecs_exporter() {
  return std::make_unique<EcsExporter>();
}

}  // namespace trace
