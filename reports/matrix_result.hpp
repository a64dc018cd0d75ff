// What `onefold matrix` found, as plain data: clients times profiles times delivery models.
//
// Written by the harness, read by the reports, and read back when a matrix is resumed. Texts are final.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/result.hpp"

namespace onefold::reports {

// safe: no property was violated within the bounds that were explored. unsafe: the client broke one, under
// faults that a client can survive there. impossible: it survived those, but the delivery model has faults
// under which no client could place exactly once on this venue. inconclusive: none of these could be shown.
enum class MatrixVerdict : std::uint8_t { safe, unsafe, impossible, inconclusive };
std::string_view to_string(MatrixVerdict verdict);
// Nothing if `word` names none.
std::optional<MatrixVerdict> parse_matrix_verdict(std::string_view word);

// One search for a counterexample: exhaustive up to `faults`, or of random faults over `seeds`.
struct MatrixSearch {
  std::string scenario;            // name of the built-in one
  std::uint64_t faults = 0;        // exhaustive: every set of up to so many; else 0
  std::vector<std::string> kinds;  // exhaustive: of which kinds; empty: the whole menu
  std::uint64_t seeds = 0;         // random: seeds that were run; else 0
  std::uint64_t runs = 0;

  friend bool operator==(const MatrixSearch&, const MatrixSearch&) = default;
};

// The shortest run that was found to violate a property.
struct Counterexample {
  std::string property;
  std::string blame;
  std::string explanation;
  std::string money_at_risk;
  std::vector<std::string> faults;  // one readable line each
  std::string not_minimal;          // why shrinking ended early; empty: it did not
  std::string capsule;              // path; empty if it could not be written
  std::string replay;               // the exact command

  friend bool operator==(const Counterexample&, const Counterexample&) = default;
};

struct MatrixCell {
  std::string client;
  MatrixVerdict verdict = MatrixVerdict::inconclusive;
  std::string why = "not run";  // inconclusive; else empty
  std::vector<MatrixSearch>
      searches;  // in their order; the last one found the counterexample, if there is one
  std::optional<Counterexample> counterexample;

  friend bool operator==(const MatrixCell&, const MatrixCell&) = default;
};

// Why no client could place exactly once there, and what is left.
struct Impossible {
  std::vector<std::string> faults;      // words of the kinds of fault that make it so
  std::string reason;                   // what they amount to
  std::string witness;                  // two runs that look the same to every client
  std::vector<std::string> kept;        // properties that hold even then
  std::optional<Counterexample> shown;  // a run of the first client, with one such fault

  friend bool operator==(const Impossible&, const Impossible&) = default;
};

struct MatrixRow {
  std::string profile;
  std::string family;   // of the profile's id rules
  std::string model;    // "direct" or "hops"
  bool judged = false;  // whether `impossible` is known; cells are known apart
  std::optional<Impossible> impossible;
  std::vector<MatrixCell> cells;  // as MatrixResult::clients

  friend bool operator==(const MatrixRow&, const MatrixRow&) = default;
};

struct MatrixClient {
  std::string name;
  std::string summary;
  bool naive = false;  // what it does wrong is information

  friend bool operator==(const MatrixClient&, const MatrixClient&) = default;
};

// What decides about a cell besides the code: only equal bounds make results comparable.
struct MatrixBounds {
  std::uint64_t faults = 2;
  std::uint64_t seeds = 200;
  std::uint64_t first_seed = 1;

  friend bool operator==(const MatrixBounds&, const MatrixBounds&) = default;
};

struct MatrixResult {
  std::string version;  // of Onefold
  MatrixBounds bounds;
  std::vector<MatrixClient> clients;
  std::vector<MatrixRow> rows;
};

// violated: a client that is not naive is unsafe somewhere. inconclusive: a cell is.
Verdict verdict_of(const MatrixResult& result);

}  // namespace onefold::reports
