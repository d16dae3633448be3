// SPDX-License-Identifier: Apache-2.0
#include "rules/output/user_names.h"

#include <sys/utsname.h>

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

std::string content_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

UserNames::UserNames() : UserNames(host_name(), content_of("/etc/passwd")) {}

UserNames::UserNames(std::string host, std::string_view passwd) : host_(std::move(host)) {
  for_each_part(passwd, '\n', [&](std::string_view line) {
    const std::vector<std::string_view> fields = parts_of(line, ':');
    if (fields.size() < 3 || fields[0].empty()) return;
    std::uint32_t uid = 0;
    const char* const end = fields[2].data() + fields[2].size();
    const auto parsed = std::from_chars(fields[2].data(), end, uid);
    if (parsed.ec == std::errc() && parsed.ptr == end) names_.emplace(uid, fields[0]);
  });
}

std::string_view UserNames::name_of(std::uint32_t uid, const Context& context) const {
  if (uid == 0) return "root";
  if (!context.container_id.empty() || (context.flags & WIRE_FLAG_CONTAINER) != 0 || context.uts != host_) return {};
  const auto found = names_.find(uid);
  return found == names_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace trace
