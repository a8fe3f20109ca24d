#include "adapters/bus/embedded_database.hpp"

#include <algorithm>

#include "adapters/bus/embedded_text.hpp"
#include "schemas/ids.hpp"

namespace tocsin::embedded {
namespace {

constexpr std::size_t kReadAtOnce = 256;
/// After it the server itself should have cancelled the statement.
constexpr Duration kGrace{2000};

constexpr char kLock[] =
    "select pg_try_advisory_lock(hashtext('tocsin embedded bus'), hashtext($1))";

constexpr char kAppend[] = R"(
with incoming as (
  select * from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[])
    as r(topic, partition, seq, at, key, value, headers)
), moved as (
  update bus_partition p set next = p.next + m.count
  from (select topic, partition, min(seq) as first, count(*) as count from incoming group by topic, partition) m
  where p.topic = m.topic and p.partition = m.partition and p.next = m.first
)
insert into bus_record (topic, partition, seq, at, key, value, headers)
select topic, partition, seq, to_timestamp(at / 1000.0), key, value, headers from incoming)";

constexpr char kRead[] = R"(
select seq, (extract(epoch from at) * 1000)::bigint, key, value, headers from (
  select *, sum(coalesce(octet_length(value), 0)) over (order by seq) - coalesce(octet_length(value), 0) as before
  from (select seq, at, key, value, headers from bus_record
        where topic = $1 and partition = $2 and seq >= $3 order by seq limit $4) head
) bounded where before < 8000000 order by seq)";

constexpr char kSaveProgress[] = R"(
insert into bus_group (name, topic, partition, next)
select $1, topic, partition, next from unnest($2::text[], $3::int[], $4::bigint[]) as g(topic, partition, next)
on conflict (name, topic, partition) do update set next = excluded.next, seen_at = now())";

constexpr char kTrim[] = R"(
with passed as (
  select least(p.next, (select min(g.next) from bus_group g where g.topic = p.topic and g.partition = p.partition
                          and g.seen_at >= to_timestamp($4 / 1000.0))) as seq
  from bus_partition p where p.topic = $1 and p.partition = $2
), head as (
  select seq, at from bus_record
  where topic = $1 and partition = $2 and seq < (select seq from passed) order by seq limit 5000
), gone as (
  delete from bus_record
  where topic = $1 and partition = $2 and seq <= (
    select max(seq) from head
    where seq < coalesce((select min(seq) from head where at >= to_timestamp($3 / 1000.0)), 9223372036854775807))
  returning seq
)
update bus_partition set low = coalesce((select max(seq) + 1 from gone), low)
where topic = $1 and partition = $2 returning low, (select count(*) from gone))";
constexpr std::int64_t kTrimAtOnce = 5000;

std::int64_t Number(const pqxx::field& field) { return field.as<std::int64_t>(); }

std::optional<std::string> Bytes(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return FromHex(std::string_view(field.c_str(), field.size()));
}

std::int64_t Millis(TimePoint time) { return time.time_since_epoch().count(); }

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

Database::Database(std::string url, std::string schema, CallWatch& watch)
    : url_(std::move(url)), schema_(std::move(schema)), watch_(watch) {}

pqxx::connection& Database::Open() {
  if (connection_) return *connection_;
  locked_ = false;
  connection_ = std::make_unique<pqxx::connection>(url_);
  pqxx::nontransaction setup(*connection_);
  setup.exec("set search_path to " + setup.quote_name(schema_) +
             ", public; set client_encoding = 'UTF8'; set bytea_output = 'hex'; set jit = off; "
             "set client_min_messages = warning; set application_name = 'tocsin bus'; "
             "set tcp_user_timeout = 10000; set statement_timeout = " +
             std::to_string(kStatementTimeout.count()));
  return *connection_;
}

Error Database::ErrorInFlight(std::string_view doing) {
  const std::string prefix = std::string(doing) + ": ";
  try {
    throw;
  } catch (const pqxx::broken_connection& broken) {
    const bool lost = std::exchange(connection_, nullptr) != nullptr;
    return {ErrorKind::kTransient,
            prefix + (lost ? "the connection to the database was lost"
                           : "the database is away: " + FirstLine(broken.what())),
            kWhere};
  } catch (const pqxx::sql_error& refused) {
    const std::string state = refused.sqlstate();
    if (connection_ && !connection_->is_open()) connection_.reset();
    if (state == "23505")
      return {ErrorKind::kConflict, prefix + "another process writes to this log", kWhere};
    if (state.starts_with("42") || state.starts_with("3F"))
      return {ErrorKind::kInvalid, prefix + "the log's tables are missing; run `tocsin migrate`",
              kWhere};
    return {ErrorKind::kTransient, prefix + FirstLine(refused.what()) + " (SQLSTATE " + state + ")",
            kWhere};
  } catch (const std::exception& other) {
    connection_.reset();
    return {ErrorKind::kTransient, prefix + FirstLine(other.what()), kWhere};
  }
}

