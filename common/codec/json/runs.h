// SPDX-License-Identifier: Apache-2.0
// Text that is most often the same as in the event before.
//
// Most of a line is the context, and most of that is of the task: events come in a row from few tasks, so the text between
// two values that differ from event to event (a "run": the time, the processor, the event, the result lie between) was
// written just so a moment ago. In: the values of a run, one by one. If all are what they were, the run's text is copied
// whole; else it is written anew and kept. It costs a comparison a value instead of a conversion; the text is the same.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace trace {

// values: how many there are, each with a place of its own. Of runs there may be one more.
template <std::size_t values>
class Runs {
 public:
  // Before anything is written: the values of all runs, in order; next() is between two runs.
  void look() { at_ = 0; }
  void next() { ++at_; }
  void see(std::size_t place, std::uint64_t value) {
    if (numbers_[place] == value) return;
    numbers_[place] = value;
    runs_[at_].changed = true;
  }
  void see(std::size_t place, std::string_view text) {
    if (texts_[place] == text) return;
    texts_[place] = text;
    runs_[at_].changed = true;
  }

  // Then, for each run in the same order: open it, write its values if that returns true, close it.
  void write() { at_ = 0; }
  bool open(std::string& out) {
    begin_ = out.size();
    const Run& run = runs_[at_];
    if (!run.changed && !run.text.empty()) out += run.text;  // between two keys there is nothing
    return run.changed;
  }
  void close(const std::string& out) {
    Run& run = runs_[at_++];
    if (!run.changed) return;
    run.text.assign(out, begin_);
    run.changed = false;
  }

 private:
  struct Run {
    bool changed = true;
    std::string text;
  };

  std::array<Run, values + 1> runs_;
  std::array<std::uint64_t, values> numbers_{};
  std::array<std::string, values> texts_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
};

}  // namespace trace
