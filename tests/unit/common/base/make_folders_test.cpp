// SPDX-License-Identifier: Apache-2.0
#include "common/base/make_folders.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {

TEST_CASE("folders above a path are nobody else's to write in, whatever the umask is") {
  const Folder folder;
  for (const mode_t mask : {0, 022, 077}) {
    const std::string name = "a" + std::to_string(mask);
    const mode_t before = ::umask(mask);
    make_folders_above(folder.file(name + "/b/c"));
    const mode_t after = ::umask(before);
    CHECK(after == mask);
    for (const std::string& one : {name, name + "/b"}) {
      struct stat status {};
      REQUIRE(::stat(folder.file(one).c_str(), &status) == 0);
      CHECK((status.st_mode & 07777) == (0755U & ~mask));
    }
  }
}

}  // namespace trace
