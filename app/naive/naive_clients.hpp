// Six clients that real code resembles: the project's own with the part replaced that decides about retries.
// Each is right on some venue and wrong on others; `onefold matrix` shows where.
#pragma once

#include <string>
#include <string_view>

#include "harness/subject.hpp"

namespace onefold::app {

// Registers them: naive-new-id, naive-same-id, naive-query-new-id, naive-never-retry, naive-refresh,
// naive-duplicate-reject.
void add_naive_clients(harness::Registry& registry);

// Whether this is one of them: what it does wrong is information, not a failure.
bool is_naive(std::string_view client);

}  // namespace onefold::app
