#include "venue/api/intent.hpp"

namespace onefold::venue {

std::string_view to_string(IntentKind kind) {
  switch (kind) {
    case IntentKind::place:
      return "place";
    case IntentKind::cancel:
      return "cancel";
    case IntentKind::replace:
      return "replace";
    case IntentKind::transfer:
      return "transfer";
  }
  return "?";
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::pending:
      return "pending";
    case Outcome::done:
      return "done";
    case Outcome::refused:
      return "refused";
    case Outcome::unknown:
      return "unknown";
  }
  return "?";
}

}  // namespace onefold::venue
