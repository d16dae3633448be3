// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/page.h"

#include <functional>

#include "tests/support/incident.h"

namespace trace {
namespace {

constexpr std::string_view kHostile =
    "</script><script>sentinel=1</script><img src=x onerror=sentinel=1>\xe2\x80\xae\x01\xff\"'&";

void make_hostile(Incident& incident) {
  const std::string name(kHostile);
  incident.host = name;
  incident.gatherer.begin(name);
  const Incident::Who who{7, 1, name, name};
  std::string argv = name;
  argv += '\0';
  incident.executes(who, name, argv);
  incident.is_caught(who, incident.cron, name);
  incident.happens("artifact", who,
                   {{"result", std::string_view(name)},
                    {"reason", std::string_view(name)},
                    {"pathname", std::string_view(name)},
                    {"sha256", std::string_view(name)}});
  incident.tally.failures.push_back(name);
  incident.blind.push_back({name, name, {"ptrace"}});
}

TEST_CASE_METHOD(Incident, "whatever names are made of, the page has no markup but its own") {
  make_hostile(*this);
  const std::string text = page();
  CHECK(count_of(text, "<script") == 1);
  CHECK(count_of(text, "</script>") == 1);
  CHECK(count_of(text, "<style>") == 1);
  CHECK_FALSE(has(text, "<img"));
  CHECK_FALSE(has(text, "\xe2\x80\xae"));
  CHECK_FALSE(has(text, "\x01"));
  CHECK_FALSE(has(text, "\xff"));
  CHECK(count_of(text, "&lt;/script&gt;&lt;script&gt;sentinel=1") >= 8);
  CHECK(has(text, "\\xe2\\x80\\xae\\x01\\xff&quot;&#39;&amp;"));
}

TEST_CASE_METHOD(Incident, "the policy permits nothing but the style and the script, by their hashes") {
  const std::string policy = content_policy();
  CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
  CHECK_FALSE(has(policy, "unsafe"));
  CHECK(has(page(), "content=\"" + policy + "\""));
}

TEST_CASE("the same events give the same bytes") {
  const auto made = [] {
    Incident incident;
    for (std::uint32_t i = 0; i < 500; ++i) {
      incident.executes({1000 + i, 1 + i % 7}, "/bin/" + std::to_string(i * 7919 % 500));
      incident.writes({1000 + i, 1}, "/tmp/" + std::to_string(i));
      if (i % 50 == 0) incident.is_caught({1000 + i, 1}, i % 100 == 0 ? incident.cron : incident.memory);
    }
    return incident.page();
  };
  CHECK(made() == made());
}

TEST_CASE("a page has links to the sections that it has, and to nothing else") {
  Incident incident;
  incident.executes({7, 1}, "/bin/true");
  const std::string text = incident.page();
  CHECK(has(text, "<a href=\"#files\">Files</a>"));
  CHECK_FALSE(has(text, "href=\"#peers\""));
  CHECK(count_of(text, "href=\"") == count_of(text, "href=\"#"));
}

TEST_CASE("of a hundred thousand events that are all different the page has two megabytes at most") {
  Incident incident;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const Incident::Who who{1000 + i, 1 + i / 10, "process-" + std::to_string(i)};
    const std::string path = "/a/rather/long/path/of/a/folder/and/of/a/file/in/it/" + std::to_string(i);
    incident.executes(who, path, path);
    for (int j = 0; j < 7; ++j) incident.writes(who, path + std::to_string(j));
    const std::string raw("\2\0\x11\x5c\x0a\0\0\2\0\0\0\0\0\0\0\0", 16);
    incident.happens("security_socket_connect", who, {{"remote_addr", Record(WIRE_SOCKADDR, raw)}});
    if (i % 3 == 0) incident.is_caught(who, i % 2 == 0 ? incident.cron : incident.memory, path);
    incident.happens("artifact", who,
                     {{"result", std::string_view("captured")},
                      {"pathname", std::string_view(path)},
                      {"sha256", std::string_view(path)}});
  }
  CHECK(incident.page().size() < 2'000'000);
}

}  // namespace
}  // namespace trace
