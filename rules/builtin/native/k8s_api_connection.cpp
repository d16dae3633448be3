// SPDX-License-Identifier: Apache-2.0
// A container connects to the Kubernetes API server. The server's address is in the environment of every container, so
// it is remembered from an exec until a connect.
#include "rules/builtin/native/k8s_api_connection.h"

#include <array>
#include <string>
#include <unordered_map>

#include "common/event/internet_address.h"
#include "common/event/record.h"

namespace trace {
namespace {

constexpr std::size_t kContainersMax = 10'000;  // when there are as many, all of them are forgotten

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

class K8sApiConnection final : public NativeSignature {
 public:
  const Metadata& metadata() const override {
    static const Metadata metadata{
        "TRC-1013",
        "k8s_api_connection",
        "0.1.0",
        "Kubernetes API server connection",
        "A container connected to the API server of its cluster. Most workloads have no reason to; "
        "an intruder asks it what else there is.",
        {"linux", "container"},
        Severity::low,
        {{"discovery", "Cloud Service Discovery", "", "attack-pattern--e24fcba8-2557-4442-a139-1ee2f2e784db", "T1526"}},
    };
    return metadata;
  }

  std::span<const Interest> interests() const override {
    static constexpr std::array<std::string_view, 1> kOfExec{"env"};
    static constexpr std::array<std::string_view, 1> kOfConnect{"remote_addr"};
    static constexpr auto kInterests =
        std::to_array<Interest>({{"sched_process_exec", kOfExec}, {"security_socket_connect", kOfConnect}});
    return kInterests;
  }

  bool on_event(const Event& event, Finding& finding) override {
    const bool in_container = (event.context.flags & WIRE_FLAG_CONTAINER) != 0 && !event.context.container_id.empty();
    if (!in_container) return false;
    if (event.spec->id == WIRE_EVENT_sched_process_exec) {
      remember(event);
      return false;
    }
    return check(event, finding);
  }

 private:
  void remember(const Event& event) {
    constexpr std::string_view kVariable = "KUBERNETES_SERVICE_HOST=";
    const auto* env = std::get_if<StringList>(&event.arg("env"));
    if (env == nullptr) return;
    for (const std::string_view entry : *env) {
      if (entry.find(kVariable) == std::string_view::npos) continue;
      if (server_of_.size() >= kContainersMax) server_of_.clear();
      const auto address = parse_address(trimmed(entry.substr(entry.find('=') + 1)));
      if (address) server_of_[std::string(event.context.container_id)] = *address;
      return;
    }
  }

  bool check(const Event& event, Finding& finding) const {
    constexpr std::size_t kAddress = member_ordinal(WIRE_SOCKADDR, "address");
    const auto* remote = std::get_if<Record>(&event.arg("remote_addr"));
    const auto server = server_of_.find(std::string(event.context.container_id));
    if (remote == nullptr || server == server_of_.end()) return false;
    std::string scratch;
    const Value value = member_of(*remote, kAddress, scratch);
    const auto* text = std::get_if<std::string_view>(&value);
    const auto address = text == nullptr ? std::nullopt : parse_address(*text);
    if (!address || *address != server->second) return false;
    finding.add("ip", finding.keep(*text));
    return true;
  }

  std::unordered_map<std::string, InternetAddress> server_of_;  // by container
};

}  // namespace

std::unique_ptr<NativeSignature> make_k8s_api_connection() {
  return std::make_unique<K8sApiConnection>();
}

}  // namespace trace
