// SPDX-License-Identifier: Apache-2.0
// The sections of a report, in the order in which they lead from the verdict to the evidence. Each has a file of its name, and its
// share of the 2 MB that a report may have. One that has nothing to show writes nothing.
#pragma once

#include "rules/report/page/parts.h"

namespace trace {

void verdict_section(Html& html, const PageData& data, const ShownTree& shown);
void timeline_section(Html& html, const PageData& data, const ShownTree& shown);
void detections_section(Html& html, const PageData& data, const ShownTree& shown);
void processes_section(Html& html, const PageData& data, const ShownTree& shown);
void files_section(Html& html, const PageData& data, const ShownTree& shown);
void peers_section(Html& html, const PageData& data, const ShownTree& shown);
void artifacts_section(Html& html, const PageData& data, const ShownTree& shown);
void attack_section(Html& html, const PageData& data, const ShownTree& shown);
void gaps_section(Html& html, const PageData& data, const ShownTree& shown);
void recordings_section(Html& html, const PageData& data, const ShownTree& shown);

// Those that have a detection, with their ancestors and descendants.
ShownTree shown_processes(const ProcessTree& tree);

// "workstation", or of several machines their number and names.
std::string host_names(const PageData& data);

// A layer of the ATT&CK Navigator (format 4.5), a line of JSON.
std::string navigator_layer(const PageData& data);

}  // namespace trace
