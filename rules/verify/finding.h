// SPDX-License-Identifier: Apache-2.0
// What verifying found.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace trace {

// How a file, a folder or all of them are; a later one outweighs those before.
enum class Integrity : std::uint8_t {
  whole,     // intact, and with its end
  cut,       // intact as far as it goes, or as far as anything proves it
  unsealed,  // nothing in it proves anything
  altered,
};

// Something that is not as it was when it was sealed.
struct Alteration {
  std::string what;
  std::uint64_t first = 0;  // bytes of the file, the last of them excluded
  std::uint64_t end = 0;
  std::uint64_t seal = 0;      // its number
  std::uint64_t begin_ns = 0;  // since the epoch: between which times that was written; 0: not known
  std::uint64_t end_ns = 0;
};

// The first of them; the others are counted, since who alters a file says how many there are.
class Alterations {
 public:
  static constexpr std::size_t kMax = 1000;

  void add(Alteration one) {
    if (first_.size() < kMax) {
      first_.push_back(std::move(one));
    } else {
      ++more_;
    }
  }
  void add(std::string what) {
    Alteration one;
    one.what = std::move(what);
    add(std::move(one));
  }
  // Each after `prefix`.
  void add(const Alterations& others, const std::string& prefix = {}) {
    for (Alteration one : others.first_) {
      one.what.insert(0, prefix);
      add(std::move(one));
    }
    more_ += others.more_;
  }

  bool empty() const { return first_.empty(); }
  std::uint64_t count() const { return first_.size() + more_; }
  const std::vector<Alteration>& first() const { return first_; }

 private:
  std::vector<Alteration> first_;
  std::uint64_t more_ = 0;
};

struct Verified {
  std::string name;
  Integrity integrity = Integrity::unsealed;
  std::string extract;  // what it is, if it is an extract
  Alterations alterations;
  std::uint64_t begin_ns = 0;  // of the first and the last seal that prove something, since the epoch; 0: none does
  std::uint64_t end_ns = 0;
  std::vector<std::string> remarks;  // what else there is to say, a line each
};

}  // namespace trace
