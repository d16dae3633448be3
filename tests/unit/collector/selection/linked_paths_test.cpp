// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/linked_paths.h"

#include <unistd.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

// A machine on which /bin is a link to usr/bin, /usr/bin/sh one to dash, /var/run one to /run.
std::string merged(const std::string& path) {
  if (path == "/bin/sh" || path == "/usr/bin/sh") return "/usr/bin/dash";
  for (const auto& [link, target] : {std::pair<std::string, std::string>{"/bin", "/usr/bin"}, {"/var/run", "/run"}}) {
    if (path == link || path.starts_with(link + "/")) return target + path.substr(link.size());
  }
  return path;
}

constexpr std::uint64_t kOwn = 4026531841;

Selection linked(const std::vector<std::string>& flags) {
  SelectionArgs args;
  args.trace = flags;
  auto selection = parse_selection(args);
  REQUIRE(selection);
  add_linked_paths(*selection, kOwn, merged);
  return *std::move(selection);
}

std::vector<std::string> paths(const std::vector<Executable>& list) {
  std::vector<std::string> found;
  for (const Executable& one : list) found.push_back(one.path.text);
  return found;
}

std::vector<std::string> texts(const Expr& expr) {
  std::vector<std::string> found;
  if (const auto* test = std::get_if<Test>(&expr.node)) {
    for (const Literal& literal : test->literals) found.push_back(std::get<std::string>(literal));
  }
  std::vector<Expr> terms;
  if (const auto* all = std::get_if<All>(&expr.node)) terms = all->terms;
  if (const auto* any = std::get_if<Any>(&expr.node)) terms = any->terms;
  if (const auto* negated = std::get_if<Not>(&expr.node)) terms = negated->term;
  for (const Expr& term : terms) {
    for (std::string& text : texts(term)) found.push_back(std::move(text));
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a program that is asked for by a link is asked for by what that leads to, too", "[selection]") {
  const Selection selection = linked({"executable=/bin/sh"});
  CHECK(paths(selection.scopes.executable.equal) == Texts{"/bin/sh", "/usr/bin/sh", "/usr/bin/dash"});
  REQUIRE(selection.notes.size() == 1);
  CHECK(selection.notes[0] == R"("/bin/sh" leads through a link; asked for as well: "/usr/bin/sh", "/usr/bin/dash")");
}

TEST_CASE("what is excluded by a link is excluded by what that leads to, too", "[selection]") {
  CHECK(paths(linked({"executable!=/bin/sh"}).scopes.executable.not_equal) ==
        Texts{"/bin/sh", "/usr/bin/sh", "/usr/bin/dash"});
}

TEST_CASE("of the beginning of a path the directory is followed", "[selection]") {
  CHECK(paths(linked({"executable=/bin/*"}).scopes.executable.equal) == Texts{"/bin/", "/usr/bin/"});
  CHECK(paths(linked({"executable=/bin/s*"}).scopes.executable.equal) == Texts{"/bin/s", "/usr/bin/s"});
}

TEST_CASE("a path without links stays alone", "[selection]") {
  for (const char* path : {"/usr/bin/dash", "/sbin/init", "/usr/bin/*", "*/sh", "/proc/self/exe"}) {
    INFO(path);
    const Selection selection = linked({std::string("executable=") + path});
    CHECK(selection.scopes.executable.equal.size() == 1);
    CHECK(selection.notes.empty());
  }
}

TEST_CASE("links are followed in the mount namespace in which they are", "[selection]") {
  CHECK(linked({"executable=4026531841:/bin/sh"}).scopes.executable.equal.size() == 3);
  CHECK(linked({"executable=4026532000:/bin/sh"}).scopes.executable.equal.size() == 1);
}

TEST_CASE("paths of the kernel in filters are followed, and what a process gave is not", "[selection]") {
  const auto texts_of = [](const std::string& event, const std::string& condition) {
    const Selection selection = linked({event + condition});
    return texts(selection.filter.at(find_event(event)->slot));
  };
  CHECK(texts_of("security_file_open", ".pathname=/var/run/x.sock") == Texts{"/var/run/x.sock", "/run/x.sock"});
  CHECK(texts_of("security_file_open", ".pathname!=/var/run/*") == Texts{"/var/run/", "/run/"});
  CHECK(texts_of("sched_process_exec", ".interpreter_pathname=/bin/sh") ==
        Texts{"/bin/sh", "/usr/bin/sh", "/usr/bin/dash"});
  CHECK(texts_of("openat", ".scope.executable=/bin/sh") == Texts{"/bin/sh", "/usr/bin/sh", "/usr/bin/dash"});
  CHECK(texts_of("openat", ".pathname=/var/run/x.sock") == Texts{"/var/run/x.sock"});
}

TEST_CASE("links are followed as the file system has them, and the last part need not exist", "[selection]") {
  const Folder folder;
  const std::string real = std::filesystem::canonical(folder.path()).string();
  std::filesystem::create_directory(real + "/target");
  REQUIRE(symlink("target", (real + "/link").c_str()) == 0);
  CHECK(follow_links(real + "/link") == real + "/target");
  CHECK(follow_links(real + "/link/none") == real + "/target/none");
  REQUIRE(symlink("loop", (real + "/loop").c_str()) == 0);
  CHECK(paths_led_to(real + "/loop/x", false, follow_links).empty());
}

}  // namespace trace
