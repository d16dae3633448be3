// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

constexpr std::string_view kHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

TEST_CASE_METHOD(Incident, "an artifact is shown with its hash, and one that was missed with the reason") {
  happens("artifact", {7, 1, "dropper"},
          {{"result", std::string_view("captured")},
           {"pathname", std::string_view("/tmp/x")},
           {"sha256", kHash},
           {"size", std::uint64_t{35'664}}});
  happens("artifact", {8, 1},
          {{"result", std::string_view("missed")},
           {"reason", std::string_view("gone")},
           {"pathname", std::string_view("/tmp/y")}});
  const std::string text = text_of(artifacts_section, *this);
  CHECK(has(text, kHash));
  CHECK(has(text, "35.7 kB"));
  CHECK(has(text, "dropper (7)"));
  CHECK(has(text, "<tr class=\"missed\">"));
  CHECK(has(text, "<span class=\"more\">gone</span>"));
  CHECK_FALSE(has(text, "manifest"));
}

TEST_CASE_METHOD(Incident, "what a manifest does not have of the recording is told, and so is a chain that breaks") {
  happens("artifact", {7, 1},
          {{"result", std::string_view("captured")}, {"pathname", std::string_view("/tmp/x")}, {"sha256", kHash}});
  CHECK(gatherer.artifacts().read_manifest(*bytes_of(std::string())));
  CHECK(has(text_of(artifacts_section, *this), "not in the manifest"));
  CHECK(has(text_of(artifacts_section, *this), "each names the hash of the one before"));
  CHECK(gatherer.artifacts().read_manifest(*bytes_of(std::string("{\"n\":1}\n"))));
  CHECK(has(text_of(artifacts_section, *this), "breaks at line 1"));
}

TEST_CASE_METHOD(Incident, "what a recording does not have of the manifest is told, of an extract as that") {
  executes({7, 1}, "/bin/true");
  const std::string line = R"({"n":1,"time":1,"kind":"exec","result":"captured","path":"/tmp/x","sha256":")" +
                           std::string(kHash) + R"(","size":2})" + "\n";
  CHECK(gatherer.artifacts().read_manifest(*bytes_of(line)));
  CHECK(has(text_of(artifacts_section, *this), "not in the recording"));
  happens("extract", {0, 0});
  CHECK(has(text_of(artifacts_section, *this), "not in the extract"));
}

TEST_CASE_METHOD(Incident, "without either there is no such section") {
  executes({7, 1}, "/bin/true");
  CHECK(text_of(artifacts_section, *this).empty());
}

}  // namespace
}  // namespace trace
