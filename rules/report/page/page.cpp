// SPDX-License-Identifier: Apache-2.0
#include "rules/report/page/page.h"

#include <array>

#include "common/artifact/sha256.h"
#include "common/codec/json/text.h"
#include "rules/report/page/assets.h"
#include "rules/report/page/sections.h"

namespace trace {
namespace {

// As CSP has it: 'sha256-BASE64'.
std::string source_hash(std::string_view source) {
  const std::string hex = sha256_of(source);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoul(hex.substr(i, 2), nullptr, 16));
  }
  std::string quoted;
  append_json_base64(quoted, bytes);
  return "'sha256-" + quoted.substr(1, quoted.size() - 2) + "'";
}

struct Section {
  Markup id;
  Markup title;
  void (*write)(Html&, const PageData&, const ShownTree&);
};

constexpr auto kSections = std::to_array<Section>({
    {"verdict", "Verdict", verdict_section},
    {"timeline", "Timeline", timeline_section},
    {"detections", "Detections", detections_section},
    {"processes", "Processes", processes_section},
    {"files", "Files", files_section},
    {"peers", "Peers", peers_section},
    {"artifacts", "Artifacts", artifacts_section},
    {"attack", "ATT&amp;CK", attack_section},
    {"gaps", "Gaps", gaps_section},
    {"recordings", "Recordings", recordings_section},
});

// The sections with a bar of links to them.
void sections(Html& html, const PageData& data) {
  const ShownTree shown = shown_processes(data.gathered.processes());
  std::string text;
  Html body(text);
  html.element("nav", {}, [&] {
    for (const Section& one : kSections) {
      const std::size_t before = body.size_bytes();
      one.write(body, data, shown);
      if (body.size_bytes() != before) html.link(one.id, one.title);
    }
    html.write(R"(<label id="filter" hidden>Filter <input type="search" autocomplete="off"></label>)");
  });
  html.element("main", {}, [&] { html.append(body); });
}

}  // namespace

std::string content_policy() {
  return "default-src 'none'; style-src " + source_hash(kStyle) + "; script-src " + source_hash(kScript) +
         "; base-uri 'none'; form-action 'none'";
}

std::string report_page(const PageData& data, const std::string& policy) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  // The policy is made of constants and hashes; its quotes may stand in an attribute in double quotes.
  out += "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n";
  out +=
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" "
      "content=\"no-referrer\">\n";
  Html html(out);
  html.element("title", {}, "Trace report: " + host_names(data));
  html.write("\n<style>");
  html.write(kStyle);
  html.write("</style>\n</head>\n<body>\n");
  sections(html, data);
  html.write("\n<script>");
  html.write(kScript);
  html.write("</script>\n</body>\n</html>\n");
  return out;
}

}  // namespace trace
