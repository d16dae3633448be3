// SPDX-License-Identifier: Apache-2.0
#include "collector/show/doctor_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "collector/show/wrapped.h"

namespace trace {
namespace {

constexpr std::size_t kSeenColumn = 26;
constexpr std::size_t kByColumn = kSeenColumn + 12;
constexpr std::size_t kNoteColumn = kSeenColumn + 2;

constexpr std::string_view kLegend =
    "\nlsm, fentry and kprobe are hooks within the kernel, tp_btf are its tracepoints, sys_exit is the\n"
    "return of system calls, iter a walk over what was there before.\n";

enum class Seen { in_full, with_gaps, not_at_all };

Seen seen_by(const ProviderSpec* provider) {
  if (provider == nullptr) return Seen::not_at_all;
  return provider->unseen.empty() ? Seen::in_full : Seen::with_gaps;
}

std::string_view words(Seen seen) {
  switch (seen) {
    case Seen::in_full:
      return "in full";
    case Seen::with_gaps:
      return "with gaps";
    case Seen::not_at_all:
      break;
  }
  return "NOT AT ALL";
}

// What a kernel that has the hook may refuse all the same.
bool is_certain(const ProviderSpec& provider) {
  switch (provider.kind) {
    case ProviderKind::none:
      return false;
#define PROVIDER_KIND(name, number, program, attach, prefix, btf_kind, point, certain) \
  case ProviderKind::name:                                                             \
    return certain;
#include "common/catalog/providers.def"
#undef PROVIDER_KIND
  }
  return false;
}

// Without privileges: what is left if the kernel refuses all that it may refuse.
const ProviderSpec* worst(const ExaminedEvent& event) {
  const auto last = std::find_if(event.otherwise.rbegin(), event.otherwise.rend(),
                                 [](const ProviderSpec* provider) { return is_certain(*provider); });
  if (last != event.otherwise.rend()) return *last;
  const ProviderSpec* const first = event.planned.provider;
  return first != nullptr && is_certain(*first) ? first : nullptr;
}

std::string described(const ProviderSpec& provider) {
  const std::string since = provider.since.empty() ? "" : fmt::format(" of Linux {}", provider.since);
  return fmt::format("{}{} ({})", provider_name(provider.kind), since, provider.target);
}

// The reasons, each once: most are the same for many events.
class Reasons {
 public:
  std::size_t number(const std::string& why) {
    const auto found = std::find(all_.begin(), all_.end(), why);
    if (found != all_.end()) return static_cast<std::size_t>(found - all_.begin()) + 1;
    all_.push_back(why);
    return all_.size();
  }
  void append(std::string& out) const {
    if (all_.empty()) return;
    out += "\nWhy not:\n";
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const std::string label = fmt::format("  [{}] ", i + 1);
      out += label;
      append_wrapped(all_[i], label.size(), out);
    }
  }

