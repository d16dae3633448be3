// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/manifest_seals.h"

#include <sys/random.h>

#include <algorithm>
#include <iterator>

#include "common/base/bytes.h"
#include "common/base/hex.h"
#include "common/base/text.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

wire_seal first_seal() {
  wire_u8 mark[WIRE_MARK_SIZE] = {};
  if (::getrandom(mark, sizeof(mark), 0) < 0) std::fill(std::begin(mark), std::end(mark), wire_u8{0});
  wire_seal seal = blank_seal(mark);
  seal.flags = WIRE_SEAL_OPENS;
  return seal;
}

}  // namespace

ManifestSeals::ManifestSeals() : next_(first_seal()) {}

std::string ManifestSeals::next(const ManifestEnd& end, SealTime time, bool is_last) {
  wire_seal seal = next_;
  if (is_last) seal.flags |= WIRE_SEAL_CLOSES;
  seal.sealed_ns = time.wall_ns;
  seal.sealed_boot_ns = time.boot_ns;
  read_hex(end.hash, seal.content);
  signer_.sign(seal);
  close_seal(seal);
  next_.flags = 0;
  ++next_.number;
  std::copy(std::begin(seal.seal), std::end(seal.seal), std::begin(next_.previous));
  std::string text;
  for (const char byte : bytes_of(seal)) append_hex(text, static_cast<unsigned char>(byte));
  return text;
}

}  // namespace trace
