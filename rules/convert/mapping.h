// SPDX-License-Identifier: Apache-2.0
// mappings.def and classes.def as tables: what an event is called in other schemas, and what its arguments are.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"

namespace trace {

enum class OcsfClass : std::uint8_t {
#define CLASS(id, number, category, name, category_name, needs, host) id,
#include "rules/convert/classes.def"
};

enum class OcsfNeed : std::uint8_t { nothing, file, process, address };
enum class OcsfHost : std::uint8_t { none, own, profile };

struct OcsfClassSpec {
  std::uint32_t number = 0;
  std::uint32_t category = 0;
  std::string_view name;
  std::string_view category_name;
  OcsfNeed needs = OcsfNeed::nothing;
  OcsfHost host = OcsfHost::none;
};
const OcsfClassSpec& spec_of(OcsfClass id);

// What an argument is.
enum class Role : std::uint8_t {
  file_path,
  file_target,  // where a file goes to
  link_target,  // what a symbolic link leads to
  link_source,  // another name of the same file
  inode,
  size,
  sha256,
  executable,  // of the process, from now on
  command_line,
  exit_code,
  ending_signal,  // 0: none
  ends_process,   // and not only one of its threads
  target_pid,     // another process that it is done to
  child_pid,      // a process that comes of this one
  module_name,
  container,
  source,  // an address of this machine
  destination,
  caller,    // the address of who connects to this machine
  callee,    // the address to which this machine connects, or sends
  listener,  // the address of this machine that others connect to
};

struct RoleSpec {
  std::size_t argument = 0;  // its ordinal
  Role role{};
};

struct Mapping {
  std::string_view category;
  std::string_view types;  // separated by commas
  std::string_view action;
  OcsfClass ocsf = OcsfClass::none;
  std::uint32_t activity = 0;
  std::string_view description;
  std::vector<RoleSpec> roles;
};

// A row or a family of mappings.def, or what every event has.
const Mapping& mapping_of(const EventSpec& event);

// Names in mappings.def that the catalog does not have, for its test.
std::vector<std::string_view> unknown_names();

}  // namespace trace
