// SPDX-License-Identifier: Apache-2.0
#include "rules/output/user_names.h"

#include <sys/inotify.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <iterator>

#include "common/base/text.h"

namespace trace {
namespace {

std::string host_name() {
  utsname names{};
  return ::uname(&names) == 0 ? std::string(names.nodename).substr(0, WIRE_NAME_SIZE - 1) : std::string();
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::uint32_t kChanges = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

UniqueFd changes_in(const std::string& folder) {
  UniqueFd changes(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (changes) ::inotify_add_watch(changes.get(), folder.c_str(), kChanges);
  return changes;
}

}  // namespace

UserNames::UserNames() : UserNames(host_name(), "/etc", "passwd") {}

UserNames::UserNames(std::string host, const std::string& folder, const std::string& file) : host_(std::move(host)) {
  changes_ = changes_in(folder);
  file_ = file;
  read(content_of(folder + '/' + file));
}

UserNames::UserNames(std::string host, std::string_view passwd) : host_(std::move(host)) {
  read(passwd);
}

void UserNames::read(std::string_view passwd) {
  for_each_part(passwd, '\n', [&](std::string_view line) {
    const std::vector<std::string_view> fields = parts_of(line, ':');
    if (fields.size() < 3 || fields[0].empty()) return;
    std::uint32_t uid = 0;
    const char* const end = fields[2].data() + fields[2].size();
    const auto parsed = std::from_chars(fields[2].data(), end, uid);
    if (parsed.ec == std::errc() && parsed.ptr == end) names_.emplace(uid, fields[0]);
  });
}

// Whether a change of the file has been told; other files of the folder change, too.
bool UserNames::has_changed() const {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  for (ssize_t size = 1; !has_changed_ && changes_ && size > 0;) {
    size = ::read(changes_.get(), buffer.data(), buffer.size());
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
      has_changed_ |= (event->mask & IN_Q_OVERFLOW) != 0 || (event->len != 0 && file_ == event->name);
      at += static_cast<ssize_t>(sizeof(*event) + event->len);
    }
  }
  return has_changed_;
}

std::string_view UserNames::name_of(std::uint32_t uid, const Context& context) const {
  if (uid == 0) return "root";
  if (!context.container_id.empty() || (context.flags & WIRE_FLAG_CONTAINER) != 0 || context.uts != host_) return {};
  const auto found = names_.find(uid);
  return found == names_.end() || has_changed() ? std::string_view() : std::string_view(found->second);
}

}  // namespace trace
