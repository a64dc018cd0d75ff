// Whole ranges. Private to properties/gen.
#pragma once

#include <rapidcheck.h>

namespace onefold::properties::gen {

// From min up to, but without, max; shrinks towards min. RapidCheck's own inRange narrows with the size that
// bounds the length of lists, so that short lists would hold nothing but first choices.
inline rc::Gen<int> range(int min, int max) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(min, max));
}

}  // namespace onefold::properties::gen
