// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/keep_options.h"

#include <array>
#include <string_view>
#include <vector>

#include "common/base/text.h"
#include "common/cli/units.h"
#include "rules/cli/moment.h"

namespace trace {
namespace {

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

std::string text_of(const ParsedFlags& flags, std::string_view flag) {
  const std::string* const text = flags.last(flag);
  return text == nullptr ? std::string() : *text;
}

// Of recordings of which none is the first.
Result<std::uint64_t> time_of(const ParsedFlags& flags, const std::string& flag) {
  const std::string text = text_of(flags, flag);
  auto moment = parse_moment(text);
  if (!moment) return std::move(moment).error().in("--" + flag);
  if (moment->is_relative)
    return invalid("--" + flag + " " + in_quotes(text) + ": keep takes no time after a beginning");
  return moment->ns;
}

// BEFORE:AFTER
Status take_around(std::string_view text, KeepOptions& options) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return invalid("--around " + in_quotes(text) + ": before and after, as 5m:1m");
  const auto before = parse_duration(text.substr(0, colon));
  const auto after = parse_duration(text.substr(colon + 1));
  for (const auto* const one : {&before, &after}) {
    if (!*one) return invalid("--around " + in_quotes(text) + ": " + one->error().message);
  }
  options.limits.before_ns = static_cast<std::uint64_t>(before->count());
  options.limits.after_ns = static_cast<std::uint64_t>(after->count());
  return ok();
}

// What may follow the folder: "max-total=10G".
struct LimitWord {
  std::string_view name, value, help;
  Status (*take)(std::string_view value, IncidentLimits& limits);
};
constexpr auto kLimitWords = std::to_array<LimitWord>({
    {"max-total", "SIZE", "of all incidents, with those that were there (10G)",
     [](std::string_view value, IncidentLimits& limits) -> Status {
       TRY_ASSIGN(limits.bytes, parse_size(value));
       return ok();
     }},
    {"max-incidents", "NUMBER", "in the folder, with what was there (100)",
     [](std::string_view value, IncidentLimits& limits) -> Status {
       TRY_ASSIGN(limits.incidents, parse_size(value));
       return ok();
     }},
    {"min-free", "SIZE", "that the disk keeps free; at least 5 % of it (1G)",
     [](std::string_view value, IncidentLimits& limits) -> Status {
       TRY_ASSIGN(limits.kept_free.bytes, parse_size(value));
       return ok();
     }},
});

Status take_limit(std::string_view part, IncidentLimits& limits) {
  const std::size_t equals = part.find('=');
  std::vector<std::string_view> known;
  for (const LimitWord& word : kLimitWords) {
    known.push_back(word.name);
    if (part.substr(0, equals) != word.name) continue;
    if (equals == std::string_view::npos) {
      return invalid(in_quotes(word.name) + " wants a value: " + std::string(word.name) + "=" +
                     std::string(word.value));
    }
    return word.take(part.substr(equals + 1), limits);
  }
  return unknown_word("no limit of incidents", part.substr(0, equals), known);
}

// DIR,LIMIT=VALUE,...
Status take_folder(std::string_view text, KeepOptions& options) {
  const std::size_t comma = text.find(',');
  options.incidents = text.substr(0, comma);
  if (comma == std::string_view::npos) return ok();
  for (const std::string_view part : parts_of(text.substr(comma + 1), ',')) {
    if (Status taken = take_limit(part, options.limits); !taken) return std::move(taken).error().in("--keep");
  }
  return ok();
}

}  // namespace

Result<KeepOptions> take_incidents(const ParsedFlags& flags) {
  KeepOptions options;
  options.ring = text_of(flags, "ring");
  TRY(take_folder(text_of(flags, "keep"), options));
  if (options.ring.empty() != options.incidents.empty()) {
    return invalid("--ring and --keep go together: from which folder, and into which");
  }
  if (!flags.has("around")) return options;
  if (options.ring.empty()) return invalid("--around: of what? (--ring DIR --keep DIR)");
  TRY(take_around(*flags.last("around"), options));
  return options;
}

Result<KeepOptions> take_keep(const ParsedFlags& flags) {
  KeepOptions options;
  options.ring = text_of(flags, "ring");
  options.output = text_of(flags, "output");
  if (options.ring.empty() || options.output.empty() || !flags.has("from") || !flags.has("to")) {
    return invalid("keep: --ring DIR --from TIME --to TIME --output DIR");
  }
  TRY_ASSIGN(options.from_ns, time_of(flags, "from"));
  TRY_ASSIGN(options.to_ns, time_of(flags, "to"));
  if (options.from_ns >= options.to_ns) return invalid("keep: --from is not before --to");
  return options;
}

std::string keep_topic() {
  std::string out = "--keep DIR,LIMIT=VALUE,...: keep the files of a flight recorder around detections.\n\n";
  for (const LimitWord& word : kLimitWords) {
    const std::string left = std::string(word.name) + "=" + std::string(word.value);
    out.append("  ").append(left).append(left.size() < 22 ? 22 - left.size() : 1, ' ').append(word.help).append("\n");
  }
  return out + R"(
LOW and below may take half of it, MEDIUM three quarters. What is not kept for a limit is told, and the status is 1.

Example: trace-rules --ring /var/lib/trace/flight --keep /var/lib/trace/incidents,max-total=50G --around 5m:1m
)";
}

}  // namespace trace
