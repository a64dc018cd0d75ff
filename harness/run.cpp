#include "harness/run.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "harness/asio_program.hpp"
#include "harness/contract_filter.hpp"
#include "harness/drop_copy.hpp"
#include "harness/intent_source.hpp"
#include "harness/late_decider.hpp"
#include "harness/run_framer.hpp"
#include "harness/tls_gate.hpp"
#include "harness/tls_random.hpp"
#include "harness/world_conduct.hpp"
#include "sim/node/door_link.hpp"
#include "sim/os/clock.hpp"

namespace onefold::harness {
namespace {

using properties::Moment;

// How often the whole run, and a restarted client, is looked at to see whether it has come to rest.
constexpr TimeNs look_ns = 20 * sim::millisecond_ns;
constexpr TimeNs restart_look_ns = 50 * sim::millisecond_ns;
constexpr std::string_view data_dir = "/data";

class Run;

// What one life of one client tells; a life that is dying is not heard.
class ClientEar final : public venue::ClientObserver {
 public:
  ClientEar(Run& run, std::size_t client) : run_(run), client_(client) {}
  void on_callback(const venue::ClientCallback& callback) override;
  void on_path(const venue::PathEvent& event) override;

 private:
  Run& run_;
  std::size_t client_;
};

class Run final : public venue::VenueObserver {
 public:
  Run(const Plan& plan, const RunOptions& options)
      : plan_(plan),
        options_(options),
        history_(plan.terms),
        world_(world_options(), {{orders_port, std::string(orders_channel)},
                                 {events_port, std::string(events_channel)},
                                 {webhook_port, std::string(webhook_channel)}}) {
    add_nodes();
    table_.emplace(plan_.scenario, world_.names());
    const std::vector<FaultWords>* faults = options.faults ? &*options.faults : nullptr;
    conduct_.emplace(world_, *table_, conduct_named(plan_.scenario, faults) | options.conduct);
    framer_.begin(plan_.scenario.venue.dialect, {world_, client_nodes_, history_, *table_}, plan_.credentials,
                  tap_ ? &*tap_ : nullptr);
    source_.emplace(plan_, world_, client_nodes_, history_,
                    [this](std::size_t client, const venue::Intent& intent) {
                      RunningCode running(options_.node_running, client_nodes_[client]);
                      ClientUnderTest& subject = *programs_[client]->subject();
                      subject.submit(intent);
                      bool goes_on = !world_.dying() && !subject.stopped();
                      if (goes_on && level(client) != AdapterLevel::full_view && !subject.accepts_later())
                        source_->accepted(client, intent.id);
                    });
    make_deciders();
    world_.on_boot = [this](sim::NodeId node) { booted(node); };
    if (options.timeline) options.timeline->names_of(world_.names());
    world_.trace_to(options.timeline);
  }

  RunResult go() {
    RunWatcher* watcher = options_.watcher;
    if (watcher) watcher->begin(world_, history_);
    for (sim::NodeId node = 0; node < nodes_; ++node) world_.start(node);
    source_->start();
    world_.at(
        plan_.scenario.heal_ns, [this] { history_.healed(world_.now()); }, does_heal);
    world_.at(
        rest_from_ns(), [this] { look(); }, does_look);
    result_.end = world_.run([this, watcher] {
      if (watcher && !result_.stopped) result_.stopped = watcher->between_events();
      return rested_ || result_.stopped;
    });
    if (watcher) watcher->end();
    if (!result_.stopped) finish();
    return std::move(result_);
  }

  // ---- venue::VenueObserver
  void on_execution(const venue::ExecutionReport& report) override {
    if (!world_.dying()) history_.execution(report, world_.now());
  }
  void on_recovered(std::uint64_t last_number) override {
    if (!world_.dying()) history_.venue_recovered(last_number, world_.now());
  }
  void on_transfer(const venue::TransferState& transfer) override {
    if (!world_.dying()) history_.transfer(transfer, world_.now());
  }
  void on_transfers_recovered(std::uint64_t last_transfer) override {
    if (!world_.dying()) history_.transfers_recovered(last_transfer);
  }
  void on_path(const venue::PathEvent& event) override { took_path(RunWatcher::no_client, event); }

