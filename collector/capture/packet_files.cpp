// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_files.h"

#include <sys/syscall.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "collector/capture/packet_headers.h"
#include "collector/capture/pcapng.h"
#include "collector/capture/safe_name.h"
#include "common/base/bytes.h"
#include "common/codec/json/text.h"
#include "common/state/containers.h"

namespace trace {
namespace {

constexpr std::string_view kKind = "net";
constexpr std::string_view kHow = "cgroup_skb";
constexpr std::string_view kFolder = "out/pcap/";
constexpr std::string_view kSuffix = "pcap";  // as Tracee has it, though it is pcapng
constexpr std::size_t kWaitingMax = 64 * 1024;
constexpr std::size_t kInterfacesMax = 1 << 16;  // of one file
constexpr std::size_t kOpenMax = 256;            // files
constexpr std::size_t kOwnersMax = 1 << 16;
constexpr std::size_t kCpusMax = 1 << 16;
constexpr std::size_t kContainerIdMax = 11;  // characters of it, as Tracee has it

constexpr std::array<std::string_view, kPacketSplits> kSplitNames{"single", "process", "container", "command"};

std::string_view name_of(PacketSplit split) {
  return kSplitNames.at(static_cast<std::size_t>(split));
}

std::string kernel_name() {
  utsname names{};
  return ::uname(&names) == 0 ? std::string("Linux ") + names.release : "Linux";
}

std::string description_of(const wire_socket_owner& owner, const std::string& comm, const ProcessFacts& facts) {
  if (owner.pid == 0) return "{}";
  std::string out = "{\"pid\":";
  append_json_integer(out, owner.pid);
  out += ",\"start\":";
  append_json_integer(out, owner.start_ns);
  out += ",\"uid\":";
  append_json_integer(out, owner.uid);
  const auto text = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out.append(",\"").append(key).append("\":");
    append_json_string(out, value);
  };
  text("comm", comm);
  text("exe", facts.executable);
  text("container", facts.container);
  return out + "}";
}

}  // namespace

Needs PacketFiles::needs() {
  return {
      {SYS_uname},
      {SYS_openat},
      {SYS_readlinkat},
#ifdef SYS_readlink
      {SYS_readlink},
#endif
  };
}

PacketFiles::PacketFiles(ArtifactStore& store, const PacketCapture& request, std::uint64_t file_bytes, Note note)
    : store_(store), request_(request), file_bytes_(file_bytes), note_(std::move(note)) {
  if (request_.splits.none()) request_.splits.set(static_cast<std::size_t>(PacketSplit::single));
}

void PacketFiles::take(std::string_view record) {
  const auto packet = load<wire_packet>(record);
  if (record.size() < sizeof(packet) || packet.kept > record.size() - sizeof(packet) || packet.cpu >= kCpusMax) return;
  if (lost_.size() <= packet.cpu) lost_.resize(packet.cpu + 1);
  // Two packets of one CPU may come in the other order.
  std::uint64_t& lost = lost_[packet.cpu];
  const std::uint64_t dropped = packet.lost > lost ? packet.lost - lost : 0;
  lost = std::max(lost, packet.lost);
  Owner& owner = owner_of(packet.owner);
  std::string_view bytes = record.substr(sizeof(packet), packet.kept);
  if (request_.only_headers) bytes = bytes.substr(0, packet_headers_size(packet.protocol, bytes));
  for (std::size_t split = 0; split < kPacketSplits; ++split) {
    if (!request_.splits.test(split)) continue;
    add(file_of(static_cast<PacketSplit>(split), owner), owner, packet, dropped, bytes);
  }
}

PacketFiles::Owner& PacketFiles::owner_of(const wire_socket_owner& owner) {
  Owner*& recent = recent_[owner.pid % recent_.size()];
  const bool is_it = recent != nullptr && recent->owner.pid == owner.pid && recent->owner.start_ns == owner.start_ns &&
                     std::memcmp(recent->owner.comm, owner.comm, sizeof(owner.comm)) == 0;
  if (!is_it) recent = &made_owner(owner);
  return *recent;
}

PacketFiles::Owner& PacketFiles::made_owner(const wire_socket_owner& owner) {
  std::string comm(owner.comm, ::strnlen(owner.comm, sizeof(owner.comm)));
  const Process process{owner.pid, owner.start_ns, comm};
  if (const auto known = owners_.find(process); known != owners_.end()) return known->second;
  if (owners_.size() >= kOwnersMax) end_all();
  if (containers_.size() >= kOwnersMax) containers_.clear();
  Owner& made = owners_[process];
  made.owner = owner;
  made.comm = std::move(comm);
  find_facts(made);
  return made;
}

