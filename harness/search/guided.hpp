// The strategy *guided*: fault lists that reached new behaviour, changed a little.
//
// Each run takes a list of the corpus, or the beginning of one and the end of another; drops some of its
// faults, changes one, and adds one or two in open windows (see windows.hpp). Faults are bound by the words
// of their keys, so what a list struck is struck again wherever its keys come up again. With an empty corpus
// it is the strategy windows.
#pragma once

#include <memory>

#include "harness/search/corpus.hpp"
#include "harness/search/strategy.hpp"

namespace onefold::harness {

// `corpus` is borrowed while the decider is made.
std::unique_ptr<sim::Decider> guided_strategy(const Setting& setting, const Corpus& corpus);

}  // namespace onefold::harness
