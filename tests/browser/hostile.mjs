// SPDX-License-Identifier: Apache-2.0
// Writes a recording in JSON, and a manifest, whose texts all try to become markup.
//
//   node hostile.mjs RECORDING MANIFEST
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";

const [, , recording, manifest] = process.argv;
const texts = [
  "</script><script>sentinel=1</script>",
  "<img src=x onerror=sentinel=1>",
  "<svg onload=sentinel=1>",
  "</title></style><script>sentinel=1</script>",
  "\" onmouseover=sentinel=1 x=\"",
  "\u202egnp.exe\u2066",
  "a\u0000b\u001b[2J\u009b",
];

let time = 1_732_402_800_000_000_000n;
const events = [];
const event = (name, id, text, args) => {
  time += 1_000_000n;
  const pid = 100 + events.length;
  events.push(`{"timestamp":${time},"processId":${pid},"threadId":${pid},"parentProcessId":1,"hostProcessId":${pid},` +
    `"hostThreadId":${pid},"hostParentProcessId":1,"userId":0,"processName":${JSON.stringify(text)},` +
    `"executable":{"path":${JSON.stringify(text)}},"hostName":${JSON.stringify(text)},"containerId":${JSON.stringify(text)},` +
    `"eventId":"${id}","eventName":"${name}","returnValue":0,"processEntityId":${pid},"parentEntityId":1,` +
    `"args":${JSON.stringify(args)}}`);
};
const argument = (name, type, value) => ({ name, type, value });
// The first is of no container, so that the machine has its name.
event("uname", "63", texts[3], []);
events[0] = events[0].replace(/"containerId":"[^,]*",/, "");
for (const text of texts) {
  event("sched_process_exec", "715", text,
    [argument("pathname", "const char*", text), argument("argv", "const char**", [text, text])]);
  // Scheduled tasks changed.
  event("security_file_open", "732", text,
    [argument("pathname", "const char*", `/etc/cron.d/${text}`), argument("flags", "int", 577)]);
  event("security_inode_rename", "768", text,
    [argument("old_path", "const char*", text), argument("new_path", "const char*", text)]);
  event("security_socket_connect", "736", text,
    [argument("remote_addr", "struct sockaddr*", { sa_family: "AF_UNIX", sun_path: `/${text}` })]);
  // Library forced into programs: the finding carries the text.
  event("sched_process_exec", "715", text,
    [argument("pathname", "const char*", text), argument("argv", "const char**", [text]),
      argument("env", "const char**", [`LD_PRELOAD=${text}`])]);
}
writeFileSync(recording, `${events.join("\n")}\nno event ${texts.join("")}\n`);

let previous = "0".repeat(64);
const lines = [];
const add = (line) => {
  const text = JSON.stringify({ n: lines.length + 1, ...line, prev: previous });
  previous = createHash("sha256").update(text).digest("hex");
  lines.push(text);
};
for (const text of texts) {
  add({ time: 1, kind: text, role: text, result: text, reason: text, path: text, sha256: text, process: { pid: 7, comm: text } });
}
add({ time: 2, kind: "exec", result: "captured", path: "\ufffd\ufffd", path_hex: "fffe", sha256: previous, size: 1 });
writeFileSync(manifest, lines.map((line) => `${line}\n`).join(""));
