// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/artifact_table.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

#include "common/artifact/manifest.h"
#include "common/artifact/sha256.h"
#include "common/base/text.h"
#include "common/codec/json/text.h"
#include "rules/report/model/kept_text.h"

namespace trace {
namespace {

std::string_view text(const Event& event, std::size_t ordinal) {
  const auto* value = std::get_if<std::string_view>(&event.args.at(ordinal).value);
  return value == nullptr ? std::string_view() : *value;
}

unsigned digit(char c) {
  return static_cast<unsigned>(is_digit(c) ? c - '0' : lower(c) - 'a' + 10);
}

// Members of a line. What is not there, or is of another type, is empty or 0.
class Line {
 public:
  using Object = std::optional<simdjson::dom::object>;
  explicit Line(Object object) : object_(object) {}

  // Of a text that is not UTF-8 its bytes, which stand beside it.
  std::string text(const std::string& key) const {
    const std::string_view hex = raw(key + "_hex");
    if (hex.size() % 2 != 0 || !std::all_of(hex.begin(), hex.end(), is_hex_digit) || hex.empty()) {
      return kept(raw(key));
    }
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
    return kept(bytes);
  }
  std::uint64_t number(std::string_view key) const {
    std::uint64_t value = 0;
    return object_ && (*object_)[key].get(value) == simdjson::SUCCESS ? value : 0;
  }
  std::string_view raw(std::string_view key) const {
    std::string_view value;
    return object_ && (*object_)[key].get(value) == simdjson::SUCCESS ? value : std::string_view();
  }
  Line inside(std::string_view key) const {
    simdjson::dom::object inner;
    return object_ && (*object_)[key].get(inner) == simdjson::SUCCESS ? Line(inner) : Line({});
  }

 private:
  Object object_;
};

ArtifactRow row_from(const Line& line) {
  ArtifactRow made;
  made.kind = line.text("kind");
  made.role = line.text("role");
  made.result = line.text("result");
  made.reason = line.text("reason");
  made.path = line.text("path");
  made.sha256 = line.text("sha256");
  made.size = line.number("size");
  made.address = line.text("address");
  made.first_ns = line.number("time");
  return made;
}

}  // namespace

void ArtifactTable::take(const Event& event, ProcessId process) {
  ArtifactRow made;
  made.kind = kept(text(event, WIRE_ORDINAL(artifact, kind)));
  made.role = kept(text(event, WIRE_ORDINAL(artifact, role)));
  made.result = kept(text(event, WIRE_ORDINAL(artifact, result)));
  made.reason = kept(text(event, WIRE_ORDINAL(artifact, reason)));
  made.path = kept(text(event, WIRE_ORDINAL(artifact, pathname)));
  made.sha256 = kept(text(event, WIRE_ORDINAL(artifact, sha256)));
  if (const auto* size = std::get_if<std::uint64_t>(&event.args.at(WIRE_ORDINAL(artifact, size)).value)) {
    made.size = *size;
  }
  if (const auto* address = std::get_if<Address>(&event.args.at(WIRE_ORDINAL(artifact, address)).value)) {
    made.address = "0x";
    append_hex_integer(made.address, address->value);
  }
  made.first_ns = event.context.time_ns;
  made.comm = std::string(event.context.comm);
  made.pid = event.context.host_pid;
  if (ArtifactRow* const row = row_of(std::move(made))) {
    ++row->events;
    row->process = process;
  }
}

ArtifactRow* ArtifactTable::row_of(ArtifactRow&& made) {
  Key key(made.path + made.address, made.sha256, made.kind + made.role, made.result, made.reason, made.pid);
  const auto found = rows_.find(key);
  if (found != rows_.end()) return &found->second;
  if (rows_.size() == kMax) {
    ++left_out_;
    return nullptr;
  }
  return &rows_.emplace(std::move(key), std::move(made)).first->second;
}

Status ArtifactTable::read_manifest(ByteSource& source) {
  manifest_.is_read = true;
  manifest_.head = std::string(64, '0');
  std::string held;
  std::array<char, 64 * 1024> buffer;
  const Error too_long{Code::corrupt, "a line of the manifest is longer than a line can be"};
  while (true) {
    TRY_ASSIGN(const std::size_t size, source.read(buffer));
    if (size == 0) break;
    held.append(buffer.data(), size);
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = held.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (end - begin > kManifestLineMax) return too_long;
      take_line(std::string_view(held).substr(begin, end - begin));
    }
    held.erase(0, begin);
    if (held.size() > kManifestLineMax) return too_long;
  }
  manifest_.torn = held.size();
  return ok();
}

void ArtifactTable::take_line(std::string_view line) {
  ++manifest_.lines;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const bool is_object = parser.parse(line.data(), line.size()).get(object) == simdjson::SUCCESS;
  const Line members(is_object ? Line::Object(object) : std::nullopt);
  const std::string_view before = members.raw("prev");
  if (before != manifest_.head && manifest_.broken_at == 0) manifest_.broken_at = manifest_.lines;
  manifest_.head = sha256_of(line);
  if (!is_object) {
    ++manifest_.malformed;
    return;
  }
  if (members.raw("kind") == "keeper") return;
  ArtifactRow made = row_from(members);
  const Line process = members.inside("process");
  made.comm = process.text("comm");
  made.pid = static_cast<std::uint32_t>(process.number("pid"));
  const std::uint64_t count = std::max<std::uint64_t>(members.number("count"), 1);
  if (ArtifactRow* const row = row_of(std::move(made))) {
    row->lines += count;
    row->first_ns = std::min(row->first_ns, members.number("time"));
  }
}

std::vector<const ArtifactRow*> ArtifactTable::sorted() const {
  std::vector<const ArtifactRow*> out;
  for (const auto& [key, row] : rows_) out.push_back(&row);
  const auto rank_of = [](const ArtifactRow& row) { return row.result == "captured" ? 0 : row.sha256.empty() ? 2 : 1; };
  std::stable_sort(out.begin(), out.end(), [&](const ArtifactRow* a, const ArtifactRow* b) {
    return std::tuple(rank_of(*a), a->first_ns) < std::tuple(rank_of(*b), b->first_ns);
  });
  return out;
}

}  // namespace trace