 private:
  std::vector<std::string> all_;
};

void append_fact(std::string_view name, std::string_view fact, std::string& out) {
  out += fmt::format("  {:10}", name);
  append_wrapped(fact, 12, out);
}

void append_machine(const Examination& found, std::string& out) {
  out += fmt::format("Linux {}\n", found.release);
  const bool tried = found.load_refusal.empty();
  append_fact("bpf",
              tried ? "permitted: what is named below was loaded and attached just now"
                    : "not permitted: " + found.load_refusal,
              out);
  append_fact("lsm", found.no_bpf_lsm.empty() ? "\"bpf\" is an active LSM" : "not used: " + found.no_bpf_lsm, out);
  append_fact("kprobes", found.has_kprobes ? "yes" : "no", out);
  append_fact("lockdown", found.lockdown == "unknown" ? "unknown (is securityfs mounted?)" : found.lockdown, out);
  if (!tried) {
    out +=
        "\nNothing can be collected so. What could be had otherwise, as far as can be told without trying: a\n"
        "kernel may refuse lsm, fentry and kprobe though it has them; then the next way is taken (\"or else\").\n";
  }
}

void append_note(std::string_view label, std::string_view text, std::string& out) {
  out.append(kNoteColumn, ' ').append(label);
  append_wrapped(text, kNoteColumn + label.size(), out);
}

void append_row(std::string_view name, Seen seen, std::string_view by, std::string& out) {
  out += fmt::format("{:{}}{:{}}", name, kSeenColumn, words(seen), by.empty() ? 0 : kByColumn - kSeenColumn);
  append_wrapped(by, kByColumn, out);
}

void append_event(const ExaminedEvent& event, Reasons& reasons, std::string& out) {
  const ProviderSpec* const provider = event.planned.provider;
  append_row(event.planned.event->name, seen_by(provider), provider == nullptr ? "" : described(*provider), out);
  if (provider != nullptr && !provider->unseen.empty()) append_note("not seen: ", provider->unseen, out);
  for (const ProviderSpec* other : event.otherwise) {
    const std::string_view gap = other->unseen.empty() ? "" : "; not seen: ";
    append_note("or else: ", fmt::format("{}, {}{}{}", described(*other), words(seen_by(other)), gap, other->unseen),
                out);
  }
  std::string refused;
  for (const Refusal& refusal : event.planned.refusals) {
    refused += fmt::format("{}{} [{}]", refused.empty() ? "" : ", ", provider_name(refusal.provider->kind),
                           reasons.number(refusal.why));
  }
  if (!refused.empty()) append_note("not by: ", refused, out);
}

// As well as the least of what it is made of.
Seen seen_by(const Examination& found, const EventSpec& derived) {
  Seen seen = Seen::in_full;
  for (const ExaminedEvent& event : found.events) {
    const auto& uses = derived.uses;
    if (std::find(uses.begin(), uses.end(), event.planned.event->id) == uses.end()) continue;
    seen = std::max(seen, seen_by(event.planned.provider));
  }
  return seen;
}

void append_derived(const Examination& found, const EventSpec& derived, std::string& out) {
  std::string by = derived.origin == Origin::artifact ? "made by the collector, of what it captures"
                   : derived.uses.empty()             ? "made by the collector, of its own work"
                                                      : "derived from";
  for (const std::uint32_t used : derived.uses) by.append(" ").append(find_event(used)->name);
  append_row(derived.name, seen_by(found, derived), by, out);
}

void append_captures(const Examination& found, Reasons& reasons, std::string& out) {
  if (found.captures.empty()) return;
  out += fmt::format("\n{:{}}{:{}}BY\n", "CAPTURE", kSeenColumn, "SEEN", kByColumn - kSeenColumn);
  for (const ExaminedCapture& capture : found.captures) {
    const Seen seen = !capture.any ? Seen::not_at_all : capture.unseen.empty() ? Seen::in_full : Seen::with_gaps;
    append_row(capture.kind, seen, capture.any ? capture.by : std::string(), out);
    if (!capture.unseen.empty()) append_note("not seen: ", capture.unseen, out);
    if (!capture.why_not_better.empty()) {
      append_note("not by: ", fmt::format("{} [{}]", capture.better, reasons.number(capture.why_not_better)), out);
    }
  }
}

struct Tally {
  std::size_t in_full = 0, with_gaps = 0, not_at_all = 0;

  void add(Seen seen) { ++(seen == Seen::in_full ? in_full : seen == Seen::with_gaps ? with_gaps : not_at_all); }
  std::string text() const {
    return fmt::format("{} of {} events in full, {} with gaps, {} not at all", in_full,
                       in_full + with_gaps + not_at_all, with_gaps, not_at_all);
  }
};

std::string summary(const Examination& found) {
  Tally best, least;
  for (const ExaminedEvent& event : found.events) {
    best.add(seen_by(event.planned.provider));
    least.add(seen_by(worst(event)));
  }
  for (const EventSpec* event : found.derived) {
    best.add(seen_by(found, *event));
    least.add(seen_by(found, *event));
  }
  const std::string calls =
      found.syscalls == 0
          ? ""
          : fmt::format("{} of {} system calls", found.no_syscalls.empty() ? found.syscalls : 0, found.syscalls);
  const std::string_view also = calls.empty() || found.events.empty() ? "" : "; ";
  const std::string events = found.events.empty() ? "" : best.text();
  if (found.load_refusal.empty()) return "In sum: " + events + std::string(also) + calls + "\n";
  std::string text = "In sum, if it were permitted,\nat best:  " + events + std::string(also) + calls + "\n";
  if (!found.events.empty()) text += "at worst: " + least.text() + "\n";
  return text;
}

}  // namespace

std::string report(const Examination& found) {
  std::string out;
  append_machine(found, out);
  out += fmt::format("\n{:{}}{:{}}BY\n", "EVENT", kSeenColumn, "SEEN", kByColumn - kSeenColumn);
  Reasons reasons;
  for (const ExaminedEvent& event : found.events) append_event(event, reasons, out);
  for (const EventSpec* event : found.derived) append_derived(found, *event, out);
  if (found.syscalls != 0) {
    const std::string name = found.syscalls == 1 ? "1 system call" : fmt::format("{} system calls", found.syscalls);
    if (found.no_syscalls.empty()) {
      append_row(name, Seen::in_full, "sys_exit, all by one program", out);
    } else {
      append_row(name, Seen::not_at_all, "", out);
      append_note("not by: ", fmt::format("sys_exit [{}]", reasons.number(found.no_syscalls)), out);
    }
  }
  append_captures(found, reasons, out);
  reasons.append(out);
  out += kLegend;
  return out + "\n" + summary(found);
}

}  // namespace trace
