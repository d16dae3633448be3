// SPDX-License-Identifier: Apache-2.0
// Events over time as a picture: an area that says how many there were (its height is the square root of that, so that little is
// seen beside much), a row of marks for each severity, and bands where events were lost.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "rules/report/page/sections.h"

namespace trace {
namespace {

constexpr double kLeft = 96;
constexpr double kRight = 988;
constexpr double kMarkRow = 18;
constexpr double kAreaHeight = 96;
constexpr unsigned kTicks = 5;

std::string coordinate(double value) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%.1f", value);
  return {text, static_cast<std::size_t>(size)};
}

class Picture {
 public:
  Picture(Html& html, const PageData& data) : html_(html), data_(data) {
    first_ns_ = data.gathered.first_ns();
    last_ns_ = std::max(data.gathered.last_ns(), first_ns_ + 1);
    for (std::size_t i = kSeverityNames.size(); i-- > 0;) {
      if (data.gathered.detections().count(static_cast<Severity>(i)) > 0)
        severities_.push_back(static_cast<Severity>(i));
    }
    area_top_ = 10 + kMarkRow * static_cast<double>(severities_.size());
    area_bottom_ = area_top_ + kAreaHeight;
  }

  void draw() {
    const std::string box = "0 0 1000 " + coordinate(area_bottom_ + 26);
    html_.element("svg", {{"viewBox", box}, {"role", "img"}, {"aria-label", "events and detections over time"}}, [&] {
      losses();
      area();
      for (std::size_t i = 0; i < severities_.size(); ++i)
        marks(severities_[i], 12 + kMarkRow * static_cast<double>(i));
      axis();
    });
  }

 private:
  double x(std::uint64_t time_ns) const {
    const double part = static_cast<double>(std::clamp(time_ns, first_ns_, last_ns_) - first_ns_) /
                        static_cast<double>(last_ns_ - first_ns_);
    return kLeft + part * (kRight - kLeft);
  }

  void losses() {
    for (const auto& [begin, end] : data_.gathered.gaps().periods()) {
      html_.element("rect",
                    {{"class", "loss"},
                     {"x", coordinate(x(begin))},
                     {"y", "4"},
                     {"width", coordinate(std::max(x(end) - x(begin), 2.0))},
                     {"height", coordinate(area_bottom_ - 4)}},
                    [&] { html_.element("title", {}, "events were lost here"); });
    }
  }

  void area() {
    const Density& density = data_.gathered.density();
    std::uint64_t most = 1;
    density.for_each([&](std::uint64_t, std::uint64_t count) { most = std::max(most, count); });
    std::string path;
    density.for_each([&](std::uint64_t begin_ns, std::uint64_t count) {
      const double left = x(begin_ns);
      const double right = std::max(x(begin_ns + density.width_ns()), left + 1);
      const double top = area_bottom_ - kAreaHeight * std::sqrt(static_cast<double>(count) / static_cast<double>(most));
      path += "M" + coordinate(left) + " " + coordinate(area_bottom_) + "V" + coordinate(top) + "H" +
              coordinate(right) + "V" + coordinate(area_bottom_) + "Z";
    });
    html_.leaf("path", {{"class", "density"}, {"d", path}});
    label(area_top_ + 10, grouped(most) + " in");
    label(area_top_ + 24, duration(density.width_ns()));
  }

  void marks(Severity severity, double y) {
    label(y + 4, name_of(severity));
    const Density& density = data_.gathered.detections().density(severity);
    const ReportClock clock(first_ns_, last_ns_);
    html_.element("g", {{"class", "mark " + std::string(name_of(severity))}}, [&] {
      density.for_each([&](std::uint64_t begin_ns, std::uint64_t count) {
        html_.element(
            "circle", {{"cx", coordinate(x(begin_ns + density.width_ns() / 2))}, {"cy", coordinate(y)}, {"r", "5"}},
            [&] { html_.element("title", {}, grouped_count(count, "detection") + " at " + clock.time(begin_ns)); });
      });
    });
  }

  void axis() {
    html_.leaf("path", {{"class", "axis"},
                        {"d", "M" + coordinate(kLeft) + " " + coordinate(area_bottom_) + "H" + coordinate(kRight)}});
    const ReportClock clock(first_ns_, last_ns_);
    for (unsigned i = 0; i < kTicks; ++i) {
      const std::uint64_t time_ns = first_ns_ + (last_ns_ - first_ns_) / (kTicks - 1) * i;
      const std::string_view anchor = i == 0 ? "start" : i + 1 == kTicks ? "end" : "middle";
      const std::string time = clock.time(time_ns);
      html_.element("text",
                    {{"x", coordinate(x(time_ns))}, {"y", coordinate(area_bottom_ + 18)}, {"text-anchor", anchor}},
                    time.substr(0, time.size() - 3));  // milliseconds
    }
  }

  void label(double y, std::string_view text) {
    html_.element("text", {{"x", coordinate(kLeft - 12)}, {"y", coordinate(y)}, {"text-anchor", "end"}}, text);
  }

  Html& html_;
  const PageData& data_;
  std::uint64_t first_ns_ = 0;
  std::uint64_t last_ns_ = 0;
  std::vector<Severity> severities_;
  double area_top_ = 0;
  double area_bottom_ = 0;
};

}  // namespace

void timeline_section(Html& html, const PageData& data, const ShownTree& /*shown*/) {
  if (data.gathered.density().empty()) return;
  section(html, "timeline", "Timeline", "All events, and above them the detections by severity. Times are UTC.",
          [&] { html.element("figure", {}, [&] { Picture(html, data).draw(); }); });
}

}  // namespace trace
