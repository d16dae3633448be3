// SPDX-License-Identifier: Apache-2.0
// Names of users, from /etc/passwd of this machine. It is read when this is made, before the sandbox closes.
//
// A number means nothing on another machine, or in a container: only events whose host name is this machine's get names,
// and the superuser everywhere. What a directory service knows is not looked up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/event/context.h"

namespace trace {

class UserNames {
 public:
  UserNames();
  // Of this host, with lines of passwd(5).
  UserNames(std::string host, std::string_view passwd);

  // Empty if there is none.
  std::string_view name_of(std::uint32_t uid, const Context& context) const;

 private:
  std::string host_;  // as events have it: its first 15 bytes
  std::unordered_map<std::uint32_t, std::string> names_;
};

}  // namespace trace