  // ---- heard from clients
  void callback(std::size_t client, const venue::ClientCallback& callback) {
    if (world_.dying()) return;
    const bool full = level(client) == AdapterLevel::full_view;
    if (full) history_.callback(client, world_.life(client_nodes_[client]), callback, world_.now());
    const ClientUnderTest* subject = programs_[client] ? programs_[client]->subject() : nullptr;
    if (callback.kind == venue::ClientCallback::Kind::accepted &&
        (full || (subject && subject->accepts_later())))
      source_->accepted(client, callback.intent);
  }
  void took_path(std::size_t client, const venue::PathEvent& event) {
    if (world_.dying()) return;
    result_.probes.add(event.name);
    if (options_.watcher) options_.watcher->path(client, event);
  }

 private:
  // What actions do, for comparing states (World::at).
  enum Meaning : std::uint64_t { does_heal = 1, does_look, does_look_again, does_look_after_restart };

  sim::WorldOptions world_options() {
    const Scenario& scenario = plan_.scenario;
    sim::WorldOptions options;
    options.background_seed = background_seed();
    options.calm = options_.calm || scenario.background.calm;
    if (options_.fork) {
      options.fork_point = options_.fork->point;
      options.fork_seed = options_.fork->seed;
    }
    options.model =
        scenario.network.model == Model::direct ? sim::DeliveryModel::direct : sim::DeliveryModel::hops;
    options.latency_min_ns = scenario.network.latency_min_ns;
    options.latency_max_ns = scenario.network.latency_max_ns;
    // Half of D is for what faults add to a message, half for what holds back the stream that it is in.
    options.stall_max_ns = scenario.network.longest_delay_ns / 2;
    options.comparable = options_.watcher != nullptr && options_.watcher->compares_states();
    options.heal_ns = scenario.heal_ns;
    options.horizon_ns = scenario.horizon_ns;
    options.events_max = scenario.events_max;
    options.decider = &decider_;
    options.framer = &framer_;
    return options;
  }

  std::uint64_t background_seed() const { return plan_.scenario.background.seed.value_or(options_.seed); }

  void add_nodes() {
    world_.add_node({std::string(venue_node), [this](std::uint32_t) { return boot_venue(); }});
    programs_.resize(plan_.scenario.clients.size());
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      ears_.push_back(std::make_unique<ClientEar>(*this, i));
      client_nodes_.push_back(world_.add_node(
          {plan_.scenario.clients[i].name, [this, i](std::uint32_t) { return boot_client(i); }}));
    }
    nodes_ = static_cast<sim::NodeId>(1 + client_nodes_.size());
    if (plan_.tls) add_gates();
    if (!plan_.terms.truth_from_wire) return;
    tap_.emplace(history_);
    sim::NodeId node =
        world_.add_node({std::string(drop_copy_node), [this](std::uint32_t) { return boot_drop_copy(); }});
    decider_.spared = world_.name(node);
    ++nodes_;
  }

  void add_gates() {
    for (const ClientSetup& client : plan_.scenario.clients) {
      sim::NodeSpec gate{gate_of(client.name), [this](std::uint32_t) { return boot_gate(); }};
      gate.speaks_for = client.name;
      world_.add_node(std::move(gate));
      ++nodes_;
    }
  }

  std::unique_ptr<sim::Program> boot_gate() {
    auto program = std::make_unique<AsioProgram<TlsGate>>(0, nullptr);
    TlsGateOptions options{*plan_.tls, std::string(world_.address(venue_id)), {orders_port, events_port}};
    program->adopt(std::make_unique<TlsGate>(program->io(), options));
    return program;
  }

  std::unique_ptr<sim::Program> boot_drop_copy() {
    auto program = std::make_unique<AsioProgram<DropCopy>>(nodes_ - 1, options_.node_running);
    DropCopyOptions options{std::string(world_.address(venue_id)), events_port, plan_.accounts,
                            [this](std::string_view account) { return tap_->next_seq(account); }};
    program->adopt(std::make_unique<DropCopy>(program->io(), std::move(options)));
    return program;
  }

