// libc symbols that find names and give random bytes.
//
// Names of nodes, "localhost" and numeric addresses are known; service names are those of /etc/services.
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sim/agent/agent.hpp"

namespace onefold::sim::agent {
namespace {

// As numeric text: what the real getaddrinfo() then turns into answers, without a look at any server.
int find_host(const char* name, char (&numeric)[INET6_ADDRSTRLEN]) {
  unsigned char unused[16];
  if (inet_pton(AF_INET, name, unused) == 1 || inet_pton(AF_INET6, name, unused) == 1) {
    const size_t size = strlen(name);
    memcpy(numeric, name, size + 1);
    return 0;
  }
  const int64_t address = call(Request{Op::resolve}, name, strlen(name) + 1);
  if (address <= 0) return EAI_NONAME;
  in_addr found = {htonl(static_cast<uint32_t>(address))};
  inet_ntop(AF_INET, &found, numeric, sizeof numeric);
  return 0;
}

int resolve(const char* name, const char* service, const addrinfo* wanted, addrinfo** result) {
  addrinfo hints = {};
  if (wanted != nullptr) hints = *wanted;
  const int flags = hints.ai_flags;
  hints.ai_flags = (flags & ~(AI_ADDRCONFIG | AI_V4MAPPED | AI_ALL | AI_CANONNAME)) | AI_NUMERICHOST;
  if (name == nullptr) return ONEFOLD_NEXT(getaddrinfo)(name, service, &hints, result);
  char numeric[INET6_ADDRSTRLEN] = {};
  if (strlen(name) >= lockstep::payload_max) return EAI_NONAME;
  if (const int error = find_host(name, numeric)) return error;
  const bool four = strchr(numeric, ':') == nullptr;
  if (hints.ai_family == AF_INET6 && four) {
    if ((flags & AI_V4MAPPED) == 0) return EAI_ADDRFAMILY;
    char mapped[INET6_ADDRSTRLEN] = "::ffff:";
    memcpy(mapped + 7, numeric, strlen(numeric) + 1);
    return ONEFOLD_NEXT(getaddrinfo)(mapped, service, &hints, result);
  }
  const int error = ONEFOLD_NEXT(getaddrinfo)(numeric, service, &hints, result);
  if (error == 0 && (flags & AI_CANONNAME) != 0) (*result)->ai_canonname = strdup(name);
  return error;
}

void fill_random(void* bytes, size_t size, unsigned flags) {
  auto* to = static_cast<char*>(bytes);
  while (size > 0) {
    const size_t part = size < lockstep::payload_max ? size : lockstep::payload_max;
    call({Op::random, -1, static_cast<int64_t>(part), flags});
    memcpy(to, slot().bytes, part);
    to += part;
    size -= part;
  }
}

}  // namespace
}  // namespace onefold::sim::agent

using namespace onefold::sim::agent;

ONEFOLD_EXPORT int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                               addrinfo** result) {
  if (!attached()) return ONEFOLD_NEXT(getaddrinfo)(name, service, hints, result);
  return resolve(name, service, hints, result);
}

ONEFOLD_EXPORT int getnameinfo(const sockaddr* address, socklen_t size, char* host, socklen_t host_size,
                               char* service, socklen_t service_size, int flags) {
  const int numeric = attached() ? NI_NUMERICHOST | NI_NUMERICSERV : 0;
  return ONEFOLD_NEXT(getnameinfo)(address, size, host, host_size, service, service_size, flags | numeric);
}

ONEFOLD_EXPORT hostent* gethostbyname(const char* name) {
  static hostent found;
  static in_addr address;
  static char* addresses[2];
  static char* aliases[1];
  static char kept[256];
  if (!attached()) return ONEFOLD_NEXT(gethostbyname)(name);
  char numeric[INET6_ADDRSTRLEN] = {};
  if (strlen(name) >= sizeof kept || find_host(name, numeric) != 0 ||
      inet_pton(AF_INET, numeric, &address) != 1) {
    h_errno = HOST_NOT_FOUND;
    return nullptr;
  }
  memcpy(kept, name, strlen(name) + 1);
  addresses[0] = reinterpret_cast<char*>(&address);
  found = {kept, aliases, AF_INET, sizeof address, addresses};
  return &found;
}

ONEFOLD_EXPORT int gethostname(char* name, size_t size) noexcept {
  if (!attached()) return ONEFOLD_NEXT(gethostname)(name, size);
  const int64_t length = call({Op::host_name});
  if (length < 0 || static_cast<size_t>(length) >= size) return static_cast<int>(answer(-ENAMETOOLONG));
  memcpy(name, slot().bytes, static_cast<size_t>(length));
  name[length] = '\0';
  return 0;
}

ONEFOLD_EXPORT ssize_t getrandom(void* bytes, size_t size, unsigned flags) {
  if (!attached()) return answer(raw(SYS_getrandom, bits(bytes), static_cast<long>(size), flags));
  fill_random(bytes, size, flags);
  return static_cast<ssize_t>(size);
}

ONEFOLD_EXPORT int getentropy(void* bytes, size_t size) {
  if (size > 256) return static_cast<int>(answer(-EIO));
  return getrandom(bytes, size, 0) < 0 ? -1 : 0;
}

ONEFOLD_EXPORT uint32_t arc4random() noexcept {
  uint32_t value = 0;
  getrandom(&value, sizeof value, 0);
  return value;
}

ONEFOLD_EXPORT void arc4random_buf(void* bytes, size_t size) noexcept {
  getrandom(bytes, size, 0);
}

ONEFOLD_EXPORT uint32_t arc4random_uniform(uint32_t bound) noexcept {
  if (bound < 2) return 0;
  uint64_t value = 0;
  getrandom(&value, sizeof value, 0);
  return static_cast<uint32_t>(value % bound);
}

// std::random_device of libstdc++, which asks the processor and so passes by libc: for all tokens.
ONEFOLD_EXPORT unsigned random_device_value(void* device) __asm__("_ZNSt13random_device9_M_getvalEv");
unsigned random_device_value(void*) {
  return arc4random();
}
