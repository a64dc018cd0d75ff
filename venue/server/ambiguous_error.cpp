#include "venue/server/ambiguous_error.hpp"

#include <algorithm>

namespace onefold::venue {
namespace {

const ErrorCode* ambiguous_code(const Profile& profile, std::uint32_t which) {
  const auto is_ambiguous = [](const ErrorCode& row) { return row.ambiguous; };
  const auto rows =
      static_cast<std::uint32_t>(std::count_if(profile.codes.begin(), profile.codes.end(), is_ambiguous));
  if (rows == 0) return nullptr;
  auto row = std::find_if(profile.codes.begin(), profile.codes.end(), is_ambiguous);
  for (std::uint32_t i = which % rows; i > 0; --i)
    row = std::find_if(row + 1, profile.codes.end(), is_ambiguous);
  return &*row;
}

}  // namespace

Rejected ambiguous_error(const Profile& profile, const Request& request, std::uint32_t which) {
  Rejected answer;
  answer.reason = Reason::internal_error;
  std::visit(
      [&answer](const auto& message) {
        if constexpr (requires { message.request; }) answer.request = message.request;
        if constexpr (requires { message.client_order_id; }) {
          answer.client_order_id = message.client_order_id;
        } else if constexpr (requires { message.target; }) {
          answer.client_order_id = message.target;
        }
      },
      request);
  if (const ErrorCode* row = ambiguous_code(profile, which)) answer.code = row->code;
  return answer;
}

}  // namespace onefold::venue
