#include "sim/os/process.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sim/net/address.hpp"
#include "sim/os/kernel.hpp"

namespace onefold::sim {
namespace {

constexpr std::uint32_t stuck_factor = 100;

}  // namespace

Process::Process(Kernel& kernel, const ProcessSpec& spec)
    : kernel_(kernel),
      node_(spec.node),
      name_(spec.name),
      ip_(spec.ip),
      life_(spec.life),
      base_(first_number + static_cast<int>(spec.serial % 400'000) * numbers_per_life),
      clock_(spec.clock),
      disk_(spec.disk),
      watched_(spec.watched) {}

Process::~Process() {
  ending_ = true;
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (table_[i] != nullptr) release(static_cast<int>(i));
  }
}

int Process::add(std::unique_ptr<Descriptor> descriptor) {
  std::size_t index = lowest_free_;
  while (index < table_.size() && table_[index] != nullptr) ++index;
  if (index >= numbers_per_life) return -EMFILE;
  if (index == table_.size()) table_.push_back(nullptr);
  lowest_free_ = index + 1;
  ++descriptor->numbers_;
  table_[index] = descriptor.release();
  return base_ + static_cast<int>(index);
}

int Process::index_of(int number) const {
  const int index = number - base_;
  const bool known = index >= 0 && index < static_cast<int>(table_.size());
  return known && table_[static_cast<std::size_t>(index)] != nullptr ? index : -1;
}

Descriptor* Process::find(int number) const {
  const int index = index_of(number);
  return index < 0 ? nullptr : table_[static_cast<std::size_t>(index)];
}

int Process::release(int index) {
  Descriptor* descriptor = table_[static_cast<std::size_t>(index)];
  table_[static_cast<std::size_t>(index)] = nullptr;
  lowest_free_ = std::min(lowest_free_, static_cast<std::size_t>(index));
  if (--descriptor->numbers_ > 0) return 0;
  const int result = descriptor->close();
  delete descriptor;
  return result;
}

int Process::close(int number) {
  const int index = index_of(number);
  return index < 0 ? -EBADF : release(index);
}

int Process::duplicate(int number) {
  Descriptor* descriptor = find(number);
  if (descriptor == nullptr) return -EBADF;
  return add(std::unique_ptr<Descriptor>(descriptor));
}

int Process::duplicate_to(int number, int wanted) {
  Descriptor* descriptor = find(number);
  const int index = wanted - base_;
  if (descriptor == nullptr || index < 0 || index >= numbers_per_life) return -EBADF;
  if (number == wanted) return wanted;
  if (static_cast<std::size_t>(index) >= table_.size()) table_.resize(static_cast<std::size_t>(index) + 1);
  if (table_[static_cast<std::size_t>(index)] != nullptr) release(index);
  ++descriptor->numbers_;
  table_[static_cast<std::size_t>(index)] = descriptor;
  return wanted;
}

EffectVerdict Process::effect(const Effect& effect) {
  EffectVerdict verdict;
  if (dying_) return verdict;
  Key key{PointKind::effect, name_, name_none, effect.operation, effect.role, effect.intent, 0};
  const Fault* fault = kernel_.points.ask(key, effect.menu, effect.size, kernel_.now());
  kernel_.control.on_effect(*this, key);
  if (fault == nullptr) return verdict;
  switch (fault->kind) {
    case FaultKind::kill:
    case FaultKind::power_loss:
      verdict.crash =
          fault->when == When::before ? EffectVerdict::Crash::before : EffectVerdict::Crash::after;
      fault_ = *fault;
      if (fault->when == When::before) kernel_.control.die(*this, fault_);
      break;
    case FaultKind::short_write:
      verdict.bytes_max = std::max<std::int64_t>(1, fault->amount);
      break;
    case FaultKind::no_space:
      verdict.error = ENOSPC;
      break;
    case FaultKind::write_error:
      verdict.error = EIO;
      break;
    default:
      verdict.error = EIO;
      verdict.unsynced = fault->unsynced;
  }
  return verdict;
}

void Process::effect_done(const EffectVerdict& verdict) {
  if (verdict.crash == EffectVerdict::Crash::after && !dying_) kernel_.control.die(*this, fault_);
}

TimeNs Process::steady_now() const {
  const TimeNs now_ns = clock_->steady_at(kernel_.now()) + ghost_calls_ * millisecond_ns;
  saw(static_cast<std::uint64_t>(now_ns));
  return now_ns;
}
TimeNs Process::system_now() const {
  const TimeNs now_ns = clock_->system_at(kernel_.now()) + ghost_calls_ * millisecond_ns;
  saw(static_cast<std::uint64_t>(now_ns));
  return now_ns;
}

std::uint64_t Process::place_of(const Descriptor& descriptor) const {
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (table_[i] == &descriptor) return i;
  }
  return ~std::uint64_t{0};
}

void Process::saw_bytes(const iovec* parts, int count, ssize_t size) const {
  if (!watched_) return;
  auto left = static_cast<std::size_t>(std::max<ssize_t>(0, size));
  for (int i = 0; i < count && left > 0; ++i) {
    const std::size_t here = std::min(left, parts[i].iov_len);
    seen_.add_bytes(parts[i].iov_base, here);
    left -= here;
  }
}

void Process::add_state(Digest& digest) const {
  RandomStream ahead = random_;
  digest.add(seen_.value());
  digest.add(ahead.next());
  digest.add(static_cast<std::uint64_t>(base_));
  digest.add(life_);
  for (std::size_t i = 0; i < table_.size(); ++i) {
    if (table_[i] == nullptr) continue;
    digest.add(i);
    digest.add(static_cast<std::uint64_t>(table_[i]->kind()));
    digest.add(static_cast<std::uint64_t>(table_[i]->status_flags));
    table_[i]->add_state(digest);
  }
}

void Process::reseed(std::uint64_t stimulus_hash) {
  std::uint64_t seed = mix(kernel_.points.background_seed(), kernel_.names().hash(name_));
  seed = mix(seed, life_);
  random_ = RandomStream(mix(seed, stimulus_hash));
  saw(stimulus_hash);
}

void Process::count_ghost_call() {
  if (++ghost_calls_ <= ghost_calls_max * stuck_factor) return;
  std::fprintf(
      stderr,
      "onefold: node %s was killed by a fault, but its code has made %u calls since without returning.\n"
      "It waits in a loop for something that can not happen any more; let it return on errors and EAGAIN.\n",
      std::string(kernel_.names().text(name_)).c_str(), ghost_calls_);
  std::abort();
}

void Process::die(bool power) {
  if (dying_) return;
  // First, so that what descriptors still say to each other wakes nobody.
  dying_ = true;
  each_descriptor([&](Descriptor& descriptor) { descriptor.on_death(power); });
}

void Process::remove_companion(const Companion& companion) {
  companions_.erase(std::find(companions_.begin(), companions_.end(), &companion));
}

bool Process::run_companions() {
  if (!companions_signalled_) return false;
  companions_signalled_ = false;
  for (std::size_t i = 0; i < companions_.size(); ++i) companions_[i]->take_turn();
  return true;
}

void Process::wake() {
  if (runnable || dying_) return;
  runnable = true;
  kernel_.control.on_runnable(*this);
}

}  // namespace onefold::sim
