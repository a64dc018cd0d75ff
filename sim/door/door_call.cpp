#include "sim/door/door_call.hpp"

#include <cerrno>

namespace onefold::sim::door_call {
namespace {

constexpr const char* way_out =
    "use the asynchronous operation of Asio instead, or drive the context with poll_one()";

}  // namespace

long answer_or_refuse(const char* call, int number, long result, bool waits) {
  if (waits && (result == -EAGAIN || result == -EINPROGRESS) && !current_process->dying()) {
    const Descriptor* descriptor = current_process->find(number);
    if (descriptor != nullptr && descriptor->blocking()) refuse(call, way_out);
  }
  return answer(result);
}

int ready_or_refuse(const char* call, int ready, bool waits) {
  if (ready == 0 && waits && !current_process->dying()) refuse(call, way_out);
  return static_cast<int>(answer(ready));
}

}  // namespace onefold::sim::door_call
