// SPDX-License-Identifier: Apache-2.0
// A report as one file of HTML: no script is needed to read it, nothing is loaded, and nothing in it but its own style and script acts.
//
// A policy in the page (Content-Security-Policy) permits the style and the script by their hashes, and nothing else; so what a process
// wrote into its name could not run even if it became markup, which html.h does not let it.
#pragma once

#include <string>

#include "rules/report/page/parts.h"

namespace trace {

// The policy. REQUIRES: called before the sandbox closes, since OpenSSL reads files at first.
std::string content_policy();

// The same data give the same bytes.
std::string report_page(const PageData& data, const std::string& policy);

}  // namespace trace
