// SPDX-License-Identifier: Apache-2.0
#include "collector/show/doctor_report.h"

#include <sstream>

#include <catch2/catch.hpp>

namespace trace {
namespace {

// security_file_open can be had by lsm, fentry and kprobe in full, and by sys_exit with gaps.
const EventSpec& file_open() {
  return *find_event("security_file_open");
}

const ProviderSpec& way(const EventSpec& event, ProviderKind kind) {
  for (const ProviderSpec& provider : event.providers) {
    if (provider.kind == kind) return provider;
  }
  FAIL("no such provider");
  throw 0;
}

ExaminedEvent taken(const EventSpec& event, ProviderKind kind) {
  return {{&event, &way(event, kind), {}}, {}};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string last_line(std::string text) {
  text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace

TEST_CASE("the last line of --doctor counts what is seen in full, with gaps and not at all") {
  Examination found;
  found.events = {taken(file_open(), ProviderKind::lsm),
                  taken(file_open(), ProviderKind::sys_exit),
                  {{&file_open(), nullptr, {}}, {}}};
  found.syscalls = 2;
  CHECK(last_line(report(found)) == "In sum: 1 of 3 events in full, 1 with gaps, 1 not at all; 2 of 2 system calls");
}

TEST_CASE("--doctor speaks of as many system calls as were asked for") {
  Examination found;
  found.events = {taken(file_open(), ProviderKind::lsm)};
  CHECK_FALSE(has(report(found), "0 system call"));
  CHECK(last_line(report(found)) == "In sum: 1 of 1 events in full, 0 with gaps, 0 not at all");
  found.events.clear();
  found.syscalls = 1;
  CHECK(has(report(found), "\n1 system call  "));
  CHECK_FALSE(has(report(found), "1 system calls  "));
  CHECK(last_line(report(found)) == "In sum: 1 of 1 system calls");
}

TEST_CASE("--doctor names a reason once, however many events it stands against") {
  Examination found;
  for (int i = 0; i < 2; ++i) {
    ExaminedEvent event = taken(file_open(), ProviderKind::sys_exit);
    event.planned.refusals = {{&way(file_open(), ProviderKind::lsm), "no lsm here"},
                              {&way(file_open(), ProviderKind::fentry), "EPERM"}};
    found.events.push_back(std::move(event));
  }
  const std::string text = report(found);
  CHECK(has(text, "not by: lsm [1], fentry [2]\n"));
  CHECK(has(text, "[1] no lsm here\n  [2] EPERM\n"));
  CHECK(text.find("no lsm here") == text.rfind("no lsm here"));
}

TEST_CASE("--doctor says what the way taken does not see") {
  Examination found;
  found.events = {taken(file_open(), ProviderKind::sys_exit)};
  CHECK(has(report(found), "with gaps   sys_exit (open openat"));
  CHECK(has(report(found), "not seen: opens that failed after the check"));
}

TEST_CASE("where nothing may be loaded --doctor says what could be had at best and at worst") {
  Examination found;
  found.load_refusal = "it needs CAP_BPF (run it as root)";
  ExaminedEvent open = taken(file_open(), ProviderKind::fentry);
  open.otherwise = {&way(file_open(), ProviderKind::kprobe), &way(file_open(), ProviderKind::sys_exit)};
  ExaminedEvent exec = taken(*find_event("sched_process_exec"), ProviderKind::tp_btf);
  ExaminedEvent refusable = taken(file_open(), ProviderKind::fentry);
  found.events = {open, exec, refusable};
  found.syscalls = 446;
  const std::string text = report(found);
  CHECK(has(text, "not permitted: it needs CAP_BPF (run it as root)"));
  CHECK(has(text, "or else: sys_exit (open openat"));
  CHECK(has(text, "at best:  3 of 3 events in full, 0 with gaps, 0 not at all; 446 of 446 system calls\n"));
  CHECK(has(text, "at worst: 1 of 3 events in full, 1 with gaps, 1 not at all\n"));
}

TEST_CASE("--doctor says how each kind would be captured, what is missed, and why") {
  Examination found;
  found.captures = {{"exec", "fanotify", "", ""}, {"net", "cgroup_skb", "what is sent", "it is refused", "egress"}};
  found.captures.push_back({"read", "", "", "no BPF", "bpf", false});
  const std::string text = report(found);
  CHECK(has(text, "exec                      in full     fanotify\n"));
  CHECK(has(text, "net                       with gaps   cgroup_skb\n"));
  CHECK(has(text, "not seen: what is sent\n"));
  CHECK(has(text, "not by: egress [1]\n"));
  CHECK(has(text, "read                      NOT AT ALL"));
  CHECK(has(text, "not by: bpf [2]\n"));
}

TEST_CASE("what --doctor prints fits a terminal of 100 columns") {
  Examination found;
  found.load_refusal = std::string(50, 'x').append(1, ' ').append(70, 'y');
  for (const EventSpec& event : events()) {
    if (event.providers.empty()) continue;
    ExaminedEvent examined{{&event, &event.providers.back(), {}}, {}};
    for (const ProviderSpec& provider : event.providers) examined.otherwise.push_back(&provider);
    found.events.push_back(std::move(examined));
  }
  found.syscalls = 446;
  std::istringstream text(report(found));
  for (std::string line; std::getline(text, line);) {
    INFO(line);
    CHECK(line.size() <= 100);
  }
}

}  // namespace trace
