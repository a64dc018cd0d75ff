// The public interface: write a factory for your own client or exchange, register it by a name, and call
// main(): the program then is the whole of Onefold, with your code in it.
//
//   class MyClient final : public onefold::ClientUnderTest { ... };
//   int main(int argc, char** argv) {
//     onefold::Registry registry;
//     registry.add(onefold::ClientImplementation{
//         "mine", "our execution client",
//         [](onefold::ClientBoot& boot) { return std::make_unique<MyClient>(boot); }});
//     return onefold::main(registry, argc, argv);
//   }
//
// A factory is called at each start of its node, and its object is destroyed when the node dies. Everything
// between happens on boot.io, a stock boost::asio::io_context that the harness drives: never call its run().
// Link onefold::onefold into the executable itself (docs/own-client.md, docs/own-engine.md).
#pragma once

#include "harness/subject.hpp"

namespace onefold {

using harness::AdapterLevel;
using harness::ClientBoot;
using harness::ClientFactory;
using harness::ClientImplementation;
using harness::ClientUnderTest;
using harness::ConfigurationCheck;
using harness::PlantedDefect;
using harness::Registry;
using harness::VenueBoot;
using harness::VenueFactory;
using harness::VenueImplementation;
using harness::VenueTruth;
using harness::VenueUnderTest;

// The command line: run, replay, explore, audit (of the registry's planted defects), promote, validate, list,
// id. Adds the project's own client and exchange as "reference", to play the other side. Returns the exit
// status: 0 held, 1 violated, 2 inconclusive, 64 usage, 65 bad input, 70 when Onefold itself failed, or when
// two implementations of the registry have one name.
int main(const Registry& registry, int argc, char** argv);

}  // namespace onefold
