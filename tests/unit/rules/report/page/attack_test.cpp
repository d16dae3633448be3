// SPDX-License-Identifier: Apache-2.0
#include "tests/support/incident.h"

namespace trace {
namespace {

TEST_CASE_METHOD(Incident, "techniques stand by tactic, in the order of an attack") {
  is_caught({7, 1}, memory);
  is_caught({7, 1}, cron);
  is_caught({7, 1}, cron);
  const std::string text = text_of(attack_section, *this);
  CHECK(text.find("<h3>Persistence</h3>") < text.find("<h3>Defense evasion</h3>"));
  CHECK(has(text, "<strong>T1053.003</strong><span>Cron</span><span class=\"more\">TRC-1027 × 2</span>"));
}

TEST_CASE_METHOD(Incident, "the layer has each technique with its number of detections") {
  is_caught({7, 1}, cron);
  is_caught({7, 1}, cron);
  CHECK(
      navigator_layer(data()) ==
      R"({"name":"Trace: box1","versions":{"navigator":"4.9.1","layer":"4.5"},"domain":"enterprise-attack",)"
      R"("description":"techniques of the signatures that fired; the score is the number of detections",)"
      R"("techniques":[{"techniqueID":"T1053.003","tactic":"persistence","score":2,"comment":"TRC-1027","enabled":true}],)"
      R"("gradient":{"colors":["#fde3d3","#b3261e"],"minValue":0,"maxValue":2}})");
}

TEST_CASE_METHOD(Incident, "nothing in the layer can be taken for markup") {
  host = "</pre><b>";
  is_caught({7, 1}, cron);
  CHECK(has(navigator_layer(data()), "Trace: \\u003c/pre\\u003e\\u003cb\\u003e"));
}

TEST_CASE_METHOD(Incident, "a tactic that ATT&CK does not have is shown, and left out of the layer") {
  cron.techniques[0].category = "impairment";
  is_caught({7, 1}, cron);
  CHECK(has(text_of(attack_section, *this), "<h3>Impairment</h3>"));
  CHECK_FALSE(has(navigator_layer(data()), "tactic\":"));
}

}  // namespace
}  // namespace trace
