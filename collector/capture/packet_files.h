// SPDX-License-Identifier: Apache-2.0
// Packets of the kernel side's ring, put into pcapng files below out/pcap/, named as Tracee names them:
//
//   single       single.pcap
//   process      processes/CONTAINER/COMM_PID_START.pcap
//   container    containers/CONTAINER.pcap
//   command      commands/CONTAINER/COMM.pcap
//
// CONTAINER is "host", the first characters of an id, or "unknown": of a process that had ended, in a cgroup that no other one was seen in. In each file an interface is a process, so one file of all can be filtered as
// well as one of each can be read. A file that has reached the limit of a file is ended, and another one begun; what has reached another
// limit is ended, and how many packets came after is told. Files are in tmp/ until they are ended, whole blocks at all times.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/capture/process_facts.h"
#include "collector/capture/store.h"

namespace trace {

class PacketFiles {
 public:
  // Takes what became of files; complete: nothing was left out.
  using Note = std::function<void(ManifestLine line, bool complete)>;

  // The store must outlive it.
  PacketFiles(ArtifactStore& store, const PacketCapture& request, std::uint64_t file_bytes, Note note);

  // boot_ns: when the machine was booted, since the epoch. To be called before the first packet.
  void begin(std::uint64_t boot_ns) { boot_ns_ = boot_ns; }
  // What a process runs, for when it has ended before its first packet is read.
  void learn(std::uint32_t pid, std::uint64_t start_ns, ProcessFacts facts);
  // A record of the ring, see wire_packet.
  void take(std::string_view record);
  // Writes what is not written yet. A file that another program deleted or changed is ended. To be called every second.
  void flush();
  // Ends all files. lost: packets that found no room in the ring, by what the kernel side has counted.
  void finish(std::uint64_t lost);

  static Needs needs();

 private:
  static constexpr std::size_t kRecentOwners = 256;

  struct File;

  // A process, and another one if it runs another program.
  struct Owner {
    wire_socket_owner owner{};
    std::string comm;
    ProcessFacts facts;
    bool is_known = false;   // whether its facts are
    bool is_placed = false;  // whether its container is known, or that it is in none
    std::array<File*, kPacketSplits> files{};
  };
  using Process = std::tuple<std::uint32_t, std::uint64_t, std::string>;  // pid, start, comm
  struct Interface {
    std::uint64_t packets = 0, dropped = 0;
  };
  struct File {
    std::string stem;  // its name without what makes it one of several
    PacketSplit split{};
    const Owner* owner = nullptr;  // of its first packet
    std::optional<ArtifactStore::Growing> out;
    // What is not written yet: the beginning of the file, interfaces, and blocks after them. A process is described when that is
    // written, since its exec may be told after its first packet.
    std::string head;
    std::vector<Owner*> added;
    std::string waiting;
    std::unordered_map<const Owner*, std::uint32_t> numbers;  // of interfaces
    std::vector<Interface> interfaces;
    std::uint64_t packets = 0;          // with those that wait
    std::uint64_t waiting_packets = 0;  // of them
    std::uint64_t last_ns = 0;
    std::string limit;  // why there will be no more
    std::uint64_t limited = 0;
  };

  Owner& owner_of(const wire_socket_owner& owner);
  Owner& made_owner(const wire_socket_owner& owner);
  void find_facts(Owner& owner);
  File& file_of(PacketSplit split, Owner& owner);
  void add(File& file, Owner& owner, const wire_packet& packet, std::uint64_t dropped, std::string_view bytes);
  std::uint32_t interface_of(File& file, Owner& owner);
  void open(File& file);
  void write(File& file);
  void forget(File& file);
  // Its statistics, its object, its line.
  void end(File& file);
  void limit(File& file, std::string why);
  static std::string stem_of(PacketSplit split, const Owner& owner);
  ManifestLine kept_line(const File& file, const ArtifactStore::Kept& kept);
  void make_room();
  void left_out(std::string_view role, std::string_view result, std::string reason, std::uint64_t count);
  // Ends all, and forgets what it knows of processes.
  void end_all();

  ArtifactStore& store_;
  PacketCapture request_;
  std::uint64_t file_bytes_;
  Note note_;
  std::uint64_t boot_ns_ = 0;
  std::map<Process, Owner> owners_;
  std::array<Owner*, kRecentOwners> recent_{};                              // by pid
  std::map<std::pair<std::uint32_t, std::uint64_t>, ProcessFacts> learnt_;  // by pid and start
  std::map<std::uint64_t, std::string> containers_;                         // by cgroup; empty: the host
  std::map<std::string, File> files_;                                       // by split and stem
  std::vector<std::uint64_t> lost_;                                         // by CPU, as told with its last packet
};

}  // namespace trace
