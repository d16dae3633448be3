// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/cut_options.h"

#include <array>
#include <charconv>
#include <string_view>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

constexpr auto kSelecting = std::to_array<std::string_view>({"from", "to", "tree", "event", "container"});

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

Status take_moment(const ParsedFlags& flags, std::string_view name, std::optional<Moment>& moment) {
  const std::string* const text = flags.last(name);
  if (text == nullptr) return ok();
  auto parsed = parse_moment(*text);
  if (!parsed) return std::move(parsed).error().in("--" + std::string(name));
  moment = *parsed;
  return ok();
}

Result<TreeRoot> tree_of(const std::string& text) {
  const std::size_t at = text.find('@');
  TreeRoot root;
  const char* const end = text.data() + std::min(at, text.size());
  const auto read = std::from_chars(text.data(), end, root.pid);
  if (read.ec != std::errc() || read.ptr != end || root.pid == 0) {
    return invalid("--tree " + in_quotes(text) + ": it is PID or PID@TIME");
  }
  if (at == std::string::npos) return root;
  auto moment = parse_moment(std::string_view(text).substr(at + 1));
  if (!moment) return std::move(moment).error().in("--tree");
  root.at = *moment;
  return root;
}

// A name, or the beginning of one before a '*'.
Status add_events(std::string_view word, std::bitset<WIRE_SLOT_COUNT>& slots) {
  const bool is_prefix = word.ends_with('*');
  const std::string_view name = is_prefix ? word.substr(0, word.size() - 1) : word;
  std::vector<std::string_view> known;
  bool is_found = false;
  for (const EventSpec& event : events()) {
    known.push_back(event.name);
    if (is_prefix ? !event.name.starts_with(name) : event.name != name) continue;
    slots.set(event.slot);
    is_found = true;
  }
  if (is_found) return ok();
  return invalid("--event: no event " + in_quotes(word) + did_you_mean(name, known));
}

Status take_events(const ParsedFlags& flags, CutOptions& options) {
  for (const std::string& text : flags.all("event")) {
    for (const std::string_view word : parts_of(text, ',')) {
      if (!options.events) options.events.emplace();
      TRY(add_events(word, *options.events));
    }
  }
  if (flags.has("event") && !options.events) return invalid("--event: no event is named");
  return ok();
}

std::string words_of(const ParsedFlags& flags) {
  std::string words;
  for (const std::string_view name : kSelecting) {
    for (const std::string& value : flags.all(name)) {
      words.append(words.empty() ? "--" : " --").append(name).append(" ").append(value);
    }
  }
  return words;
}

}  // namespace

Result<CutOptions> take_cut(const ParsedFlags& flags) {
  CutOptions options;
  TRY(take_moment(flags, "from", options.from));
  TRY(take_moment(flags, "to", options.to));
  const bool both = options.from && options.to && options.from->is_relative == options.to->is_relative;
  if (both && options.from->ns >= options.to->ns) return invalid("--to is not after --from: nothing is between them");
  for (const std::string& text : flags.all("tree")) {
    TRY_ASSIGN(TreeRoot root, tree_of(text));
    options.trees.push_back(root);
  }
  TRY(take_events(flags, options));
  for (const std::string& id : flags.all("container")) {
    if (id.empty()) return invalid("--container: an id, or its beginning, is missing");
    options.containers.push_back(id);
  }
  options.whole_frames = flags.has("whole-frames");
  if (options.whole_frames && (!options.trees.empty() || !options.containers.empty())) {
    return invalid(
        "--whole-frames: seals do not say who descends from whom, nor of which container it is (--from, --to, "
        "--event)");
  }
  options.words = words_of(flags);
  if (flags.all("output").size() > 1) return invalid("--output: an extract is written to one file");
  if (const std::string* const path = flags.last("output")) options.path = *path;
  return options;
}

}  // namespace trace
