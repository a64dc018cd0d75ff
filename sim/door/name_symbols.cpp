// libc symbols that find names: of hosts (the nodes of the world), of this process and its host.
//
// Resolves numeric addresses, "localhost" and node names, at once, as /etc/hosts does. IPv4 only; service
// names are numbers, and the few that venues use.
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "sim/door/door_call.hpp"
#include "sim/net/address.hpp"
#include "sim/os/kernel.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

// One answer and its address in one block: freeaddrinfo frees the block.
struct Answer {
  addrinfo info;
  sockaddr_in address;
};

// Process ids that differ between lives, as real ones do.
constexpr pid_t first_pid = 1000;

int find_host(const char* name, const addrinfo& hints, std::uint32_t& ip) {
  in_addr numeric{};
  if (name == nullptr) {
    ip = (hints.ai_flags & AI_PASSIVE) != 0 ? INADDR_ANY : INADDR_LOOPBACK;
  } else if (inet_pton(AF_INET, name, &numeric) == 1) {
    ip = ntohl(numeric.s_addr);
  } else if ((hints.ai_flags & AI_NUMERICHOST) != 0) {
    return EAI_NONAME;
  } else if (std::strcmp(name, "localhost") == 0) {
    ip = INADDR_LOOPBACK;
  } else {
    ip = current_process->kernel().control.address_of(name);
  }
  return ip == 0 && name != nullptr && std::strcmp(name, "0.0.0.0") != 0 ? EAI_NONAME : 0;
}

int find_port(const char* service, const addrinfo& hints, std::uint16_t& port) {
  if (service == nullptr || *service == '\0') return 0;
  const char* end = service + std::strlen(service);
  const auto [stop, error] = std::from_chars(service, end, port);
  if (error == std::errc{} && stop == end) return 0;
  if ((hints.ai_flags & AI_NUMERICSERV) != 0) return EAI_NONAME;
  if (std::strcmp(service, "http") == 0 || std::strcmp(service, "ws") == 0) port = 80;
  if (std::strcmp(service, "https") == 0 || std::strcmp(service, "wss") == 0) port = 443;
  return port == 0 ? EAI_SERVICE : 0;
}

void add_answer(std::uint32_t ip, std::uint16_t port, int type, addrinfo**& end) {
  auto* answer = static_cast<Answer*>(std::calloc(1, sizeof(Answer)));
  answer->address.sin_family = AF_INET;
  answer->address.sin_addr.s_addr = htonl(ip);
  answer->address.sin_port = htons(port);
  answer->info.ai_family = AF_INET;
  answer->info.ai_socktype = type;
  answer->info.ai_protocol = type == SOCK_DGRAM ? IPPROTO_UDP : IPPROTO_TCP;
  answer->info.ai_addrlen = sizeof answer->address;
  answer->info.ai_addr = reinterpret_cast<sockaddr*>(&answer->address);
  *end = &answer->info;
  end = &answer->info.ai_next;
}

int resolve(const char* name, const char* service, const addrinfo* wanted, addrinfo** result) {
  current_process->enter_call();
  const addrinfo none{};
  const addrinfo& hints = wanted == nullptr ? none : *wanted;
  *result = nullptr;
  if (name == nullptr && service == nullptr) return EAI_NONAME;
  if (hints.ai_family != AF_UNSPEC && hints.ai_family != AF_INET) return EAI_ADDRFAMILY;
  std::uint32_t ip = 0;
  if (const int error = find_host(name, hints, ip)) return error;
  std::uint16_t port = 0;
  if (const int error = find_port(service, hints, port)) return error;
  addrinfo** end = result;
  if (hints.ai_socktype == 0 || hints.ai_socktype == SOCK_STREAM) add_answer(ip, port, SOCK_STREAM, end);
  if (hints.ai_socktype == 0 || hints.ai_socktype == SOCK_DGRAM) add_answer(ip, port, SOCK_DGRAM, end);
  if (*result == nullptr) return EAI_SOCKTYPE;
  if ((hints.ai_flags & AI_CANONNAME) != 0)
    (*result)->ai_canonname = strdup(name == nullptr ? "localhost" : name);
  return 0;
}

int copy_text(const std::string& text, char* out, std::size_t size) {
  if (out == nullptr || size == 0) return 0;
  if (text.size() >= size) return EAI_OVERFLOW;
  std::memcpy(out, text.c_str(), text.size() + 1);
  return 0;
}

}  // namespace

extern "C" {

int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** result) {
  if (!in_node()) return ONEFOLD_REAL(getaddrinfo)(name, service, hints, result);
  return resolve(name, service, hints, result);
}

void freeaddrinfo(addrinfo* info) noexcept {
  if (!in_node()) return ONEFOLD_REAL(freeaddrinfo)(info);
  while (info != nullptr) {
    addrinfo* next = info->ai_next;
    std::free(info->ai_canonname);
    std::free(info);
    info = next;
  }
}

int getnameinfo(const sockaddr* address, socklen_t size, char* host, socklen_t host_size, char* service,
                socklen_t service_size, int flags) {
  if (!in_node())
    return ONEFOLD_REAL(getnameinfo)(address, size, host, host_size, service, service_size, flags);
  if (size < sizeof(sockaddr_in) || address->sa_family != AF_INET) return EAI_FAMILY;
  sockaddr_in in{};
  std::memcpy(&in, address, sizeof in);
  char numeric[INET_ADDRSTRLEN] = {};
  inet_ntop(AF_INET, &in.sin_addr, numeric, sizeof numeric);
  if (const int error = copy_text(numeric, host, host_size)) return error;
  return copy_text(std::to_string(ntohs(in.sin_port)), service, service_size);
}

int gethostname(char* name, size_t size) noexcept {
  if (!in_node()) return ONEFOLD_REAL(gethostname)(name, size);
  const std::string text(current_process->kernel().names().text(current_process->name()));
  return copy_text(text, name, size) == 0 ? 0 : static_cast<int>(answer(-ENAMETOOLONG));
}

pid_t getpid() noexcept {
  if (!in_node()) return ONEFOLD_REAL(getpid)();
  return first_pid + static_cast<pid_t>(current_process->life());
}

}  // extern "C"
