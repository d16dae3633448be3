// SPDX-License-Identifier: Apache-2.0
// A detection as a block of lines, for people: how bad, what, who did it to what, where.
//
//   HIGH TRC-101 Standard stream connected to a socket
//     what       security_socket_connect  sockfd: 0, type: SOCK_STREAM, remote_addr: 10.0.0.2:4444
//     process    nc (4711)  /usr/bin/nc
//     started by bash (4700), sshd, sshd, systemd
//     user       www-data (33), logged in as alice (1000)
//     container  3f4be7d2a8c1
//     host       box1
//     time       2024-11-23T23:06:40.123456Z
//
// A line whose value is not known is left out. What an attacker may choose is made safe by append_printable().
#pragma once

#include <cstddef>
#include <string>

#include "rules/model/detection.h"
#include "rules/output/user_names.h"

namespace trace {

struct TextLook {
  std::size_t columns = 0;  // where lines are broken; 0: nowhere
  bool colours = false;
};

void append_text_block(std::string& out, const Detection& detection, const TextLook& look, const UserNames& users);

}  // namespace trace
