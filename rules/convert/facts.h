// SPDX-License-Identifier: Apache-2.0
// What a schema asks of an event, whatever the schema: who, what was done to which file or peer, how it ended. The exporters
// say it in the words of theirs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/event/event.h"
#include "common/state/processes.h"
#include "rules/convert/mapping.h"

namespace trace {

struct Endpoint {
  std::string ip;
  std::uint64_t port = 0;
  std::string path;  // of a local socket
  bool is_known() const { return !ip.empty() || !path.empty(); }
  bool is_v6() const { return ip.find(':') != std::string::npos; }
};

// From the host's point of view.
enum class Direction : std::uint8_t { unknown, ingress, egress };

// Texts are as the process wrote them, unless it says otherwise. Valid as long as the event is.
struct Facts {
  const Event* event = nullptr;
  const Mapping* mapping = nullptr;
  std::string
      entity;  // of the process: its number, and a hash of that and its start, so no other one has it on that host
  std::string parent_entity;
  std::string_view executable;
  std::string_view parent_executable;
  std::string_view parent_name;
  std::optional<StringList> arguments;    // of the command line
  std::optional<std::int64_t> exit_code;  // as a shell has it: 128 and more after a signal
  bool is_of_thread = false;              // one that began or ended, in a process that goes on
  std::optional<std::int64_t> target_pid;
  std::optional<std::int64_t> child_pid;
  std::string_view container;
  bool has_process = true;  // it is somebody's
  std::string_view file_path;
  std::string_view file_target;
  std::string_view link_target;
  std::string_view link_source;
  std::optional<std::uint64_t> inode;
  std::optional<std::uint64_t> size;
  std::string_view sha256;
  std::string_view module_name;
  Endpoint source;
  Endpoint destination;
  Direction direction = Direction::unknown;
  std::optional<bool> succeeded;  // none: it is not known, or not decided
  std::string summary;            // one line, printable
};

// Learns of the event's processes.
class FactFinder {
 public:
  Facts facts_of(const Event& event);
  // Of a loss whose time is not known, that of the last event.
  std::uint64_t time_of(const wire_loss& loss) const { return loss.last_time_ns == 0 ? last_ns_ : loss.last_time_ns; }

 private:
  std::uint64_t last_ns_ = 0;
  Processes processes_;
};

// The command line as one text, as a shell takes it; printable.
std::string command_line_of(const StringList& arguments);

// "pathname=/etc/passwd" as name and text, of each argument that the event has; environments, which are secrets, are not shown. Printable.
struct ShownArgument {
  std::string_view name;
  std::string text;
};
std::vector<ShownArgument> shown_arguments(const Event& event);

// The technique of ATT&CK that one is a part of: "T1059" of "T1059.004"; else itself.
std::string_view whole_technique(std::string_view id);

// Of losses, which are no events: "the collector lost 3 openat".
std::string summary_of_loss(const wire_loss& loss);

}  // namespace trace
