// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/selection.h"

#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

Selection trace_of(std::vector<std::string> flags) {
  SelectionArgs args;
  args.trace = std::move(flags);
  auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  return *std::move(selection);
}

Selection events_of(std::vector<std::string> flags) {
  SelectionArgs args;
  args.events = std::move(flags);
  auto selection = parse_selection(args);
  if (!selection) FAIL(selection.error().message);
  return *std::move(selection);
}

std::set<std::string> names(const Selection& selection) {
  std::set<std::string> all;
  for (const EventSpec& event : events()) {
    if (selection.events[event.slot]) all.emplace(event.name);
  }
  return all;
}

std::set<std::string> names_of_set(std::string_view set) {
  std::set<std::string> all;
  for (const EventSpec& event : events()) {
    if (event.in_set(set)) all.emplace(event.name);
  }
  return all;
}

using Names = std::set<std::string>;

TEST_CASE("with no flag the default is collected") {
  const Names all = names(trace_of({}));
  CHECK(all == names(default_selection()));
  CHECK(all.count("sched_process_exec") == 1);
  CHECK(all.count("security_file_open") == 1);
  CHECK(all.count("socket_dup") == 1);
  CHECK(all.count("openat") == 0);
  for (const std::string& name : names_of_set("default")) CHECK(all.count(name) == 1);
}

TEST_CASE("a scope alone leaves the default events") {
  CHECK(names(trace_of({"uid=0"})) == names(default_selection()));
}

TEST_CASE("events are selected by name, by list and by abbreviation") {
  CHECK(names(trace_of({"event=openat"})) == Names{"openat"});
  CHECK(names(trace_of({"e=openat,close"})) == Names{"openat", "close"});
  CHECK(names(trace_of({"eve=openat", "e=close"})) == Names{"openat", "close"});
  CHECK(names(events_of({"openat,close"})) == Names{"openat", "close"});
  CHECK(names(events_of({"openat", "close"})) == Names{"openat", "close"});
}

TEST_CASE("a star at either end of a name selects every event that fits") {
  CHECK(names(trace_of({"e=openat*"})) == Names{"openat", "openat2"});
  CHECK(names(trace_of({"e=*_rmdir"})) == Names{"cgroup_rmdir", "security_inode_rmdir"});
  CHECK(names(trace_of({"e=*process_vm*"})) == Names{"process_vm_readv", "process_vm_writev"});
  CHECK(names(trace_of({"e=*"})).size() == events().size());
  CHECK(names(events_of({"openat*"})) == Names{"openat", "openat2"});
}

TEST_CASE("sets are selected, together with events") {
  CHECK(names(trace_of({"s=fs_mux_io"})) == names_of_set("fs_mux_io"));
  Names both = names_of_set("fs_mux_io");
  both.insert("openat");
  CHECK(names(trace_of({"set=fs_mux_io", "event=openat"})) == both);
  CHECK(names(events_of({"fs_mux_io,openat"})) == both);
}

TEST_CASE("the seed's example: a set without two of its events") {
  Names expected = names_of_set("fs");
  expected.erase("open");
  expected.erase("openat");
  CHECK(names(trace_of({"s=fs", "e!=open,openat"})) == expected);
  CHECK(names(events_of({"fs,-open,-openat"})) == expected);
}

TEST_CASE("what is left out is taken from sets, stars and the default, not from named events") {
  CHECK(names(trace_of({"e=openat*", "e!=openat2"})) == Names{"openat"});
  CHECK(names(trace_of({"e=openat", "e!=openat*"})) == Names{"openat"});
  CHECK(names(trace_of({"e!=ptrace"})).count("ptrace") == 0);
  CHECK(names(trace_of({"e!=ptrace"})).count("sched_process_exec") == 1);
  CHECK(names(events_of({"-ptrace"})).count("ptrace") == 0);
  CHECK(names(trace_of({"s=fs", "s!=fs_mux_io"})).count("poll") == 0);
}

TEST_CASE("a flag that only narrows an event also selects it") {
  CHECK(names(trace_of({"openat.pathname!=/tmp/1,/bin/ls"})) == Names{"openat"});
  CHECK(names(trace_of({"close.retval!=0"})) == Names{"close"});
  CHECK(names(events_of({"openat.data.pathname=/tmp*"})) == Names{"openat"});
  CHECK(names(events_of({"openat.args.pathname=/tmp*"})) == Names{"openat"});
  CHECK(names(events_of({"openat.scope.container"})) == Names{"openat"});
  CHECK(trace_of({"openat.pathname=/x"}).filter.size() == 1);
}

TEST_CASE("a star in the event of a filter means the events that have the argument") {
  const Selection selection = trace_of({"*.old_path=/etc/*"});
  CHECK(names(selection) == Names{"security_inode_link", "security_inode_rename"});
  CHECK(names(trace_of({"openat*.dirfd=3"})) == Names{"openat", "openat2"});
  CHECK(names(trace_of({"openat*.retval=3"})) == Names{"openat", "openat2"});
}

TEST_CASE("in --events a filter may end a list of events") {
  const Selection selection = events_of({"close,-open,openat.data.pathname=/a,/b"});
  CHECK(names(selection) == Names{"close", "openat"});
  CHECK(selection.filter.count(find_event("openat")->slot) == 1);
  CHECK(selection.filter.count(find_event("close")->slot) == 0);
}

TEST_CASE("scopes are understood in all spellings") {
  CHECK(trace_of({"u=0"}).scopes.uid.equal == std::vector<std::uint64_t>{0});
  CHECK(trace_of({"p=new"}).scopes.pid.is_new == true);
  CHECK(trace_of({"pid!=new"}).scopes.pid.is_new == false);
  CHECK(trace_of({"c"}).scopes.container.where == ContainerScope::Where::containers);
  CHECK(trace_of({"!co"}).scopes.container.where == ContainerScope::Where::host);
  CHECK(trace_of({"not-container"}).scopes.container.where == ContainerScope::Where::host);
  CHECK(trace_of({"c=new"}).scopes.container.is_new == true);
  CHECK(trace_of({"f"}).scopes.follow);
  CHECK(trace_of({"tree=1,2"}).scopes.tree.equal.size() == 2);
  CHECK(trace_of({"comm=a.out"}).scopes.comm.equal.front().text == "a.out");
  CHECK(trace_of({"bin=4026531840:/bin/ls"}).scopes.executable.equal.front().mntns == 4026531840);
  CHECK(*trace_of({"uid>=1000"}).scopes.uid.greater == 999);
  CHECK(*trace_of({"uid<=1000"}).scopes.uid.less == 1001);
}

TEST_CASE("names longer than the kernel keeps are cut as it cuts them") {
  const Selection cut = trace_of({"comm=systemd-resolved"});
  CHECK(cut.scopes.comm.equal.front().text == "systemd-resolve");
  REQUIRE(cut.notes.size() == 1);
  CHECK(cut.notes[0].find("comm: \"systemd-resolved\" is longer than the name that the kernel keeps") == 0);
  CHECK(trace_of({"comm=systemd-resolve"}).notes.empty());
  CHECK(trace_of({"event=getppid", "getppid.scope.processName=sixteen-letters_"}).notes.size() == 1);
}

}  // namespace
}  // namespace trace
