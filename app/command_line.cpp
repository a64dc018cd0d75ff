#include "app/command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "harness/finding.hpp"
#include "harness/scenario/loader.hpp"
#include "harness/second_run.hpp"
#include "reports/matrix_json.hpp"
#include "sim/door/door.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::app {
namespace {

// "10m", "90s", "1500ms": what a person writes for a span of the wall clock.
const CLI::AsNumberWithUnit span_ms(
    std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}},
    CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME");

const CLI::Range positive(std::uint64_t{1}, std::uint64_t{1'000'000'000'000});

// The parsed word is one of harness::strategies().
void add_strategy(CLI::App* command, std::string& strategy) {
  std::vector<std::string> words;
  for (const harness::StrategyEntry& entry : harness::strategies()) words.emplace_back(entry.word);
  command->add_option("--strategy", strategy, "how faults are chosen, see: list strategies")
      ->capture_default_str()
      ->check(CLI::IsMember(std::move(words)));
}

void add_run(CLI::App& app, RunArguments& run) {
  CLI::App* command = app.add_subcommand("run", "run scenarios over many seeds; the gate for CI");
  command->add_option("PATH", run.paths, "scenario files, or folders of them")
      ->default_val(std::vector<std::string>{"scenarios"});
  command->add_option("--seeds", run.seeds, "seeds per scenario")->capture_default_str()->check(positive);
  command->add_option("--first-seed", run.first_seed, "the first of them")->capture_default_str();
  command->add_option("--for", run.for_ms, "go on for so long instead, e.g. 90s, 10m")->transform(span_ms);
  command->add_flag("--fail-fast", run.fail_fast, "stop at the first violation");
  add_strategy(command, run.strategy);
  command->add_option("--jobs", run.jobs, "worker processes; 0: one per processor")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  command->add_option("--hang-after", run.hang_ms, "end a run that takes longer, as a violation, e.g. 10s")
      ->transform(span_ms);
  command
      ->add_option("--require-probes", run.require_probes,
                   "names that must be reached, or the verdict is inconclusive")
      ->delimiter(',');
  command->add_option("--out", run.out, "folder for capsules")->capture_default_str();
  command->add_option("--json", run.json, "write the results as JSON to this file");
  command->add_option("--junit", run.junit, "write the results as JUnit XML to this file");
  command->add_option("--client-command", run.client_command,
                      "run this program as every client, e.g. 'python3 bot.py'; see docs/process-door.md");
  command->add_option("--client-level", run.client_level, "how much of itself that program shows")
      ->capture_default_str()
      ->check(CLI::IsMember({"orders-only", "with-positions", "full-view"}));
}

void add_replay(CLI::App& app, ReplayArguments& replay) {
  CLI::App* command = app.add_subcommand("replay", "run a capsule again, exactly");
  command->add_option("CAPSULE", replay.capsule, "file that a failing run left")->required();
  command->add_flag("--timeline", replay.timeline, "print what happened, line by line");
  command
      ->add_option("--break-at", replay.break_at,
                   "stop in the debugger at the event with this number, see --timeline")
      ->check(positive);
  CLI::Option* why =
      command->add_flag("--why", replay.why, "find the step that made the violation inevitable");
  command->add_option("--why-runs", replay.why_runs, "runs at each point")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000))
      ->needs(why);
  command->add_option("--json", replay.json, "write what --why found as JSON to this file")->needs(why);
  command->add_option("--hang-after", replay.hang_ms, "how long a run may take, e.g. 10s")
      ->transform(span_ms);
}

void add_promote(CLI::App& app, PromoteArguments& promote) {
  CLI::App* command = app.add_subcommand("promote", "turn a capsule into a scenario that is kept");
  command->add_option("CAPSULE", promote.capsule, "file that a failing run left")->required();
  command->add_option("--to", promote.to,
                      "scenario file; default: scenarios/regression, named as the capsule");
  command
      ->add_option("--expect", promote.expect,
                   "what it must show: violated, as now, or held, once it is mended")
      ->capture_default_str()
      ->check(CLI::IsMember({"violated", "held"}));
  command->add_flag("--force", promote.force, "write over a file that is there");
  command->add_option("--hang-after", promote.hang_ms, "how long the run may take, e.g. 10s")
      ->transform(span_ms);
}

void add_id(CLI::App& app, IdArguments& id) {
  CLI::App* command =
      app.add_subcommand("id", "make and check client order ids, and show a venue's contract for them");
  command->add_option("--format", id.format,
                      "UUIDv4, UUIDv7, ULID, NanoID, derived or counter; without it, all");
  command->add_option("--venue", id.venue, "profile, see: list profiles")->required();
  command->add_option("--account", id.account, "account that derived ids are made for")
      ->capture_default_str();
  command->add_option("--intent", id.intent, "intent that derived ids are made for")->capture_default_str();
  command->add_option("--check", id.check, "check this id against the venue's format");
}

