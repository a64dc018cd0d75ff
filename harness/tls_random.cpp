#include "harness/tls_random.hpp"

// The interface that OpenSSL 3 calls deprecated is the one that reaches what it makes for itself.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <sys/random.h>

#include <cerrno>

namespace onefold::harness {
namespace {

int fill(unsigned char* bytes, int size) {
  while (size > 0) {
    const ssize_t got = getrandom(bytes, static_cast<std::size_t>(size), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    bytes += got;
    size -= static_cast<int>(got);
  }
  return 1;
}

int ready() {
  return 1;
}

}  // namespace

void draw_tls_randomness_from_the_kernel() {
  static const RAND_METHOD method{nullptr, fill, nullptr, nullptr, fill, ready};
  static const bool done = [] {
    OPENSSL_init_ssl(0, nullptr);  // reads the system's configuration: not inside a node
    return RAND_set_rand_method(&method) == 1;
  }();
  static_cast<void>(done);
}

}  // namespace onefold::harness