void PacketFiles::find_facts(Owner& of) {
  const wire_socket_owner& owner = of.owner;
  auto facts = facts_of(static_cast<pid_t>(owner.pid_here), owner.start_ns);
  const auto learnt = learnt_.find({owner.pid, owner.start_ns});
  if (!facts && learnt != learnt_.end()) facts = learnt->second;
  if (facts) {
    of.facts = *std::move(facts);
    of.is_known = of.is_placed = true;
    containers_[owner.cgroup] = of.facts.container;
  } else if (const auto container = containers_.find(owner.cgroup); container != containers_.end()) {
    of.facts.container = container->second;
    of.is_placed = true;
  }
}

std::string PacketFiles::stem_of(PacketSplit split, const Owner& owner) {
  const std::string& id = owner.facts.container;
  const std::string where = !owner.is_placed ? std::string(Containers::kUnknownId)
                            : id.empty()     ? std::string("host")
                                             : safe_name(id.substr(0, kContainerIdMax));
  switch (split) {
    case PacketSplit::single:
      return "single";
    case PacketSplit::process:
      return "processes/" + where + "/" + safe_name(owner.comm) + "_" + std::to_string(owner.owner.pid) + "_" +
             std::to_string(owner.owner.start_ns);
    case PacketSplit::container:
      return "containers/" + where;
    case PacketSplit::command:
      return "commands/" + where + "/" + safe_name(owner.comm);
  }
  return {};
}

void PacketFiles::learn(std::uint32_t pid, std::uint64_t start_ns, ProcessFacts facts) {
  if (learnt_.size() >= kOwnersMax) learnt_.clear();
  learnt_[{pid, start_ns}] = std::move(facts);
}

PacketFiles::File& PacketFiles::file_of(PacketSplit split, Owner& owner) {
  File*& known = owner.files.at(static_cast<std::size_t>(split));
  if (known != nullptr) return *known;
  std::string stem = stem_of(split, owner);
  File& file = files_[stem];
  if (file.owner == nullptr) {
    file.stem = std::move(stem);
    file.split = split;
    file.owner = &owner;
  }
  known = &file;
  return file;
}

void PacketFiles::open(File& file) {
  make_room();
  auto growing = store_.begin();
  if (!growing) return limit(file, growing.error().message);
  file.out = *std::move(growing);
  pcapng::append_section(file.head, kernel_name(), "trace-ebpf " TRACE_VERSION);
}

std::uint32_t PacketFiles::interface_of(File& file, Owner& owner) {
  const auto number = static_cast<std::uint32_t>(file.interfaces.size());
  const auto [at, is_new] = file.numbers.try_emplace(&owner, number);
  if (is_new) {
    file.added.push_back(&owner);
    file.interfaces.emplace_back();
  }
  return at->second;
}

void PacketFiles::add(File& file, Owner& owner, const wire_packet& packet, std::uint64_t dropped,
                      std::string_view bytes) {
  const std::uint64_t size = file.out ? file.out->size + file.waiting.size() : 0;
  if (file.out && (size + bytes.size() >= file_bytes_ || file.interfaces.size() >= kInterfacesMax)) end(file);
  if (!file.out && file.limit.empty()) open(file);
  if (!file.limit.empty()) {
    ++file.limited;
    return;
  }
  pcapng::Packet out;
  out.interface = interface_of(file, owner);
  out.time_ns = boot_ns_ + packet.time_ns;
  out.sent = packet.sent != 0;
  out.dropped = dropped;
  out.pid = packet.owner.pid;
  out.tid = packet.owner.tid;
  out.protocol = packet.protocol;
  out.link_interface = packet.interface;
  out.link_type = packet.type;
  out.length = packet.length;
  out.bytes = bytes;
  pcapng::append_packet(file.waiting, out);
  Interface& interface = file.interfaces[out.interface];
  ++interface.packets;
  interface.dropped += dropped;
  ++file.packets;
  ++file.waiting_packets;
  file.last_ns = std::max(file.last_ns, out.time_ns);
  if (file.waiting.size() >= kWaitingMax) write(file);
}