  AdapterLevel level(std::size_t client) const { return plan_.terms.clients[client].level; }

  void make_deciders() {
    sim::NameTable& names = world_.names();
    std::vector<sim::Fault> faults;
    for (const FaultWords& words : options_.faults ? *options_.faults : plan_.scenario.faults) {
      faults.push_back(bind(names, words));
    }
    list_.emplace(names, std::move(faults));
    bool listed_alone = options_.faults && !options_.fork;
    if (!listed_alone && plan_.scenario.chaos.any()) {
      searching_ = make_searching(names);
      filter_.emplace(plan_, names, *searching_);
      deciders_.push_back(plan_.scenario.beyond ? searching_.get() : &*filter_);
    }
    if (!options_.fork) deciders_.insert(deciders_.begin(), &*list_);
    combined_.emplace(deciders_);
    decider_.inner = &*combined_;
    if (options_.fork) decider_.inner = &forked_.emplace(*list_, options_.fork->point, *combined_);
    decider_.names = &names;
    decider_.beacon = options_.fault_log;
    decider_.watcher = options_.watcher;
  }

  std::unique_ptr<sim::Decider> make_searching(sim::NameTable& names) {
    sim::FaultSet all;
    all.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
    sim::Chaos chaos = chaos_of(plan_.scenario, names, all, plan_.profile.query_lag_ns);
    chaos.delay_max_ns = plan_.scenario.network.longest_delay_ns / 2;
    if (options_.fork)
      return std::make_unique<sim::ChaosDecider>(options_.fork->seed, names, std::move(chaos));
    if (!options_.strategy)
      return std::make_unique<sim::ChaosDecider>(options_.seed, names, std::move(chaos));
    Setting setting{options_.seed, names, history_, std::move(chaos), world_.name(venue_id), {}};
    for (sim::NodeId node : client_nodes_) setting.clients.push_back(world_.name(node));
    setting.drawn = &result_.drawn;
    return options_.strategy(setting);
  }

  std::unique_ptr<sim::Program> boot_venue() {
    using VenueProgram = AsioProgram<VenueUnderTest>;
    auto program = std::make_unique<VenueProgram>(venue_id, options_.node_running);
    const Scenario& scenario = plan_.scenario;
    VenueBoot boot{program->io(),
                   *this,
                   *conduct_,
                   plan_.profile,
                   scenario.venue.instruments,
                   plan_.accounts,
                   orders_port,
                   events_port,
                   std::string(data_dir),
                   sim::mix(background_seed(), 0x63726f7764),
                   scenario.venue.crowd.period_ns,
                   crowd_until_ns(),
                   scenario.venue.dialect,
                   plan_.credentials};
    RunningCode running(options_.node_running, venue_id);
    program->adopt(plan_.venue->make(boot));
    return program;
  }

  // Scenarios count from the start of the run, the venue by its clock.
  std::int64_t crowd_until_ns() const {
    TimeNs until_ns = plan_.scenario.venue.crowd.until_ns;
    static_assert(run_start_ns == sim::system_epoch_ns);
    return until_ns == 0 ? 0 : sim::system_epoch_ns + until_ns;
  }

  std::unique_ptr<sim::Program> boot_client(std::size_t index) {
    auto program =
        std::make_unique<AsioProgram<ClientUnderTest>>(client_nodes_[index], options_.node_running);
    const ClientSetup& setup = plan_.scenario.clients[index];
    ClientBoot boot{program->io(),
                    *ears_[index],
                    plan_.profile,
                    plan_.scenario.venue.instruments,
                    setup.name,
                    setup.account,
                    std::string(world_.address(plan_.tls ? gate_id(plan_, index) : venue_id)),
                    orders_port,
                    events_port,
                    std::string(data_dir),
                    setup.ids,
                    plan_.late_delivery_bound_ns,
                    setup.configuration,
                    plan_.scenario.venue.dialect,
                    credentials_of(setup),
                    plan_.tls ? plan_.tls->ca : std::string(),
                    setup.command,
                    [this](std::string_view intent) { return symbol_of(plan_.scenario, intent); }};
    programs_[index] = program.get();
    RunningCode running(options_.node_running, client_nodes_[index]);
    program->adopt(plan_.clients[index]->make(boot));
    return program;
  }