void add_audit(CLI::App& app, AuditArguments& audit) {
  CLI::App* command = app.add_subcommand("audit", "find every planted defect: the test of the tester");
  command->add_option("--only", audit.only, "names of defects")->delimiter(',');
  command->add_option("--seeds-max", audit.seeds_max, "give a defect up after so many seeds")
      ->capture_default_str()
      ->check(positive);
  command->add_option("--first-seed", audit.first_seed, "the first of them")->capture_default_str();
  add_strategy(command, audit.strategy);
  command->add_option("--jobs", audit.jobs, "worker processes; 0: one per processor")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  command->add_option("--scenarios", audit.scenarios, "folder with the defects' scenarios")
      ->capture_default_str();
}

void add_explore(CLI::App& app, ExploreArguments& explore) {
  CLI::App* command = app.add_subcommand("explore", "run every set of up to so many faults, fewest first");
  command->add_option("SCENARIO", explore.scenario, "scenario file")->required();
  command->add_option("--faults", explore.faults, "at most so many faults in one run")
      ->required()
      ->check(CLI::Range(0, 8));
  command
      ->add_option("--only", explore.kinds,
                   "kinds of fault that are tried; without it, all but those of clocks")
      ->delimiter(',');
  command
      ->add_option("--beyond", explore.beyond,
                   "kinds of fault that are tried where the contract forbids them")
      ->delimiter(',');
  command
      ->add_option("--retry-after", explore.retry_after_ms,
                   "delays past the clients' retry timer are so long, e.g. 550ms")
      ->transform(span_ms);
  command->add_flag("--all", explore.all, "go on after a counterexample: one of each property and blame");
  command->add_flag("!--no-merge", explore.merge, "follow every set, also where two end in the same state");
  command->add_option("--resume", explore.resume, "go on with the search that left this certificate");
  command->add_option("--certificate", explore.certificate, "write the certificate to this file");
  command->add_option("--out", explore.out, "folder for the certificate and capsules")->capture_default_str();
  command->add_option("--runs-max", explore.runs_max, "stop after so many runs, to be resumed");
  command->add_option("--jobs", explore.jobs, "worker processes; 0: one per processor")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  command
      ->add_option("--hang-after", explore.hang_ms, "end a run that takes longer, as a violation, e.g. 10s")
      ->transform(span_ms);
}

void add_matrix(CLI::App& app, MatrixArguments& matrix) {
  CLI::App* command =
      app.add_subcommand("matrix", "which client survives which venue: clients x profiles x delivery models");
  command->add_option("--profile", matrix.profiles, "venues, see: list profiles; default: all")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--client", matrix.clients, "see: list clients; default: reference and the naive ones")
      ->allow_extra_args(false)
      ->delimiter(',');
  command->add_option("--model", matrix.models, "what stands between client and venue; default: both")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->check(CLI::IsMember({"direct", "hops"}));
  command
      ->add_option("--faults", matrix.bounds.faults,
                   "every set of up to so many faults of one order; 0: no exhaustive search")
      ->capture_default_str()
      ->check(CLI::Range(0, 8));
  command->add_option("--seeds", matrix.bounds.seeds, "of random faults in each cell")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  command->add_option("--first-seed", matrix.bounds.first_seed, "the first of them")->capture_default_str();
  command->add_option("--jobs", matrix.jobs, "worker processes; 0: one per processor")
      ->capture_default_str()
      ->check(CLI::Range(0, 256));
  command->add_option("--limit", matrix.limit_ms, "stop after so long, to be resumed, e.g. 15m")
      ->transform(span_ms);
  command->add_option("--resume", matrix.resume, "go on with the matrix that left this JSON file");
  command->add_option("--json", matrix.json, "write the matrix to this file; default: matrix.json in --out");
  command->add_option("--markdown", matrix.markdown,
                      "write the table to this file, between its marks if it has them");
  command->add_option("--out", matrix.out, "folder for capsules")->capture_default_str();
  command->add_option("--hang-after", matrix.hang_ms, "end a run that takes longer, as a violation, e.g. 10s")
      ->transform(span_ms);
}

