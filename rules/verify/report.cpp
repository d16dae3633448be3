// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/report.h"

#include <algorithm>

#include "common/base/printable.h"
#include "rules/output/utc_time.h"

namespace trace {
namespace {

constexpr std::size_t kAlterationsMax = 20;  // of a path; more are counted

constexpr std::string_view kProved = R"(
Proved, up to the times above:
  nothing was changed, removed, put in or moved since it was sealed; objects are as their manifest has them
)";

constexpr std::string_view kProvedByKey =
    R"(  nor by anybody who took over the machine in a later minute, if the key is the one that was printed at the start
)";

constexpr std::string_view kNotProved = R"(Not proved:
  that what was recorded is true, and that the kernel was honest then
)";
constexpr std::string_view kNotProvedWithoutKey =
    R"(  that nobody made all of it anew, seals and all: that takes a key (--key), or a hash that is kept elsewhere
)";
constexpr std::string_view kNotProvedOfEnd = R"(  what is after the last seal, and that nothing was cut off after that
  that the clock of the machine was right
)";

std::string at(std::uint64_t time_ns) {
  std::string out;
  append_utc_seconds(out, time_ns);
  return out;
}

std::string headline(const Verified& one) {
  switch (one.integrity) {
    case Integrity::whole:
      return "intact and complete";
    case Integrity::cut:
      if (!one.extract.empty()) return printable(one.extract);
      return one.end_ns == 0 ? "not complete, and nothing of it is sealed"
                             : "intact up to " + at(one.end_ns) + ", and not complete";
    case Integrity::unsealed:
      return "not sealed: nothing in it proves anything";
    case Integrity::altered:
      return "ALTERED";
  }
  return "";
}

void append(const Alteration& one, std::string& out) {
  out += "  altered: " + printable(one.what);
  if (one.end != 0 || one.first != 0) {
    out += " (from byte " + std::to_string(one.first);
    out += one.end > one.first ? ", " + std::to_string(one.end - one.first) + " bytes)" : ")";
  }
  if (one.begin_ns != 0 && one.end_ns != 0) {
    out += ", written between " + at(one.begin_ns) + " and " + at(one.end_ns);
  } else if (one.begin_ns != 0) {
    out += ", written after " + at(one.begin_ns);
  } else if (one.end_ns != 0) {
    out += ", written before " + at(one.end_ns);
  }
  out += '\n';
}

void append(const Verified& one, std::string& out) {
  out += printable(one.name) + ": " + headline(one) + "\n";
  const std::vector<Alteration>& first = one.alterations.first();
  const std::size_t told = std::min(first.size(), kAlterationsMax);
  for (std::size_t i = 0; i < told; ++i) append(first[i], out);
  if (told < one.alterations.count()) {
    out += "  and " + std::to_string(one.alterations.count() - told) + " alterations more\n";
  }
  for (const std::string& remark : one.remarks) out += "  " + printable(remark) + "\n";
  if (one.begin_ns != 0 && one.end_ns != 0) out += "  sealed from " + at(one.begin_ns) + " to " + at(one.end_ns) + "\n";
}

}  // namespace

std::string verify_report(std::span<const Verified> all, bool by_key) {
  std::string out;
  for (const Verified& one : all) append(one, out);
  const bool proves = std::any_of(all.begin(), all.end(), [](const Verified& one) {
    return one.integrity == Integrity::whole || (one.integrity == Integrity::cut && one.end_ns != 0);
  });
  if (proves) out += kProved;
  if (proves && by_key) out += kProvedByKey;
  out += kNotProved;
  if (!by_key) out += kNotProvedWithoutKey;
  return out.append(kNotProvedOfEnd);
}

}  // namespace trace
