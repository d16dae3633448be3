// SPDX-License-Identifier: Apache-2.0
// Tells a live stream that has fallen silent from one in which nothing happens.
//
// A collector that runs writes a checkpoint every second. So a stream in which some were written just now, by the clock, is
// live, and from then on silence means that the collector is dead, stopped or held up, or what is between. A recording is
// never live: its checkpoints are old, however slowly it comes. The first comes with the head, so a collector that has said anything
// is watched. Of an input that gives nothing at all it is not known what it is: that is said after a while, and is no more than that.
//
// In: the times of checkpoints, when bytes came, and how long was waited for them. Out: what changed. A wait that took much
// longer than was asked is one in which this program did not run (it was stopped, the machine is overloaded or slept), so
// nothing is known of the collector, and the count begins anew.
//
// *Rejected:* to tell a live stream by the rhythm in which it comes; a recording that comes through something slow has one too.
#pragma once

#include <chrono>
#include <cstdint>

namespace trace {

class StreamWatch {
 public:
  using Duration = std::chrono::milliseconds;

  enum class Change : std::uint8_t { none, nothing_came, silent, back, ended };

  static constexpr Duration kLook{250};     // at most so long should be waited at once
  static constexpr Duration kSilent{1750};  // of a second between checkpoints, and some to spare; found within 2 s
  static constexpr Duration kPatience{
      10'000};  // with an input that gives nothing; more than a collector takes to start
  static constexpr std::uint64_t kFreshNs = 3'000'000'000;

  // Another input is waited for.
  void expect() { *this = {}; }
  // Both since the epoch.
  void checkpoint(std::uint64_t written_ns, std::uint64_t now_ns) {
    const std::uint64_t apart = written_ns < now_ns ? now_ns - written_ns : written_ns - now_ns;
    live_ = live_ || apart < kFreshNs;
    has_come_ = true;
  }
  // The stream said that it is at its end. Another one may follow.
  void end() { live_ = false; }
  // There is nothing more to read.
  Change over();

  Change heard();
  Change waited(Duration asked, Duration took);

  // Until the last change.
  Duration silent_for() const { return told_; }

 private:
  bool has_come_ = false;  // anything
  bool live_ = false;
  bool silent_ = false;  // since nothing came for long, and was told so
  Duration quiet_{};     // since bytes came
  Duration told_{};
};

}  // namespace trace