void add_venue(CLI::App& app, VenueArguments& serve) {
  CLI::App* command =
      app.add_subcommand("venue", "serve the exchange on real TCP, until SIGTERM; see docs/venue-command.md");
  command->add_option("--listen", serve.listen, "address and port, e.g. 127.0.0.1:0")->required();
  command->add_option("--events-port", serve.events_port, "port of the event streams; 0: any that is free")
      ->capture_default_str();
  command->add_option("--profile", serve.profile, "the venue's rules: a name (list profiles) or NAME.json")
      ->required();
  command->add_option("--dialect", serve.dialect, "what is spoken")
      ->capture_default_str()
      ->check(CLI::IsMember({"native", "http"}));
  command->add_option("--seed", serve.seed, "of chaos and of the crowd")->capture_default_str();
  command->add_option("--chaos", serve.chaos, "file with chaos, faults and network, as scenarios have them");
  command->add_option("--fault-log", serve.fault_log, "append each fault that strikes to this file");
  command->add_option("--data", serve.data,
                      "directory of the journal, recovered from; default: one that is gone at the end");
  command
      ->add_option("--account", serve.accounts, "who may trade, besides those with credentials; default: A")
      ->allow_extra_args(false);
  command->add_option("--credentials", serve.credentials, "file with API keys and secrets");
  command->add_option("--instrument", serve.instruments, "e.g. BTC-USD:2:1; default: BTC-USD and ETH-USD")
      ->allow_extra_args(false);
  command->add_option("--crowd", serve.crowd, "orders of strangers")
      ->capture_default_str()
      ->check(CLI::IsMember({"off", "calm", "busy"}));
  command->add_option("--metrics", serve.metrics, "address and port for Prometheus, e.g. 127.0.0.1:0");
  command->add_option("--connections-max", serve.connections_max, "more clients are turned away")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  command
      ->add_option("--message-timeout", serve.message_timeout_ms,
                   "close who takes longer for one message, e.g. 10s")
      ->transform(span_ms);
}

void add_list(CLI::App& app, ListArguments& list) {
  CLI::App* command = app.add_subcommand("list", "list what there is");
  command
      ->add_option("WHAT", list.what,
                   "clients, venues, profiles, codes, properties, faults, probes, defects, ids, statics, "
                   "strategies")
      ->required();
  command->add_option("--profile", list.profile, "with codes: whose, a name (list profiles) or NAME.json");
  command->add_option("--code", list.code, "with codes: this one only");
  command->add_flag("--json", list.json, "with profiles and codes: as JSON");
}

int report_bad_input(const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return exit_bad_input;
}

}  // namespace

int command_line(const harness::Registry& registry, int argc, char** argv) {
  CLI::App app("Onefold proves that order-placement code places each intent exactly once.", "onefold");
  app.set_version_flag("--version", std::string(harness::onefold_version()));
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 held, 1 violated, 2 inconclusive, 64 usage, 65 bad input, 70 Onefold itself failed.");
  RunArguments run;
  ReplayArguments replay;
  PromoteArguments promote;
  std::vector<std::string> validate;
  ListArguments list;
  IdArguments id;
  AuditArguments audit;
  ExploreArguments explore;
  MatrixArguments matrix;
  VenueArguments serve;
  add_run(app, run);
  add_replay(app, replay);
  add_promote(app, promote);
  app.add_subcommand("validate", "check scenario files and profiles")
      ->add_option("PATH", validate, "scenario files and profiles, or folders of them")
      ->required();
  add_list(app, list);
  add_id(app, id);
  add_audit(app, audit);
  add_explore(app, explore);
  add_matrix(app, matrix);
  add_venue(app, serve);
  CLI::App* again = app.add_subcommand("rerun", "digests of runs named on standard input")->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_held : exit_usage;
  }
  std::string problem;
  if (!sim::door_in_effect(problem)) {
    fmt::print(stderr, "onefold: {}\n", problem);
    return exit_internal;
  }
  try {
    if (app.got_subcommand("run")) return run_command(registry, run, argv[0]);
    if (app.got_subcommand("replay")) return replay_command(registry, replay, argv[0]);
    if (app.got_subcommand("promote")) return promote_command(registry, promote);
    if (app.got_subcommand("validate")) return validate_command(registry, validate);
    if (app.got_subcommand("list")) return list_command(registry, list);
    if (app.got_subcommand("id")) return id_command(id);
    if (app.got_subcommand("audit")) return audit_command(registry, audit);
    if (app.got_subcommand("explore")) return explore_command(registry, explore, argv[0]);
    if (app.got_subcommand("matrix")) return matrix_command(registry, matrix, argv[0]);
    if (app.got_subcommand("venue")) return venue_command(serve);
    if (app.got_subcommand(again)) return harness::rerun(registry);
  } catch (const harness::ScenarioError& error) {
    return report_bad_input(error);
  } catch (const venue::ProfileError& error) {
    return report_bad_input(error);
  } catch (const reports::MatrixError& error) {
    return report_bad_input(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "onefold: internal error: {}\n", error.what());
    return exit_internal;
  }
  return exit_usage;
}

}  // namespace onefold::app