void PacketFiles::write(File& file) {
  if (!file.out || file.waiting.empty()) return;
  const wire_socket_owner& owner = file.owner->owner;
  const std::uint64_t process = file.split == PacketSplit::process ? owner.start_ns ^ owner.pid : 0;
  std::string blocks = std::exchange(file.head, {});
  for (Owner* const added : file.added) {
    if (!added->is_known) find_facts(*added);
    const std::string name = added->owner.pid == 0 ? "unknown" : safe_name(added->comm);
    pcapng::append_interface(blocks, name + "[" + std::to_string(added->owner.pid) + "]",
                             description_of(added->owner, added->comm, added->facts), request_.size_max);
  }
  file.added.clear();
  std::string why = store_.append(*file.out, blocks.append(file.waiting), process);
  file.waiting.clear();
  if (why.empty()) {
    file.waiting_packets = 0;
  } else {
    limit(file, std::move(why));
  }
}

// What waits is left out.
void PacketFiles::limit(File& file, std::string why) {
  file.limit = std::move(why);
  file.limited += file.waiting_packets;
  file.packets -= file.waiting_packets;
  file.waiting_packets = 0;
  if (file.out) end(file);
}

void PacketFiles::end(File& file) {
  const bool is_cut = !file.limit.empty();
  if (!is_cut) {
    for (std::uint32_t i = 0; i < file.interfaces.size(); ++i) {
      const Interface& interface = file.interfaces[i];
      pcapng::append_statistics(file.waiting, {i, file.last_ns, interface.packets, interface.dropped});
    }
    write(file);
    if (!file.out) return;  // it found no room, and was ended
  }
  ArtifactStore::Growing out = *std::exchange(file.out, std::nullopt);
  if (file.packets == 0) {
    store_.discard(out);
  } else {
    const ArtifactStore::Kept kept = store_.finish(std::move(out));
    note_(kept_line(file, kept), !is_cut && !kept.object.empty());
  }
  forget(file);
}

void PacketFiles::forget(File& file) {
  file.head.clear();
  file.added.clear();
  file.waiting.clear();
  file.numbers.clear();
  file.interfaces.clear();
  file.packets = 0;
}

ManifestLine PacketFiles::kept_line(const File& file, const ArtifactStore::Kept& kept) {
  ManifestLine line;
  line.kind = kKind;
  line.role = name_of(file.split);
  line.result = kept.result;
  line.reason = kept.reason;
  line.object = kept.object;
  line.sha256 = kept.sha256;
  line.size = kept.size;
  line.how = kHow;
  line.packets = file.packets;
  // Of one process, what is known of it by now.
  const std::string& stem = file.split == PacketSplit::process ? stem_of(file.split, *file.owner) : file.stem;
  if (!kept.object.empty()) line.name = store_.link_at(kept, std::string(kFolder) + stem, kSuffix);
  if (file.split == PacketSplit::process && file.owner->owner.pid != 0) {
    const wire_socket_owner& owner = file.owner->owner;
    line.process = ManifestProcess{owner.pid, owner.start_ns, file.owner->comm, owner.uid, file.owner->facts.container};
  }
  return line;
}

// One that has had no packet for the longest time is ended; if it has another, a second file is begun.
void PacketFiles::make_room() {
  std::size_t open = 0;
  File* oldest = nullptr;
  for (auto& [stem, file] : files_) {
    if (!file.out) continue;
    ++open;
    if (oldest == nullptr || file.last_ns < oldest->last_ns) oldest = &file;
  }
  if (open >= kOpenMax) end(*oldest);
}

void PacketFiles::flush() {
  for (auto& [stem, file] : files_) {
    write(file);
    if (file.out && !store_.is_whole(*file.out)) end(file);
  }
}

void PacketFiles::left_out(std::string_view role, std::string_view result, std::string reason, std::uint64_t count) {
  if (count == 0) return;
  ManifestLine line;
  line.kind = kKind;
  line.role = role;
  line.result = result;
  line.reason = std::move(reason);
  line.how = kHow;
  line.count = count;
  note_(std::move(line), false);
}

void PacketFiles::end_all() {
  for (auto& [stem, file] : files_) {
    if (file.out) end(file);
    left_out(name_of(file.split), "limited", file.limit, file.limited);
  }
  files_.clear();
  owners_.clear();
  recent_.fill(nullptr);
}

void PacketFiles::finish(std::uint64_t lost) {
  end_all();
  left_out({}, "missed", "packets came faster than they could be kept", lost);
}

}  // namespace trace
