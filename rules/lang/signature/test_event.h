// SPDX-License-Identifier: Apache-2.0
// Events written down by hand, for the tests of signatures:
//
//   {event: security_file_open, pathname: /etc/shadow, flags: O_RDONLY, context.processName: cat}
//   {event: security_socket_connect, sockfd: 0, remote_addr: {sa_family: AF_INET, sin_addr: 10.0.0.1, sin_port: 53}}
//
// or recorded: a line of JSON as trace-ebpf or Tracee writes it, which is YAML as it stands.
#pragma once

#include <string>

#include "common/event/owned_event.h"
#include "rules/lang/text/yaml.h"

namespace trace {

// Errors: invalid, at the key or the value that does not fit the event.
Result<OwnedEvent> parse_test_event(const YamlNode& node, const SourceFile& file);

// Sets one argument or, by "context.NAME", one context field. `key` is where the name stands.
// REQUIRES: into.event.spec is set.
Status set_test_field(const std::string& name, Position key, const YamlNode& value, const SourceFile& file,
                      OwnedEvent& into);

}  // namespace trace
