// SPDX-License-Identifier: Apache-2.0
#include "common/base/seeded_hash.h"

#include <sys/random.h>

namespace trace {
namespace {

std::uint64_t random_number() {
  std::uint64_t number = 0;
  return ::getrandom(&number, sizeof(number), GRND_NONBLOCK) == sizeof(number) ? number : 0;
}

}  // namespace

const std::uint64_t SeededHash::kSeed = random_number();

}  // namespace trace
