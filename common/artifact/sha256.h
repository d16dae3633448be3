// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), by OpenSSL.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace trace {

// Loads what the library needs, and not its configuration, which could make it load more: to be called before the sandbox is closed.
void prepare_sha256();

using Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;

  void add(std::string_view bytes);
  // Of all that was added so far.
  Digest so_far() const;
  // The same; and begins anew.
  Digest digest();
  // The same as 64 hexadecimal digits, in lower case.
  std::string take();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Digest digest_of(std::string_view bytes);
std::string sha256_of(std::string_view bytes);

}  // namespace trace
