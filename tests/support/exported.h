// SPDX-License-Identifier: Apache-2.0
// What an exporter makes of an event.
#pragma once

#include <string>
#include <string_view>

#include "common/event/record.h"
#include "rules/convert/exporter.h"
#include "tests/support/told_process.h"

namespace trace {

// By process 30, a child of 20, on machine box1.
inline OwnedEvent told_event(std::string_view name, std::initializer_list<std::pair<std::string_view, Value>> arguments,
                             std::string_view comm = "sh") {
  OwnedEvent made = Told{30, 20, "3f4be7"}.does(name, 1'234'567'891);
  for (const auto& [argument, value] : arguments) {
    if (!made.set(argument, value)) FAIL(name << " has no " << argument);
  }
  made.event.context.comm = made.keep(std::string(comm));
  made.event.context.seq = 5;
  made.event.context.uid = 33;
  return made;
}

inline std::string exported(ExportFormat format, const Event& event) {
  const auto exporter = make_exporter(format);
  std::string out;
  StreamInfo head{kToldBootTime, 2, "box1", "6.12.0"};
  exporter->begin(head, out);
  const std::size_t begin = out.size();
  exporter->event(event, out);
  return out.substr(begin);
}

inline std::string exported_loss(ExportFormat format) {
  const auto exporter = make_exporter(format);
  std::string out;
  exporter->begin({kToldBootTime, 2, "box1", "6.12.0"}, out);
  wire_loss loss{};
  loss.id = find_event("openat")->id;
  loss.count = 3;
  loss.last_time_ns = kToldBootTime + 5'000'000'000;
  exporter->loss({loss}, out);
  return out;
}

inline std::string exported_detection(ExportFormat format) {
  const Metadata rule{"TRC-7",
                      "a_rule",
                      "1",
                      "Something found",
                      "What it means.",
                      {},
                      Severity::high,
                      {{"persistence", "Cron", "", "", "T1053.003"}}};
  const Finding finding;
  const OwnedEvent made = told_event("ptrace", {{"pid", std::int64_t{99}}});
  const auto exporter = make_exporter(format);
  std::string out;
  exporter->begin({kToldBootTime, 2, "box1", "6.12.0"}, out);
  exporter->detection({rule, finding, made.event}, out);
  return out;
}

inline std::string socket_address(std::string_view address, std::string_view port) {
  return *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_INET"}, {"sin_addr", address}, {"sin_port", port}});
}

inline std::string local_address(std::string_view path) {
  return *record_bytes(WIRE_SOCKADDR, {{"sa_family", "AF_UNIX"}, {"sun_path", path}});
}

inline bool has_text(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace trace
