// SPDX-License-Identifier: Apache-2.0
#include "common/seal/signer.h"

#include <sys/random.h>

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

#include "common/base/hex.h"
#include "common/base/text.h"
#include "common/seal/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace trace {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char* bytes_in(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void Signer::Free::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);  // which wipes it
}

// Not by EVP_PKEY_keygen(3), whose random numbers may need more system calls than there are in the sandbox. What fails here is memory.
Signer::KeyPair Signer::make_pair() {
  std::array<unsigned char, WIRE_KEY_SIZE> secret;
  if (::getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) throw std::bad_alloc();
  KeyPair pair;
  pair.secret.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size()));
  OPENSSL_cleanse(secret.data(), secret.size());
  std::size_t size = pair.open.size();
  if (!pair.secret || EVP_PKEY_get_raw_public_key(pair.secret.get(), pair.open.data(), &size) != 1) {
    throw std::bad_alloc();
  }
  return pair;
}

Signer::Signer() : keys_{make_pair(), make_pair()} {}

void Signer::sign(wire_seal& seal) {
  if (!epoch_begin_ns_) epoch_begin_ns_ = seal.sealed_boot_ns;
  seal.flags |= WIRE_SEAL_SIGNED;
  seal.epoch = epoch_;
  seal.epoch_begin_ns = *epoch_begin_ns_;
  std::copy(keys_[0].open.begin(), keys_[0].open.end(), std::begin(seal.key));
  std::copy(keys_[1].open.begin(), keys_[1].open.end(), std::begin(seal.next_key));
  const Context context(EVP_MD_CTX_new());
  std::size_t size = sizeof(seal.signature);
  const std::string_view part = signed_part(seal);
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, keys_[0].secret.get()) != 1 ||
      EVP_DigestSign(context.get(), seal.signature, &size, bytes_in(part), part.size()) != 1) {
    throw std::bad_alloc();
  }
  if (!ends_epoch(seal)) return;
  keys_[0] = std::exchange(keys_[1], make_pair());
  epoch_begin_ns_ = seal.sealed_boot_ns;
  ++epoch_;
}

bool has_signature(const wire_seal& seal) {
  if ((seal.flags & WIRE_SEAL_SIGNED) == 0) return false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, seal.key, sizeof(seal.key)), EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new());
  const std::string_view part = signed_part(seal);
  return key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), seal.signature, sizeof(seal.signature), bytes_in(part), part.size()) == 1;
}

std::string text_of(const PublicKey& key) {
  std::string out;
  for (const std::uint8_t byte : key) append_hex(out, byte);
  return out;
}

std::optional<PublicKey> key_of(std::string_view text) {
  PublicKey key{};
  return read_hex(text, key) ? std::optional(key) : std::nullopt;
}

}  // namespace trace
