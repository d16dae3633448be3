// SPDX-License-Identifier: Apache-2.0
// Names of users, from /etc/passwd of this machine. It is read when this is made, before the sandbox closes. Once it has changed there
// are no names any more, since a number may be somebody else's by now.
//
// A number means nothing on another machine, or in a container: only events whose host name is this machine's get names,
// and the superuser everywhere. What a directory service knows is not looked up.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/unique_fd.h"
#include "common/event/context.h"

namespace trace {

class UserNames {
 public:
  UserNames();
  // Of this host, with lines of passwd(5), which stay as they are.
  UserNames(std::string host, std::string_view passwd);
  // Of this host, from a file as passwd(5).
  UserNames(std::string host, const std::string& folder, const std::string& file);

  // Empty if there is none.
  std::string_view name_of(std::uint32_t uid, const Context& context) const;

 private:
  void read(std::string_view passwd);
  bool has_changed() const;

  std::string host_;  // as events have it: its first 15 bytes
  std::unordered_map<std::uint32_t, std::string> names_;
  UniqueFd changes_;  // inotify(7), of the folder: the file is changed by putting another in its place
  std::string file_;
  mutable bool has_changed_ = false;
};

}  // namespace trace
