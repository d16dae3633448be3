// SPDX-License-Identifier: Apache-2.0
// Lines for Timesketch: message, datetime, timestamp (microseconds, an integer: timesketch#1869) and timestamp_desc, which it
// requires, and flat members beside them. A line has less than 32 KiB, since longer ones fail (timesketch#3243): what is
// too long is cut, and the line says so.
#include "common/base/text.h"
#include "rules/convert/exporter.h"
#include "rules/convert/facts.h"
#include "rules/convert/json_writer.h"
#include "rules/output/utc_time.h"

namespace trace {
namespace {

constexpr std::size_t kLineMax = 32'000;
constexpr std::size_t kTextMax = 2'000;  // of a member, as JSON has it
constexpr std::size_t kMessageMax = 6'000;
constexpr std::size_t kReserve = 200;  // for what ends a line

std::size_t escaped_size(std::string_view text) {
  std::string escaped;
  append_json_string(escaped, text);
  return escaped.size();
}

// The front of it that has so many bytes as JSON at most, whole characters.
std::string_view cut_to(std::string_view text, std::size_t most) {
  if (text.size() * 6 + 2 <= most || escaped_size(text) <= most) return text;
  std::size_t fits = 0;
  std::size_t too_many = text.size();
  while (fits + 1 < too_many) {
    const std::size_t middle = fits + (too_many - fits) / 2;
    (escaped_size(text.substr(0, middle)) <= most ? fits : too_many) = middle;
  }
  return beginning_of(text, fits);
}

class TimesketchExporter final : public Exporter {
 public:
  void begin(const StreamInfo& head, std::string& /*out*/) override { host_ = head.host; }

  void event(const Event& event, std::string& out) override {
    const Facts facts = finder_.facts_of(event);
    const bool failed = facts.succeeded == false;
    line(std::string(facts.mapping->description) + (failed ? " (failed)" : ""), event.context.time_ns, facts.summary,
         out, [&](JsonWriter& json) {
           about(facts, json);
           arguments(event, out, json);
         });
  }

  void loss(const Loss& loss, std::string& out) override {
    line("Events lost", finder_.time_of(loss.frame), summary_of_loss(loss.frame), out, [&](JsonWriter& json) {
      json.text("event_name", "lost");
      json.text("hostname", host_);
      json.number("count", loss.frame.count);
    });
  }

  void detection(const Detection& detection, std::string& out) override {
    const Metadata& rule = detection.rule;
    const Facts facts = finder_.facts_of(detection.event);
    const std::string message =
        uppered(name_of(rule.severity)) + " " + rule.id + " " + rule.title + ": " + facts.summary;
    line("Detection", detection.event.context.time_ns, message, out, [&](JsonWriter& json) {
      text(json, "rule_id", rule.id);
      text(json, "rule_name", rule.name);
      json.text("severity", name_of(rule.severity));
      if (!rule.techniques.empty()) text(json, "technique", rule.techniques.front().external_id);
      about(facts, json);
    });
  }

 private:
  template <class Members>
  void line(std::string_view description, std::uint64_t time_ns, std::string_view message, std::string& out,
            Members members) {
    begin_ = out.size();
    is_cut_ = false;
    JsonWriter json(out);
    json.line([&] {
      const std::string_view shown = cut_to(message, kMessageMax);
      is_cut_ = shown.size() < message.size();
      json.text("message", shown);
      std::string time;
      append_utc_microseconds(time, time_ns);
      time.pop_back();
      json.text("datetime", time + "+00:00");
      json.number("timestamp", time_ns / 1000);
      json.text("timestamp_desc", description);
      members(json);
      if (is_cut_) json.truth("cut", true);
    });
  }

  void text(JsonWriter& json, std::string_view key, std::string_view value) {
    const std::string_view shown = cut_to(value, kTextMax);
    is_cut_ = is_cut_ || shown.size() < value.size();
    json.text(key, shown);
  }

  void endpoint(JsonWriter& json, std::string_view ip, std::string_view port, const Endpoint& endpoint) {
    if (endpoint.ip.empty()) return;
    json.text(ip, endpoint.ip);
    json.number(port, endpoint.port);
  }

  void about(const Facts& facts, JsonWriter& json) {
    const Context& context = facts.event->context;
    json.text("event_name", facts.event->spec->name);
    text(json, "hostname", host_.empty() ? context.uts : std::string_view(host_));
    json.number("pid", context.host_pid);
    json.number("ppid", context.host_ppid);
    json.number("uid", context.uid);
    text(json, "process_name", context.comm);
    text(json, "executable", facts.executable);
    json.text("process_entity_id", facts.entity);
    json.text("parent_entity_id", facts.parent_entity);
    text(json, "parent_executable", facts.parent_executable);
    if (facts.arguments) text(json, "command_line", command_line_of(*facts.arguments));
    text(json, "container_id", facts.container);
    text(json, "file_path", facts.file_path);
    text(json, "file_target", facts.file_target);
    text(json, "link_target", facts.link_target);
    text(json, "link_source", facts.link_source);
    text(json, "sha256", facts.sha256);
    endpoint(json, "src_ip", "src_port", facts.source);
    endpoint(json, "dst_ip", "dst_port", facts.destination);
    if (has_result(context) && facts.event->spec->is_syscall) json.number("return_value", context.retval);
  }

  // As many as there is room for.
  void arguments(const Event& event, const std::string& out, JsonWriter& json) {
    for (const ShownArgument& one : shown_arguments(event)) {
      const std::string_view shown = cut_to(one.text, kTextMax);
      is_cut_ = is_cut_ || shown.size() < one.text.size();
      if (out.size() - begin_ + escaped_size(shown) + one.name.size() + kReserve > kLineMax) {
        is_cut_ = true;
        continue;
      }
      json.text("arg_" + std::string(one.name), shown);
    }
  }

  FactFinder finder_;
  std::string host_;
  std::size_t begin_ = 0;  // of the line
  bool is_cut_ = false;
};

}  // namespace

std::unique_ptr<Exporter> make_timesketch_exporter() {
  return std::make_unique<TimesketchExporter>();
}

}  // namespace trace
