// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/manifest_check.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "common/artifact/manifest.h"
#include "common/artifact/sha256.h"
#include "common/base/hex.h"
#include "common/base/text.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

constexpr std::string_view kBegin = "{\"n\":";
// What a name takes besides its letters, in a tree and where else it stands: measured, with glibc.
constexpr std::size_t kName = 128;
constexpr const char* kTooLong = "a line that is longer than a line can be";
constexpr std::size_t kHashDigits = 64;

using Links = std::map<std::string, ListedObject>;

class ManifestCheck {
 public:
  ManifestCheck(Input input, KeyCheck& keys, std::size_t room) : input_(std::move(input)), keys_(keys), room_(room) {}

  Result<CheckedManifest> run() {
    while (true) {
      TRY_ASSIGN(const std::size_t size, next_line());
      if (size == 0) break;
      if (size - 1 > kManifestLineMax) altered(kTooLong);
      take(std::string(input_.data().substr(0, size - 1)));
      input_.consume(size);
      if (taken_ > room_) return too_many_names();
    }
    found_.torn_bytes = input_.data().size();
    if (found_.torn_bytes > kManifestLineMax) altered(kTooLong);
    end_run();
    found_.has_end = has_ended_ && found_.torn_bytes == 0;
    if (!found_.alterations.empty()) {
      found_.integrity = Integrity::altered;
    } else if (found_.has_end && !(keys_.asks() && found_.unsealed_lines != 0)) {
      found_.integrity = Integrity::whole;
    }
    return std::move(found_);
  }

 private:
  // Bytes of the next line, its end included; 0: there is none.
  Result<std::size_t> next_line() {
    std::size_t searched = 0;
    while (true) {
      const std::size_t end = input_.data().find('\n', searched);
      if (end != std::string_view::npos) return end + 1;
      searched = input_.data().size();
      if (searched > kManifestLineMax) return std::size_t{0};
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return std::size_t{0};
    }
  }

  void altered(std::string what) {
    const std::uint64_t at = input_.position();
    what = "line " + std::to_string(found_.lines) + ": " + what;
    found_.alterations.add(Alteration{std::move(what), at, at, found_.lines, found_.last_ns, 0});
  }

  void take(const std::string& line) {
    ++found_.lines;
    hash_.add(line);
    hash_.add("\n");
    simdjson::dom::element fields;
    if (parser_.parse(line).get(fields) != simdjson::SUCCESS || !fields.is_object()) {
      altered("it is no object of JSON");
    } else {
      check_chain(fields);
      read(fields);
    }
    previous_ = sha256_of(line);
  }

  void check_chain(simdjson::dom::element fields) {
    const std::uint64_t number = number_of(fields, "n");
    if (text_of(fields, "prev") != previous_) {
      altered("it does not follow the line before, or that was changed");
    } else if (number != found_.lines) {
      altered("it has the number " + std::to_string(number));
    } else {
      found_.last_ns = number_of(fields, "time");
    }
  }

  Error too_many_names() const {
    return {Code::invalid, "line " + std::to_string(found_.lines) + " of the manifest: up to here it names more than " +
                               std::to_string(room_ >> 20) + " MiB are enough for"};
  }

  // What the keeper says of itself.
  void read_own(simdjson::dom::element fields) {
    const std::string_view result = text_of(fields, "result");
    if (result == "begin") {
      if (run_begin_ != 0) end_run();
      run_begin_ = found_.lines;
      run_seals_ = 0;
    }
    if (result == "sealed") {
      check_seal(text_of(fields, "seal"));
    } else {
      has_ended_ = result == "end";
    }
    if (has_ended_) {
      std::string hash;
      for (const std::uint8_t byte : hash_.so_far()) append_hex(hash, byte);
      take_room(found_.ends.emplace(std::move(hash), found_.lines).second, kHashDigits);
    }
    const std::string object(text_of(fields, "object"));
    if (result == "removed") return remove(object);
    if (!object.empty()) take_room(found_.leftovers.insert(object).second, object.size());
  }

  // Something of so many letters is kept, unless it was before.
  void take_room(bool is_new, std::size_t letters) {
    if (is_new) taken_ += kName + letters;
  }

