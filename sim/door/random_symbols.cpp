// Where randomness comes from: libc, and std::random_device, which asks the processor and so passes by libc.
// Inside a node all of it is the node's stream of this life and stimulus.
#include <stdlib.h>
#include <sys/random.h>

#include <cerrno>
#include <random>

#include "sim/door/door_call.hpp"

using namespace onefold::sim;
using namespace onefold::sim::door_call;

namespace {

std::uint64_t draw() {
  return current_process->random().next();
}

}  // namespace

extern "C" {

ssize_t getrandom(void* bytes, size_t size, unsigned flags) {
  if (!in_node()) return ONEFOLD_REAL(getrandom)(bytes, size, flags);
  current_process->random().fill(bytes, size);
  return static_cast<ssize_t>(size);
}

int getentropy(void* bytes, size_t size) {
  if (!in_node()) return ONEFOLD_REAL(getentropy)(bytes, size);
  if (size > 256) return static_cast<int>(answer(-EIO));
  current_process->random().fill(bytes, size);
  return 0;
}

std::uint32_t arc4random() noexcept {
  if (!in_node()) return ONEFOLD_REAL(arc4random)();
  return static_cast<std::uint32_t>(draw());
}

void arc4random_buf(void* bytes, size_t size) noexcept {
  if (!in_node()) return ONEFOLD_REAL(arc4random_buf)(bytes, size);
  current_process->random().fill(bytes, size);
}

std::uint32_t arc4random_uniform(std::uint32_t bound) noexcept {
  if (!in_node()) return ONEFOLD_REAL(arc4random_uniform)(bound);
  return bound == 0 ? 0 : static_cast<std::uint32_t>(spread(draw(), 0, std::int64_t{bound} - 1));
}

int rand() noexcept {
  if (!in_node()) return ONEFOLD_REAL(rand)();
  return static_cast<int>(draw() >> 33);
}

long random() noexcept {
  if (!in_node()) return ONEFOLD_REAL(random)();
  return static_cast<long>(draw() >> 33);
}

// The stream is the node's: seeds do not change it.
void srand(unsigned seed) noexcept {
  if (!in_node()) ONEFOLD_REAL(srand)(seed);
}

void srandom(unsigned seed) noexcept {
  if (!in_node()) ONEFOLD_REAL(srandom)(seed);
}

}  // extern "C"

// Replaces libstdc++'s, for all tokens: outside nodes it asks the kernel.
std::random_device::result_type std::random_device::_M_getval() {
  std::uint32_t value = 0;
  if (::getrandom(&value, sizeof value, 0) != sizeof value) std::abort();
  return value;
}
