#include "adapters/store/connection.hpp"

#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <new>
#include <set>

#include "adapters/store/database_url.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

constexpr char kWhere[] = "store";
constexpr Duration kPingLimit = std::chrono::seconds(3);

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

Error FromState(std::string_view doing, std::string_view state) {
  const std::string prefix = std::string(doing) + ": ";
  const std::string suffix = " (SQLSTATE " + std::string(state) + ")";
  const auto starts = [&](std::string_view head) { return state.substr(0, head.size()) == head; };
  if (starts("22") || starts("23") || starts("54")) {
    return {ErrorKind::kInvalid, prefix + "the database refuses a value" + suffix, kWhere};
  }
  if (starts("42") || starts("3F")) {
    return {ErrorKind::kInternal,
            prefix + "the database lacks what this program expects; run `tocsin migrate`" + suffix,
            kWhere};
  }
  if (starts("28") || starts("3D")) {
    return {ErrorKind::kRejected,
            prefix + "the database refuses this user or has no such database" + suffix, kWhere};
  }
  if (starts("08") || starts("25") || starts("40") || starts("53") || starts("55") ||
      starts("57") || starts("58")) {
    return {ErrorKind::kTransient, prefix + "the database is away or busy" + suffix, kWhere};
  }
  return {ErrorKind::kInternal, prefix + "the database reports a fault" + suffix, kWhere};
}

/// On a connection between two statements the server has nothing to say but that it ends.
bool EndedByServer(const pqxx::connection& connection) {
  pollfd socket{.fd = connection.sock(), .events = POLLIN, .revents = 0};
  return poll(&socket, 1, 0) > 0;
}

std::string WhyLost(std::string_view text, std::string_view url) {
  if (text.find("not connected") != std::string_view::npos) return "the connection was lost";
  return Masked(FirstLine(text), url);
}

std::string SettingsSql(const PostgresOptions& options, Planning planning) {
  std::string sql =
      "set search_path to " + Quoted(options.schema) +
      ", public;"
      "set idle_in_transaction_session_timeout = " +
      std::to_string(options.statement_timeout.count()) +
      ";"
      "set client_encoding = 'UTF8'; set bytea_output = 'hex'; set timezone = 'UTC'; set jit = off;"
      "set client_min_messages = warning;"
      "set application_name = 'tocsin';";
  if (planning == Planning::kLookups) {
    sql +=
        "set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set enable_hashjoin = "
        "off;"
        "set enable_mergejoin = off;";
  }
  return sql;
}

}  // namespace

struct Connection::Link {
  explicit Link(const std::string& url) : connection(url), quiet(connection) {}
  pqxx::connection connection;
  pqxx::quiet_errorhandler quiet;  // notices go nowhere; the default writes them to stderr
  Duration limit{0};               // the server's statement_timeout
  std::set<std::string> prepared;  // at first use
};

Error ErrorInFlight(std::string_view doing, std::string_view url) {
  const std::string prefix = std::string(doing) + ": ";
  try {
    throw;
  } catch (const pqxx::broken_connection& lost) {
    return {ErrorKind::kTransient, prefix + WhyLost(lost.what(), url), kWhere};
  } catch (const pqxx::sql_error& refused) {
    return FromState(doing, refused.sqlstate());
  } catch (const pqxx::transaction_rollback&) {
    return {ErrorKind::kTransient, prefix + "the database rolled the transaction back", kWhere};
  } catch (const pqxx::in_doubt_error&) {
    return {ErrorKind::kTransient, prefix + "the connection was lost while committing", kWhere};
  } catch (const pqxx::failure&) {
    return {ErrorKind::kTransient, prefix + "the connection to the database failed", kWhere};
  } catch (const std::bad_alloc&) {
    return {ErrorKind::kInternal, prefix + "out of memory", kWhere};
  } catch (const std::exception&) {
    return {ErrorKind::kInternal, prefix + "the database's answer was not understood", kWhere};
  }
}

Connection::Connection(PostgresOptions options, std::shared_ptr<CallWatch> watch, Planning planning,
                       std::vector<Statement> statements)
    : options_(std::move(options)),
      watch_(std::move(watch)),
      planning_(planning),
      statements_(std::move(statements)) {}

Connection::~Connection() = default;

Duration Connection::LimitOf(Patience patience) const {
  switch (patience) {
    case Patience::kPing:
      return std::min(kPingLimit, options_.statement_timeout);
    case Patience::kAnswer:
      return options_.statement_timeout;
    case Patience::kLong:
      break;
  }
  return std::max(options_.long_timeout, options_.statement_timeout);
}

Error Connection::NoAnswer(std::string_view doing, Duration limit) {
  return {ErrorKind::kTransient,
          std::string(doing) + ": the database has not answered for " + FormatDuration(limit),
          kWhere};
}

pqxx::connection& Connection::Open(CallWatch::Call& call, Patience patience) {
  if (link_ && (!link_->connection.is_open() || EndedByServer(link_->connection))) link_.reset();
  const Duration limit = LimitOf(patience);
  const std::string limit_sql = "set statement_timeout = " + std::to_string(limit.count());
  if (link_) {
    call.Use(link_->connection.sock());
    if (link_->limit != limit && (patience != Patience::kPing || link_->limit < limit)) {
      pqxx::nontransaction(link_->connection).exec(limit_sql);
      link_->limit = limit;
    }
    return link_->connection;
  }
  auto link = std::make_unique<Link>(
      WithTimeouts(options_.url, options_.connect_timeout, options_.statement_timeout));
  call.Use(link->connection.sock());
  {
    pqxx::nontransaction settings(link->connection);
    settings.exec(SettingsSql(options_, planning_) + limit_sql);
    link->limit = limit;
  }
  for (const Statement& statement : statements_)
    link->connection.prepare(statement.name, statement.sql);
  link_ = std::move(link);
  return link_->connection;
}

bool Connection::Prepared(const std::string& name) const { return link_->prepared.contains(name); }

void Connection::PrepareNow(const std::string& name, const std::string& sql) {
  link_->connection.prepare(name, sql);
  link_->prepared.insert(name);
}

void Connection::Renew() { call_->Use(link_->connection.sock()); }

void Connection::DropIfBroken() {
  if (link_ && !link_->connection.is_open()) link_.reset();
}

std::string Quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string Millis(std::string_view column) {
  return "(extract(epoch from " + std::string(column) + ") * 1000)::bigint";
}

std::int64_t ReadNumber(const pqxx::field& field) {
  std::int64_t value = 0;
  const char* text = field.c_str();
  const auto [end, error] = std::from_chars(text, text + field.size(), value);
  if (error != std::errc() || end != text + field.size())
    throw pqxx::conversion_error("not a number");
  return value;
}

TimePoint ReadTime(const pqxx::field& field) { return TimePoint(Duration(ReadNumber(field))); }

Uuid ReadUuid(const pqxx::field& field) {
  const auto parsed = Uuid::Parse({field.c_str(), field.size()});
  if (!parsed) throw pqxx::conversion_error("not a UUID");
  return *parsed;
}

std::string ReadText(const pqxx::field& field) {
  return FromStorable({field.c_str(), field.size()});
}

std::string ReadBytes(const pqxx::field& field) { return pqxx::binarystring(field).str(); }

}  // namespace tocsin::postgres
