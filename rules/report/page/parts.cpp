// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/parts.h"

#include <cstdio>

#include "rules/output/utc_time.h"

namespace trace {
namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kDayNs = 86'400 * kSecondNs;

std::string decimal(double value, const char* unit) {
  char text[48];
  const int size = std::snprintf(text, sizeof text, "%.*f %s", value < 100 ? 1 : 0, value, unit);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

void tell_rest(Html& html, std::uint64_t rest, std::string_view what) {
  if (rest == 0) return;
  html.element("p", {{"class", "rest"}}, "and " + grouped(rest) + " more " + std::string(what) + ", not shown here");
}

void table_head(Html& html, std::initializer_list<std::string_view> titles) {
  html.element("thead", {}, [&] {
    html.element("tr", {}, [&] {
      for (const std::string_view title : titles) html.element("th", {{"scope", "col"}}, title);
    });
  });
}

void severity_badge(Html& html, Severity severity) {
  const std::string_view name = name_of(severity);
  html.element("span", {{"class", "badge " + std::string(name)}}, name);
}

void process_name(Html& html, const ShownTree& shown, ProcessId process, std::string_view comm, std::uint32_t pid) {
  const std::string name = std::string(comm) + " (" + std::to_string(pid) + ")";
  if (shown.ids.contains(process)) {
    html.link("p", process, name);
  } else {
    html.text(name);
  }
}

std::string grouped_count(std::uint64_t count, std::string_view one, std::string_view many) {
  const std::string plural = many.empty() ? std::string(one) + "s" : std::string(many);
  return grouped(count) + " " + (count == 1 ? std::string(one) : plural);
}

ReportClock::ReportClock(std::uint64_t first_ns, std::uint64_t last_ns)
    : has_days_(first_ns / kDayNs != last_ns / kDayNs) {}

std::string ReportClock::time(std::uint64_t time_ns) const {
  if (time_ns == 0) return "not known";
  const std::string all = day_and_time(time_ns);
  return has_days_ ? all : all.substr(all.find(' ') + 1);
}

std::string ReportClock::span(std::uint64_t first_ns, std::uint64_t last_ns) const {
  if (first_ns == last_ns || last_ns == 0) return time(first_ns);
  return time(first_ns) + " to " + time(last_ns);
}

std::string day_and_time(std::uint64_t time_ns) {
  std::string text;
  append_utc_microseconds(text, time_ns);
  text.pop_back();  // Z
  if (const std::size_t t = text.find('T'); t != std::string::npos) text[t] = ' ';
  return text;
}

std::string duration(std::uint64_t ns) {
  if (ns < 1'000'000) return decimal(static_cast<double>(ns) / 1e3, "µs");
  if (ns < kSecondNs) return decimal(static_cast<double>(ns) / 1e6, "ms");
  if (ns < 60 * kSecondNs) return decimal(static_cast<double>(ns) / 1e9, "s");
  const std::uint64_t seconds = ns / kSecondNs;
  if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  const std::uint64_t minutes = seconds / 60;
  if (minutes < 1440) return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
  return grouped_count(minutes / 1440, "day") + " " + std::to_string(minutes / 60 % 24) + " h";
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  const auto size = static_cast<double>(bytes);
  if (bytes < 1'000'000) return decimal(size / 1e3, "kB");
  if (bytes < 1'000'000'000) return decimal(size / 1e6, "MB");
  return decimal(size / 1e9, "GB");
}

}  // namespace trace
