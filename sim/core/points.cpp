#include "sim/core/points.hpp"

#include <cassert>

namespace onefold::sim {

Points::Points(NameTable& names, Decider& decider, AnchoredFaults& anchored, Digest& digest, TimeNs heal_ns,
               const Background& background)
    : names_(names),
      decider_(decider),
      anchored_(anchored),
      digest_(digest),
      heal_ns_(heal_ns),
      background_(background) {}

std::uint64_t Points::count(Key& key) {
  const std::uint64_t without_n = hash_without_n(names_, key);
  // A key can never come up twice: n is counted here and nowhere else.
  key.n = counts_.next(without_n);
  if (key.point == PointKind::start) {
    assert(key.n == 1 && "the start of a world was asked twice");
    key.n = 0;
  }
  last_hash_ = mix(without_n, key.n);
  digest_.add(last_hash_);
  return last_hash_;
}

const Fault* Points::ask(Key& key, FaultSet menu, std::int64_t size, TimeNs now_ns) {
  const std::uint64_t hash = count(key);
  if (healed(now_ns)) return nullptr;
  if (++asked_ == background_.fork_point) background_.seed = background_.fork_seed;
  given_.clear();
  decider_.decide(Point{key, hash, now_ns, size, menu | anchored_faults}, given_);

  const Fault* here = nullptr;
  for (const Fault& fault : given_) {
    assert(fault.key == key && "a decider gave a fault for another key");
    struck_.push_back(fault);
    digest_.add(static_cast<std::uint64_t>(fault.kind));
    if (anchored_faults.has(fault.kind)) {
      anchored_.begin(fault, now_ns);
    } else {
      assert(menu.has(fault.kind) && here == nullptr &&
             "a decider gave what is not on the menu, or two faults");
      here = &fault;
    }
  }
  return here;
}

const Fault* Points::ask_aside(Key& key, FaultSet menu, TimeNs now_ns) {
  const std::uint64_t without_n = hash_without_n(names_, key);
  key.n = counts_.next(without_n);
  if (healed(now_ns)) return nullptr;
  if (++asked_ == background_.fork_point) background_.seed = background_.fork_seed;
  const std::uint64_t hash = mix(without_n, key.n);
  given_.clear();
  decider_.decide(Point{key, hash, now_ns, 0, menu}, given_);
  if (given_.empty()) return nullptr;
  assert(given_.size() == 1 && given_.front().key == key && menu.has(given_.front().kind) &&
         "a decider gave what is not on the menu, or two faults");
  struck_.push_back(given_.front());
  digest_.add(hash);
  digest_.add(static_cast<std::uint64_t>(given_.front().kind));
  return &given_.front();
}

}  // namespace onefold::sim
