// SPDX-License-Identifier: Apache-2.0
// A hash of numbers for tables that are fed with what somebody else chose. Who knew the hash could choose numbers that all fall
// together, and each look-up would go through all of them; so it begins with a random number, of this run of the program alone.
#pragma once

#include <cstddef>
#include <cstdint>

namespace trace {

struct SeededHash {
  std::size_t operator()(std::uint64_t number) const {
    // The finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
    number ^= kSeed;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
  }

 private:
  static const std::uint64_t kSeed;
};

}  // namespace trace
