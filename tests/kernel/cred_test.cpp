// SPDX-License-Identifier: Apache-2.0
// Credentials.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

bool has_ids(const std::string& credentials, const std::string& ids) {
  return credentials.find(ids) != std::string::npos;
}

}  // namespace

void provoke_commit_creds() {
  Collector& collector = hook_collector();
  const Child child =
      run_child([] { return setresgid(2000, 2001, 2002) == 0 ? setresuid(1000, 1001, 1002) : 1; });
  const Record changed = collector.expect("commit_creds", child.pid, [](const Record& record) {
    return record.member("syscall") == quoted("setresuid");
  });
  INFO(changed.line);
  CHECK(has_ids(
      changed.arg("old_cred"),
      R"("Uid":0,"Gid":2000,"Suid":0,"Sgid":2002,"Euid":0,"Egid":2001,"Fsuid":0,"Fsgid":2001)"));
  CHECK(has_ids(
      changed.arg("new_cred"),
      R"("Uid":1000,"Gid":2000,"Suid":1002,"Sgid":2002,"Euid":1001,"Egid":2001,"Fsuid":1001,"Fsgid":2001)"));
  // capabilities(7): they go with the last of the ids that was 0.
  CHECK(has_ids(changed.arg("new_cred"), R"("CapPermitted":0,"CapEffective":0)"));
  CHECK_FALSE(has_ids(changed.arg("old_cred"), R"("CapEffective":0)"));
}

}  // namespace trace::kernel_tests
