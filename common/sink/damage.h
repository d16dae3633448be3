// SPDX-License-Identifier: Apache-2.0
// What becomes of a file under the hands of who writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trace {

// What is said of a file that somebody moved, after its name: no damage, but who looks for it should know.
constexpr std::string_view kMovedAway =
    "was moved away while it was written: what comes goes on in it, wherever it is now";

// What another program did to a file that we alone write, in a sentence; nothing if it has its links and all of its bytes, and no
// more. name: as sentences have it.
std::optional<std::string> damage_of(const std::string& name, std::uint64_t links, std::uint64_t size,
                                     std::uint64_t due);

}  // namespace trace