  venue::Credentials credentials_of(const ClientSetup& setup) const {
    for (const venue::Credentials& one : plan_.credentials) {
      if (one.account == setup.account) return one;
    }
    return {};
  }

  void booted(sim::NodeId node) {
    if (node == venue_id || node > client_nodes_.size()) return;
    std::size_t client = node - 1;
    if (level(client) == AdapterLevel::orders_only) return;
    std::uint32_t life = world_.life(node);
    if (life > 1) look_later(client, life);
  }

  void look_later(std::size_t client, std::uint32_t life) {
    world_.at(
        world_.now() + restart_look_ns, [this, client, life] { look_after_restart(client, life); },
        sim::mix(sim::mix(does_look_after_restart, client), life));
  }

  void look_after_restart(std::size_t client, std::uint32_t life) {
    sim::NodeId node = client_nodes_[client];
    if (world_.life(node) != life || world_.state(node) != sim::NodeState::running) return;
    venue::ClientView view = shown_by(client);
    if (view.ready) return history_.view(client, life, std::move(view), Moment::restart, world_.now());
    look_later(client, life);
  }

  // Nothing sent before healing is on its way any more.
  TimeNs rest_from_ns() const { return plan_.scenario.heal_ns + plan_.late_delivery_bound_ns; }
  // All that the last message could still cause has happened.
  TimeNs settle_ns() const {
    return 4 * plan_.scenario.network.latency_max_ns + plan_.profile.processing_ns +
           plan_.profile.query_lag_ns + 5 * look_ns;
  }

  // Whether everything has come to rest: once seen, waits for late effects, and looks again. Who does not
  // agree is given until the horizon: a client may be between two attempts to connect.
  void look() {
    if (!at_rest()) {
      rest_seen_ = false;
      world_.at(
          world_.now() + look_ns, [this] { look(); }, does_look);
    } else if (!rest_seen_) {
      rest_seen_ = true;
      world_.at(
          world_.now() + settle_ns(), [this] { look(); }, does_look_again);
    } else {
      rested_ = true;
    }
  }

  bool at_rest() {
    if (!source_->all_accepted() || !world_.all_running()) return false;
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      if (level(i) != AdapterLevel::full_view && !is_quiet(i)) return false;
      if (level(i) == AdapterLevel::orders_only) continue;
      venue::ClientView view = shown_by(i);
      if (!view.ready) return false;
      for (const venue::IntentView& intent : view.intents) {
        if (intent.outcome == venue::Outcome::pending) return false;
      }
      if (!properties::agrees(history_, static_cast<properties::ClientIndex>(i), view)) return false;
    }
    return true;
  }

  // Of a client that does not tell what became of its intents: it has not asked for a change of any order for
  // as long as a client may wait before it tries again.
  bool is_quiet(std::size_t client) const {
    const auto& requests = history_.requests();
    auto last = std::find_if(requests.rbegin(), requests.rend(), [&](const properties::SentRequest& sent) {
      return sent.client == client && (std::holds_alternative<venue::NewOrder>(sent.request) ||
                                       std::holds_alternative<venue::CancelOrder>(sent.request) ||
                                       std::holds_alternative<venue::ReplaceOrder>(sent.request));
    });
    return last == requests.rend() || world_.now() - last->at_ns >= plan_.terms.retry_horizon_ns;
  }

  venue::ClientView shown_by(std::size_t client) const {
    venue::ClientView view = programs_[client]->subject()->view();
    if (level(client) == AdapterLevel::full_view) return view;
    venue::ClientView shown;
    shown.ready = view.ready;
    shown.positions = std::move(view.positions);
    return shown;
  }

