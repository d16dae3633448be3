// SPDX-License-Identifier: Apache-2.0
#include "common/artifact/sha256.h"

#include <new>

#include "common/base/text.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace trace {

void prepare_sha256() {
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const Sha256 first;
}

// What fails here is memory: the algorithm is in every build of the library.
Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Sha256::~Sha256() = default;

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

void Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
}

Digest Sha256::so_far() const {
  Sha256 copy;
  if (EVP_MD_CTX_copy_ex(copy.context_.get(), context_.get()) != 1) throw std::bad_alloc();
  return copy.digest();
}

Digest Sha256::digest() {
  Digest digest{};
  EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
  if (EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  return digest;
}

std::string Sha256::take() {
  std::string out;
  for (const std::uint8_t byte : digest()) append_hex(out, byte);
  return out;
}

Digest digest_of(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.digest();
}

std::string sha256_of(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.take();
}

}  // namespace trace