template <class Work>
std::invoke_result_t<Work, pqxx::nontransaction&> Database::Run(std::string_view doing, Work work,
                                                                Duration limit) {
  CallWatch::Call call(watch_, limit + kGrace);
  try {
    pqxx::connection& connection = Open();
    call.Use(connection.sock());
    pqxx::nontransaction transaction(connection);
    return work(transaction);
  } catch (...) {
    return tl::unexpected<Error>(ErrorInFlight(doing));
  }
}

Status Database::Lock() {
  return Run("locking the embedded bus", [&](pqxx::nontransaction& transaction) -> Status {
    if (locked_) return {};
    locked_ = transaction.exec_params1(kLock, schema_)[0].as<bool>();
    if (locked_) return {};
    return Fail(ErrorKind::kConflict,
                "locking the embedded bus: another tocsin process uses it; stop that one, or use "
                "Kafka to run several",
                kWhere);
  });
}

Result<std::string> Database::Id() {
  return Run(
      "opening the embedded bus", [&](pqxx::nontransaction& transaction) -> Result<std::string> {
        transaction.exec_params(
            "insert into bus_log (id) select $1::uuid where not exists (select from bus_log)",
            RandomUuid().ToString());
        return std::string(transaction.exec1("select id::text from bus_log limit 1")[0].c_str());
      });
}

Result<Ranges> Database::ReadRanges() {
  return Run("reading the ranges of the log",
             [&](pqxx::nontransaction& transaction) -> Result<Ranges> {
               Ranges ranges;
               for (const pqxx::row row :
                    transaction.exec("select topic, partition, low, next from bus_partition"))
                 ranges[{row[0].c_str(), row[1].as<int>()}] = {Number(row[2]), Number(row[3])};
               return ranges;
             });
}

Status Database::CreateTopic(const TopicSpec& topic) {
  return Run("creating topic " + topic.name, [&](pqxx::nontransaction& transaction) -> Status {
    transaction.exec_params(
        "insert into bus_partition (topic, partition) select $1, generate_series(0, $2 - 1) on "
        "conflict do nothing",
        topic.name, topic.partitions);
    return {};
  });
}

Status Database::Append(std::span<const Stored> entries) {
  ArrayText topics, partitions, offsets, times, keys, values, headers;
  for (const auto& entry : entries) {
    const Record& record = entry->record;
    topics.AddWord(record.at.topic);
    partitions.AddNumber(record.at.partition);
    offsets.AddNumber(record.offset);
    times.AddNumber(Millis(record.timestamp));
    keys.AddBytes(record.key);
    values.AddBytes(record.value);
    headers.AddBytes(PackHeaders(record.headers));
  }
  if (!Locked())
    return Fail(ErrorKind::kTransient, "writing to the log: the lock was lost", kWhere);
  return Run("writing to the log", [&](pqxx::nontransaction& transaction) -> Status {
    transaction.exec_params(kAppend, topics.Text(), partitions.Text(), offsets.Text(), times.Text(),
                            keys.Text(), values.Text(), headers.Text());
    return {};
  });
}

Result<std::vector<Stored>> Database::Read(const TopicPartition& partition, std::int64_t offset,
                                           std::size_t limit, Duration timeout) {
  return Run(
      "reading the log",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<Stored>> {
        transaction.exec("set statement_timeout = " +
                         std::to_string(std::max<Duration::rep>(timeout.count(), 1)));
        std::vector<Stored> entries;
        for (const pqxx::row row : transaction.exec_params(
                 kRead, partition.topic, partition.partition, std::max<std::int64_t>(offset, 0),
                 static_cast<std::int64_t>(std::min(limit, kReadAtOnce)))) {
          auto headers = UnpackHeaders(Bytes(row[4]).value_or(""));
          if (!headers)
            return Fail(ErrorKind::kInternal, "reading the log: headers that are none", kWhere);
          entries.push_back(std::make_shared<const Entry>(
              Entry{{partition, Number(row[0]), Bytes(row[2]), Bytes(row[3]), std::move(*headers),
                     TimePoint(Duration(Number(row[1])))},
                    false}));
        }
        return entries;
      },
      timeout);
}

Status Database::SaveProgress(const std::string& group, const Offsets& next) {
  ArrayText topics, partitions, offsets;
  for (const auto& [partition, offset] : next) {
    topics.AddWord(partition.topic);
    partitions.AddNumber(partition.partition);
    offsets.AddNumber(offset);
  }
  return Run("saving the progress of " + group, [&](pqxx::nontransaction& transaction) -> Status {
    transaction.exec_params(kSaveProgress, group, topics.Text(), partitions.Text(), offsets.Text());
    return {};
  });
}

Result<Database::Trimmed> Database::Trim(const TopicPartition& partition, TimePoint older_than,
                                         TimePoint groups_seen_since) {
  return Run("trimming the log", [&](pqxx::nontransaction& transaction) -> Result<Trimmed> {
    const auto row = transaction.exec_params1(kTrim, partition.topic, partition.partition,
                                              Millis(older_than), Millis(groups_seen_since));
    return Trimmed{Number(row[0]), Number(row[1]) == kTrimAtOnce};
  });
}

}  // namespace tocsin::embedded
