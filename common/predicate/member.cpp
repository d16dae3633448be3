// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/member.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "common/event/socket_address.h"

namespace trace {
namespace {

struct MemberSpec {
  wire_type of;
  std::string_view name;
  FieldType type;
};

constexpr auto kMembers = std::to_array<MemberSpec>({
#define MEMBER(of, name, type, meaning, doc) {WIRE_##of, #name, {WIRE_##type, Meaning::meaning}},
#include "common/catalog/members.def"
#undef MEMBER
});

const MemberSpec& spec_of(Member member) {
  return kMembers.at(static_cast<std::size_t>(member) - 1);
}

// Copies a struct out of bytes that may be fewer; the rest is zero.
template <class T>
T copy_of(std::string_view raw) {
  T value{};
  std::memcpy(&value, raw.data(), std::min(raw.size(), sizeof value));
  return value;
}

template <class Address>
Value address_text(int family, const Address& address, std::string& text) {
  text.resize(INET6_ADDRSTRLEN);
  if (::inet_ntop(family, &address, text.data(), INET6_ADDRSTRLEN) == nullptr) return {};
  text.resize(std::strlen(text.c_str()));
  return std::string_view(text);
}

Value socket_member(std::string_view raw, Member member, std::string& text) {
  if (raw.size() < sizeof(sa_family_t)) return {};
  const auto family = copy_of<sa_family_t>(raw);
  if (member == Member::sa_family) return std::uint64_t{family};
  if (member == Member::sun_path) return family == AF_UNIX ? Value(local_path(SocketAddress{raw}, text)) : Value();
  if (family == AF_INET) {
    const auto address = copy_of<sockaddr_in>(raw);
    if (member == Member::address || member == Member::sin_addr) {
      return address_text(AF_INET, address.sin_addr, text);
    }
    if (member == Member::port || member == Member::sin_port) {
      return std::uint64_t{ntohs(address.sin_port)};
    }
  }
  if (family == AF_INET6) {
    const auto address = copy_of<sockaddr_in6>(raw);
    if (member == Member::address || member == Member::sin6_addr) {
      return address_text(AF_INET6, address.sin6_addr, text);
    }
    if (member == Member::port || member == Member::sin6_port) {
      return std::uint64_t{ntohs(address.sin6_port)};
    }
  }
  return {};
}

Value cred_member(std::string_view raw, Member member) {
  if (raw.size() < sizeof(wire_cred)) return {};
  const auto cred = copy_of<wire_cred>(raw);
  switch (member) {
#define MEMBER_SOCKADDR(name)
#define MEMBER_CRED(name) \
  case Member::name:      \
    return std::uint64_t{cred.name};
#define MEMBER(of, name, type, meaning, doc) MEMBER_##of(name)
#include "common/catalog/members.def"
#undef MEMBER
#undef MEMBER_CRED
#undef MEMBER_SOCKADDR
    default:
      return {};
  }
}

}  // namespace

std::optional<Member> find_member(wire_type of, std::string_view name) {
  for (std::size_t i = 0; i < kMembers.size(); ++i) {
    if (kMembers.at(i).of == of && kMembers.at(i).name == name) return static_cast<Member>(i + 1);
  }
  return std::nullopt;
}

std::vector<std::string_view> member_names(wire_type of) {
  std::vector<std::string_view> names;
  for (const MemberSpec& spec : kMembers) {
    if (spec.of == of) names.push_back(spec.name);
  }
  return names;
}

std::string_view member_name(Member member) {
  return spec_of(member).name;
}

FieldType member_type(Member member) {
  return spec_of(member).type;
}

Value member_of(const Value& value, Member member, std::string& text) {
  if (const auto* address = std::get_if<SocketAddress>(&value)) {
    return socket_member(address->raw, member, text);
  }
  if (const auto* cred = std::get_if<Credentials>(&value)) return cred_member(cred->raw, member);
  return {};
}

}  // namespace trace
