// Clients that take their process down: what a supervisor must survive and tell. They are no planted defects
// of the audit: the property they break is that the program survives.
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {
namespace {

// The project's client, until it has been handed its second intent.
class DiesOnSecondIntent final : public harness::ClientUnderTest {
 public:
  DiesOnSecondIntent(std::unique_ptr<harness::ClientUnderTest> client, void (*die)())
      : client_(std::move(client)), die_(die) {}

  void submit(const venue::Intent& intent) override {
    if (++submitted_ == 2) die_();
    client_->submit(intent);
  }
  venue::ClientView view() const override { return client_->view(); }

 private:
  std::unique_ptr<harness::ClientUnderTest> client_;
  void (*die_)();
  int submitted_ = 0;
};

void add(harness::Registry& registry, const std::string& name, const std::string& summary, void (*die)()) {
  registry.add(harness::ClientImplementation{name, "defective: " + summary, [die](harness::ClientBoot& boot) {
                                               return std::make_unique<DiesOnSecondIntent>(
                                                   app::make_reference_client(boot, client::default_parts),
                                                   die);
                                             }});
}

void spin() {
  volatile bool busy = true;
  while (busy) {
  }
}

}  // namespace

void add_program_defects(harness::Registry& registry) {
  add(registry, "aborts", "calls abort()", [] { std::abort(); });
  add(registry, "faults", "reads through a null pointer", [] { std::raise(SIGSEGV); });
  add(registry, "exits", "calls exit()", [] { std::_Exit(3); });
  add(registry, "throws", "throws an exception", [] { throw std::runtime_error("a bug of the client"); });
  add(registry, "spins", "never returns", [] { spin(); });
}

}  // namespace onefold::defects
