#include "workers/bridge/alerts_table/alerts_table.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "schemas/events/alerts.hpp"
#include "schemas/events/data.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/alerts_table/alert_events.hpp"

namespace tocsin::bridge {
namespace {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::ShardInput;
using runtime::Signal;

constexpr char kLook[] = "alerts_table.look";
constexpr char kRow[] = "alerts_table.row";
/// In one commit; a row may be 100 kB long.
constexpr std::size_t kRowsAtOnce = 200;
constexpr std::size_t kKeysAtOnce = 1'000;

std::string AlertIdOf(const Event& event) {
  return event.subject.empty() ? events::SubjectOf(event) : event.subject;
}

}  // namespace

bool AlertsTable::Follows(std::string_view type) {
  return type == type::kAlertClosed || type == type::kCallRinging;
}

Signal AlertsTable::LookSignal() const {
  return {.owner = Uuid::Derive({kLook}), .partition = *owned_.begin(), .kind = kLook, .data = {}};
}

void AlertsTable::Look() {
  watched_ = true;
  Begin();
}

void AlertsTable::Begin() {
  again_ = looking_;
  if (looking_ || !watched_ || owned_.empty()) return;
  looking_ = true;
  reached_ = 0;
  services_.Enter(LookSignal());
}

runtime::DatabaseJob AlertsTable::Prepare(std::span<const ShardInput> inputs) {
  piece_.reset();
  open_.clear();
  bool look = false;
  std::set<std::string> wanted;
  for (const ShardInput& input : inputs) {
    if (const auto* signal = std::get_if<Signal>(&input)) {
      look |= signal->kind == kLook;
    } else if (const auto* arrival = std::get_if<Arrival>(&input)) {
      if (Follows(arrival->event.type)) wanted.insert(AlertIdOf(arrival->event));
    }
  }
  if (!look && wanted.empty()) return nullptr;
  return [this, look, ids = std::vector<std::string>(wanted.begin(), wanted.end())](
             StoreSession& session) -> Status {
    TRY_ASSIGN(const auto open, session.OpenAlerts(ids));
    open_.insert(open.begin(), open.end());
    if (look) return ReadPiece(session);
    return {};
  };
}

/// On the database thread, while the shard waits.
Status AlertsTable::ReadPiece(AlertTable& table) {
  Piece piece{.rows = {}, .reached = reached_};
  std::vector<std::int64_t> ours;
  while (ours.size() < kRowsAtOnce && !piece.last) {
    TRY_ASSIGN(const auto keys, table.PendingAlerts(piece.reached, kKeysAtOnce));
    piece.last = keys.size() < kKeysAtOnce;
    for (const AlertTableKey& key : keys) {
      if (ours.size() == kRowsAtOnce) {
        piece.last = false;
        break;
      }
      piece.reached = key.id;
      if (owned_.contains(PartitionOf(key.alert_id, partitions_))) ours.push_back(key.id);
    }
  }
  TRY_ASSIGN(piece.rows, table.LoadAlerts(ours));
  piece_ = std::move(piece);
  return {};
}

void AlertsTable::BeginBatch() {
  decided_.clear();
  written_.clear();
}

bool AlertsTable::Decide(const Arrival& arrival, BatchWriter& out) {
  const Event& event = arrival.event;
  if (!Follows(event.type)) return false;
  const std::string id = AlertIdOf(event);
  if (!open_.contains(id)) return false;
  const std::string tenant(TenantOf(event));
  AlertStatus status{id, "ringing", false, tenant};
  if (event.type == type::kAlertClosed)
    status = {id, events::Read<events::AlertClosed>(event).outcome, true, tenant};
  auto& statuses = out.Out().alerts.statuses;
  const auto [place, fresh] = written_.try_emplace({id, tenant}, statuses.size());
  if (fresh)
    statuses.push_back(std::move(status));
  else if (!statuses[place->second].closes)
    statuses[place->second] = std::move(status);
  return true;
}

bool AlertsTable::Decide(const Signal& signal, BatchWriter& out) {
  if (signal.kind == kLook) return true;  // what it found enters when the batch is stored
  if (signal.kind != kRow) return false;
  Take(std::any_cast<const AlertTableRow&>(signal.input), out);
  return true;
}

void AlertsTable::Take(const AlertTableRow& row, BatchWriter& out) {
  if (not_ours_.contains(row.id) || !decided_.insert(row.id).second) return;
  out.Out().alerts.taken.push_back({row.id, row.raise, row.resolve});
  const int partition = PartitionOf(row.alert_id, partitions_);
  // Over before anyone saw it: it rings nobody.
  if (row.raise && !row.resolve) out.Emit(partition, RaisedEvent(row));
  if (row.resolve) out.Emit(partition, ResolvedEvent(row, out.Now()));
  services_.GetMetrics().Add("tocsin_alerts_table_rows_total", 1,
                             {{"event", row.resolve ? "resolved" : "raised"}});
  if (row.cut.empty()) return;
  if (const auto more = cut_.Admit())
    spdlog::warn("alert {} of the table alerts: the column {} is too long, its beginning is sent{}",
                 row.alert_id, row.cut.front(), *more);
}

bool AlertsTable::SetAside(const Signal& signal, std::string_view why, BatchWriter& out) {
  if (signal.kind == kLook) {
    piece_.reset();
    looking_ = false;
    return true;
  }
  if (signal.kind != kRow) return false;
  const auto& row = std::any_cast<const AlertTableRow&>(signal.input);
  if (not_ours_.contains(row.id)) return true;
  spdlog::error("alert {} of the table alerts is not sent: {}", row.alert_id, why);
  out.Out().alerts.taken.push_back({row.id, row.raise, row.resolve});
  if (row.raise && !row.resolve)
    out.Out().alerts.statuses.push_back({row.alert_id, "failed", true, row.tenant});
  return true;
}

void AlertsTable::OnCommitted() {
  not_ours_.clear();
  const auto piece = std::exchange(piece_, std::nullopt);
  if (!piece || owned_.empty()) return;
  for (const AlertTableRow& row : piece->rows)
    services_.Enter(Signal{.owner = Uuid::Derive({kRow, std::to_string(row.id)}),
                           .partition = PartitionOf(row.alert_id, partitions_),
                           .kind = kRow,
                           .data = {},
                           .input = row});
  reached_ = piece->reached;
  // Once more behind rows of ours: when that look has its turn, they are stored.
  if (!piece->last || !piece->rows.empty()) return services_.Enter(LookSignal());
  looking_ = false;
  if (again_) Begin();
}

void AlertsTable::OnRejected(const CommitOutcome& outcome) {
  not_ours_.insert(outcome.stale_alerts.begin(), outcome.stale_alerts.end());
}

void AlertsTable::OnTaken(const std::vector<int>& partitions) {
  owned_.insert(partitions.begin(), partitions.end());
  looking_ = false;
  Begin();
}

void AlertsTable::OnLost(const std::vector<int>& partitions) {
  for (const int partition : partitions) owned_.erase(partition);
  looking_ = false;
  Begin();
}

}  // namespace tocsin::bridge