  // To make room: it may be captured again.
  void remove(const std::string& object) {
    const auto found = found_.objects.find(object);
    if (found == found_.objects.end()) return;
    const auto [first, end] = links_to_.equal_range(found->second.sha256);
    for (auto link = first; link != end; ++link) {
      taken_ -= room_of(link->second->first, link->second->second);
      found_.links.erase(link->second);
    }
    links_to_.erase(first, end);
    taken_ -= room_of(object, found->second);
    found_.objects.erase(found);
    take_room(found_.removed_objects.insert(object).second, object.size());
    ++found_.removed;
  }

  // By a key every run has to be signed, from its first line on.
  void end_run() {
    if (!keys_.asks() || run_seals_ != 0) return;
    altered(run_begin_ == 0 ? "there is no line before that begins a run"
                            : "the run that begins with line " + std::to_string(run_begin_) + " is not signed");
  }

  void check_seal(std::string_view digits) {
    wire_seal seal{};
    ++found_.seals;
    ++run_seals_;
    found_.unsealed_lines = 0;
    std::array<std::uint8_t, sizeof(seal)> bytes{};
    if (!read_hex(digits, bytes)) return altered("its seal is none");
    std::memcpy(&seal, bytes.data(), sizeof(seal));
    std::string content;
    for (const std::uint8_t byte : seal.content) append_hex(content, byte);
    if (!is_sound(seal) || content != previous_) return altered("its seal is not of the lines before");
    if (const std::string wrong = keys_.wrong_with(seal); !wrong.empty()) altered("its seal: " + wrong);
  }

  void read(simdjson::dom::element fields) {
    const std::string object(text_of(fields, "object"));
    ++found_.unsealed_lines;
    if (text_of(fields, "kind") == "keeper") return read_own(fields);
    has_ended_ = false;
    if (object.empty()) return;
    const ListedObject listed{std::string(text_of(fields, "sha256")), number_of(fields, "size"), found_.lines};
    if (found_.objects.emplace(object, listed).second) taken_ += room_of(object, listed);
    if (found_.removed_objects.erase(object) != 0) taken_ -= kName + object.size();
    if (const std::string name(text_of(fields, "name")); !name.empty()) {
      const auto [link, is_new] = found_.links.emplace(name, listed);
      if (!is_new) return;
      links_to_.emplace(listed.sha256, link);
      taken_ += room_of(name, listed);
    }
  }

  // Of a link its hash is kept twice.
  static std::size_t room_of(const std::string& path, const ListedObject& listed) {
    return 2 * kName + path.size() + 2 * listed.sha256.size();
  }

  static std::string_view text_of(simdjson::dom::element fields, std::string_view key) {
    std::string_view text;
    return fields.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view();
  }
  static std::uint64_t number_of(simdjson::dom::element fields, std::string_view key) {
    std::uint64_t number = 0;
    return fields.at_key(key).get(number) == simdjson::SUCCESS ? number : 0;
  }

  Input input_;
  simdjson::dom::parser parser_;
  Sha256 hash_;  // of all lines
  CheckedManifest found_;
  std::string previous_ = std::string(64, '0');
  bool has_ended_ = false;
  KeyCheck& keys_;
  std::uint64_t run_begin_ = 0;  // its line; 0: there was none yet
  std::uint64_t run_seals_ = 0;
  std::multimap<std::string, Links::iterator> links_to_;  // by the hash of the object
  std::size_t taken_ = 0;                                 // of room_
  std::size_t room_;
};

}  // namespace

Result<CheckedManifest> check_manifest(Input input, KeyCheck& keys, std::size_t room) {
  return ManifestCheck(std::move(input), keys, room).run();
}

std::string text_of_seals(const CheckedManifest& manifest) {
  if (manifest.seals == 0) return {};
  const std::string text = counted(manifest.seals, "seal");
  if (manifest.unsealed_lines == 0) return text;
  return text + "; the last " + counted(manifest.unsealed_lines, "line is", "lines are") + " not sealed";
}

bool is_manifest(std::string_view data) {
  return data.starts_with(kBegin);
}

}  // namespace trace