  void finish() {
    using properties::Ending;
    Ending ending = Ending::cut;
    if (result_.end == sim::RunEnd::condition) ending = Ending::rested;
    if (result_.end == sim::RunEnd::horizon) ending = Ending::overdue;
    if (ending != Ending::cut) take_last_views();
    for (const sim::Fault& fault : world_.struck()) {
      history_.struck(fact_of(world_.names(), fault, world_.name(venue_id)));
      result_.struck.push_back(words_of(world_.names(), fault));
      result_.probes.add(sim::to_string(fault.kind));
    }
    history_.ended(ending, world_.now());
    properties::Judgement judgement = properties::judge(history_);
    result_.violations = std::move(judgement.violations);
    result_.excused = std::move(judgement.excused);
    if (result_.end == sim::RunEnd::program_failed)
      result_.violations.insert(result_.violations.begin(), failure());
    result_.beyond = judgement.beyond;
    result_.unknowns = judgement.unknowns;
    result_.inconclusive = (ending == Ending::cut || never_took_all()) && result_.violations.empty();
    for (const sim::Fault& fault : list_->unasked())
      result_.unasked.push_back(words_of(world_.names(), fault));
    result_.duplicates = count_duplicates(history_, result_.probes);
    result_.digest = world_.digest();
    result_.events = world_.events();
    result_.points = world_.points();
    result_.virtual_ns = world_.now();
  }

  // A client that shows too little to be blamed for it: a run in which it did nothing shows nothing.
  bool never_took_all() const {
    const auto hides = [](const auto& client) { return client.level != AdapterLevel::full_view; };
    return !source_->all_accepted() && std::ranges::any_of(plan_.terms.clients, hides);
  }

  void take_last_views() {
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      sim::NodeId node = client_nodes_[i];
      if (world_.state(node) == sim::NodeState::down || level(i) == AdapterLevel::orders_only) continue;
      history_.view(i, world_.life(node), shown_by(i), Moment::quiescence, world_.now());
    }
  }

  properties::Violation failure() {
    properties::Violation violation;
    violation.property = program_survives;
    violation.explanation = std::string(world_.failure());
    violation.cause = "an exception left the program";
    sim::NodeId node = world_.failed_node();
    violation.blame = node == venue_id ? properties::Blame::venue : properties::Blame::client;
    violation.blamed =
        node == venue_id ? "venue" : "client " + std::string(world_.names().text(world_.name(node)));
    violation.at_ns = world_.now();
    return violation;
  }

  const Plan& plan_;
  const RunOptions& options_;
  RunResult result_;
  properties::History history_;
  LateDecider decider_;
  std::optional<WireTap> tap_;
  RunFramer framer_;
  std::optional<AttributionTable> table_;
  std::optional<WorldConduct> conduct_;
  std::optional<sim::ListDecider> list_;
  std::unique_ptr<sim::Decider> searching_;
  std::optional<ContractFilter> filter_;
  std::optional<sim::CombinedDecider> combined_;
  std::optional<ForkedDecider> forked_;
  std::vector<sim::Decider*> deciders_;
  std::vector<sim::NodeId> client_nodes_;
  sim::NodeId nodes_ = 0;  // of the whole world
  std::vector<std::unique_ptr<ClientEar>> ears_;
  std::vector<AsioProgram<ClientUnderTest>*> programs_;  // owned by the world; of the running lives
  std::optional<IntentSource> source_;
  bool rest_seen_ = false;
  bool rested_ = false;
  sim::World world_;  // last: its programs use all of the above until it is gone
};

// Once in a process.
void require_door() {
  static const std::string problem = [] {
    std::string text;
    draw_tls_randomness_from_the_kernel();
    return sim::calls_are_virtual(text) ? std::string() : text;
  }();
  if (!problem.empty()) throw std::logic_error(problem);
}

void ClientEar::on_callback(const venue::ClientCallback& callback) {
  run_.callback(client_, callback);
}
void ClientEar::on_path(const venue::PathEvent& event) {
  run_.took_path(client_, event);
}

}  // namespace

RunResult run_once(const Plan& plan, const RunOptions& options) {
  require_door();
  Run run(plan, options);
  return run.go();
}

}  // namespace onefold::harness
