// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/sealed_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/base/bytes.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

constexpr std::size_t kPiece = 256 << 10;  // read at once, to look for a seal

}  // namespace

// By lseek(2), which the sandbox permits.
Result<std::string> SealedFile::read(std::uint64_t position, std::size_t size) {
  std::string bytes(size, '\0');
  if (::lseek(fd_.get(), static_cast<off_t>(position), SEEK_SET) < 0) {
    return Error{Code::io, "reading " + name_ + ": " + std::strerror(errno)};
  }
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::read(fd_.get(), bytes.data() + got, size - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Code::io, "reading " + name_ + ": " + std::strerror(errno)};
    if (n == 0) return Error{Code::corrupt, name_ + " has become shorter"};
    got += static_cast<std::size_t>(n);
  }
  return bytes;
}

Result<SealedFile> SealedFile::open(UniqueFd fd, std::string name) {
  SealedFile file(std::move(fd), std::move(name));
  const off_t size = ::lseek(file.fd_.get(), 0, SEEK_END);
  if (size < 0) return Error{Code::invalid, file.name_ + ": parts can be taken out of a file only"};
  file.size_ = static_cast<std::uint64_t>(size);
  if (file.size_ >= sizeof(wire_seal)) {
    TRY_ASSIGN(const std::string bytes, file.read(0, sizeof(wire_seal)));
    file.opening_ = load<wire_seal>(bytes);
  }
  if (!is_sound(file.opening_) || (file.opening_.flags & WIRE_SEAL_OPENS) == 0) {
    return Error{Code::invalid,
                 file.name_ + ": it has no seals, and without them no parts that can be taken out whole"};
  }
  return file;
}

Result<LocatedSeal> SealedFile::seal_at(std::uint64_t position) {
  LocatedSeal located;
  located.position = position;
  TRY_ASSIGN(const std::string bytes, read(position, sizeof(wire_seal)));
  located.seal = load<wire_seal>(bytes);
  const bool is_ours = std::memcmp(located.seal.mark, opening_.mark, sizeof(opening_.mark)) == 0;
  if (is_ours && is_sound(located.seal)) return located;
  return Error{Code::corrupt, "no seal at byte " + std::to_string(position) + " of " + name_ + " (trace-rules verify)"};
}

Result<std::optional<LocatedSeal>> SealedFile::seal_after(std::uint64_t from, std::uint64_t end) {
  const std::string_view needle = signature_of(opening_);
  const std::uint64_t most = std::min({end + sizeof(wire_seal), size_, from + kPartMax + sizeof(wire_seal)});
  std::string window;
  std::uint64_t begin = from;  // of the window
  for (std::uint64_t at = from; at < most;) {
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, most - at));
    TRY_ASSIGN(const std::string bytes, read(at, piece));
    window += bytes;
    at += piece;
    for (std::size_t found = 0; (found = window.find(needle, found)) != std::string::npos; ++found) {
      if (begin + found >= end || begin + found + sizeof(wire_seal) > size_) return std::optional<LocatedSeal>();
      auto located = seal_at(begin + found);
      if (located) return std::optional(*located);
    }
    const std::size_t kept = std::min(window.size(), needle.size() - 1);
    begin += window.size() - kept;
    window.erase(0, window.size() - kept);
  }
  return std::optional<LocatedSeal>();
}

Result<LocatedSeal> SealedFile::last_seal() {
  auto last = seal_at(size_ - sizeof(wire_seal));
  if (last || last.error().code != Code::corrupt) return last;
  const std::uint64_t from = size_ - std::min<std::uint64_t>(size_, kPartMax + 2 * sizeof(wire_seal));
  TRY_ASSIGN(const std::string tail, read(from, static_cast<std::size_t>(size_ - from)));
  const std::string_view needle = signature_of(opening_);
  for (std::size_t at = tail.rfind(needle); at != std::string::npos; at = at == 0 ? at : tail.rfind(needle, at - 1)) {
    if (from + at + sizeof(wire_seal) <= size_) {
      auto located = seal_at(from + at);
      if (located) return located;
    }
    if (at == 0) break;
  }
  return Error{Code::corrupt, "no seal at the end of " + name_ + " (trace-rules verify)"};
}

Result<LocatedSeal> SealedFile::seal_before(const LocatedSeal& seal) {
  if (seal.seal.offset < sizeof(wire_seal) || seal.seal.offset > seal.position) {
    return Error{Code::corrupt, "seal " + std::to_string(seal.seal.number) + " of " + name_ +
                                    " is not where it says (trace-rules verify)"};
  }
  return seal_at(seal.seal.offset - sizeof(wire_seal));
}

Result<std::uint64_t> SealedFile::part_at(std::uint64_t time_ns) {
  std::uint64_t begin = sizeof(wire_seal);  // the seals before it are older
  std::uint64_t end = size_;
  while (end - begin > kPiece) {
    const std::uint64_t middle = begin + (end - begin) / 2;
    TRY_ASSIGN(const std::optional<LocatedSeal> found, seal_after(middle, end));
    if (found && found->seal.sealed_ns < time_ns) {
      begin = found->end();
    } else {
      end = middle;
    }
  }
  return begin;
}

}  // namespace trace
