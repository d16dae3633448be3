// SPDX-License-Identifier: Apache-2.0
// Tables as items of a list in mdoc(7), for the man page. The page holds them between two comments:
//
//   .\" The items up to the next comment are made from the table of flags.
//   .\" End of the table of flags.
//
// A test holds the pages to the tables (tests/unit/common/cli/manual_test.cpp), and can write them anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/cli/flag.h"

namespace trace {

std::string manual_of_flags(const ProgramFlags& program);

// The page with `items` as those of that table. Nothing: the page has no such comments.
std::optional<std::string> with_items(std::string_view page, std::string_view table, std::string_view items);

}  // namespace trace
