// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/packet_programs.h"

#include <algorithm>
#include <array>

#include "common/base/text.h"

namespace trace {
namespace {

struct PacketProgram {
  std::string_view name;
  std::string_view unseen;  // without it
  bool at_syscall = false;
};

constexpr std::string_view kHandedOn =
    "who uses a socket of another process by write(2), read(2) or io_uring, until it does so by a call for sockets";

constexpr auto kPackets = std::to_array<PacketProgram>({
    {"packets__egress", "what is sent"},
    {"packets__ingress", "what is received"},
});
constexpr auto kOwners = std::to_array<PacketProgram>({
    {"socket_owner__create", "whose the sockets are that are made by io_uring"},
    {"socket_owner__release", "whose the last packets are of a socket that is closed"},
    {"socket_owner__connect4", ""},
    {"socket_owner__connect6", ""},
    {"socket_owner__sendmsg4", ""},
    {"socket_owner__sendmsg6", ""},
    {"socket_owner__used", "that a connection was accepted, or a socket handed on, by another process", true},
    {"socket_owner__sent", kHandedOn},
    {"socket_owner__received", kHandedOn},
    {kSocketIterator, "whose the sockets are that were there before"},
});

std::string name_of(const PacketProgram& program, std::string_view ending) {
  return std::string(program.name).append(program.at_syscall ? ending : "");
}

// Not the name that the catalog gives to an event, so the ending does not matter.
const std::string* refusal_of(const PacketProgram& program, const Refused& refused) {
  const auto found = refused.lower_bound(std::string(program.name));
  return found != refused.end() && found->first.starts_with(program.name) ? &found->second : nullptr;
}

}  // namespace

std::vector<std::string> packet_programs(std::string_view ending) {
  std::vector<std::string> programs;
  for (const PacketProgram& program : kOwners) {
    if (program.name != kSocketIterator) programs.push_back(name_of(program, ending));
  }
  for (const PacketProgram& program : kPackets) programs.push_back(name_of(program, ending));
  programs.emplace_back(kSocketIterator);
  return programs;
}

PacketCoverage packet_coverage(const Refused& refused) {
  PacketCoverage coverage;
  std::size_t directions = kPackets.size();
  const auto look = [&](const PacketProgram& program) {
    const std::string* const why = refusal_of(program, refused);
    if (why == nullptr) return false;
    const bool is_told = std::ranges::find(coverage.unseen, program.unseen) != coverage.unseen.end();
    if (!program.unseen.empty() && !is_told) coverage.unseen.emplace_back(program.unseen);
    if (coverage.refusal.empty()) coverage.refusal = name_of(program, "") + ": " + *why;
    return true;
  };
  for (const PacketProgram& program : kPackets) {
    if (look(program)) --directions;
  }
  for (const PacketProgram& program : kOwners) look(program);
  coverage.any = directions != 0;
  coverage.by = "cgroup_skb at the root of cgroup2";
  return coverage;
}

}  // namespace trace
