// SPDX-License-Identifier: Apache-2.0
// An incident that is made up for tests of reports: processes do things, and detections are of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "common/event/owned_event.h"
#include "common/event/record.h"
#include "rules/report/page/page.h"
#include "rules/report/page/sections.h"

namespace trace {

inline constexpr std::uint64_t kIncidentNs = 1'732'402'800'000'000'000;  // 2024-11-23 23:00:00

struct Incident {
  struct Who {
    std::uint32_t pid = 0;
    std::uint32_t ppid = 0;
    std::string comm = "sh";
    std::string container = {};
  };
  struct Argument {
    std::string_view name;
    Value value;
  };

  // The event of that name by that process, a millisecond after the last.
  OwnedEvent event(std::string_view name, const Who& who, std::initializer_list<Argument> arguments = {}) {
    OwnedEvent made(*find_event(name));
    for (const Argument& one : arguments) {
      if (!made.set(one.name, one.value)) FAIL(name << " has no " << one.name);
    }
    Context& context = made.event.context;
    context.time_ns = now_ns += 1'000'000;
    context.host_pid = context.host_tid = context.pid = context.tid = who.pid;
    context.host_ppid = context.ppid = who.ppid;
    context.process_entity = who.pid;
    context.parent_entity = who.ppid;
    context.comm = made.keep(who.comm);
    context.uts = made.keep(host);
    context.container_id = made.keep(who.container);
    context.login_uid = 0xffffffff;
    return made;
  }
  void happens(std::string_view name, const Who& who, std::initializer_list<Argument> arguments = {}) {
    const OwnedEvent made = event(name, who, arguments);
    gatherer.take(EventItem{&made.event});
  }
  void executes(const Who& who, std::string_view path, std::string_view argv = {}) {
    happens("sched_process_exec", who, {{"pathname", path}, {"argv", StringList(argv)}});
  }
  void writes(const Who& who, std::string_view path) {
    happens("security_file_open", who,
            {{"pathname", path}, {"flags", std::int64_t{0x241}}});  // O_WRONLY|O_CREAT|O_TRUNC
  }
  // The process does it, and it is suspicious.
  void is_caught(const Who& who, const Metadata& rule, std::string_view path = "/etc/cron.d/x") {
    const OwnedEvent made = event("security_file_open", who, {{"pathname", path}, {"flags", std::int64_t{0x241}}});
    gatherer.take(EventItem{&made.event});
    CHECK(gatherer.detection({rule, finding, made.event}));
  }

  PageData data() { return {gatherer, tally, gatherer.recordings(), 27, blind}; }
  std::string page() { return report_page(data(), content_policy()); }

  std::string host = "box1";
  std::uint64_t now_ns = kIncidentNs;
  Gatherer gatherer;
  Tally tally;
  std::vector<BlindSignature> blind;
  Finding finding;
  Metadata cron{"TRC-1027",
                "scheduled_task_mod",
                "1",
                "Scheduled tasks changed",
                "Somebody changed what runs later.\n",
                {},
                Severity::medium,
                {{"persistence", "Cron", "", "", "T1053.003"}}};
  Metadata memory{"TRC-105",
                  "fileless_execution",
                  "1",
                  "Program run from memory",
                  "",
                  {},
                  Severity::high,
                  {{"defense-evasion", "Reflective Code Loading", "", "", "T1620"}}};
};

// What one section writes.
inline std::string text_of(void (*section)(Html&, const PageData&, const ShownTree&), Incident& incident) {
  std::string out;
  Html html(out);
  const PageData data = incident.data();
  section(html, data, shown_processes(data.gathered.processes()));
  return out;
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++count;
  return count;
}
inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace trace
