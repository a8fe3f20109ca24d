#include "tests/perf/bench/limits.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <pqxx/pqxx>
#include <thread>

#include "tests/harness/kafka_client.hpp"

namespace tocsin::perf {
namespace {

Headers HeadersOf(const std::string& id, const char* type) {
  return {{"ce_specversion", "1.0"}, {"ce_id", id},      {"ce_source", "/bench"},
          {"ce_type", type},         {"ce_subject", id}, {"content-type", "application/json"}};
}

using harness::KafkaClient;

constexpr int kLimitPartitions = 12;
constexpr std::size_t kBatch = 500;

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

/// Fills `topic` with alerts like those of the benchmark.
void Fill(const std::string& brokers, const std::string& topic, int count) {
  KafkaClient producer(KafkaClient::Kind::kProducer, brokers);
  producer.CreateTopic(topic, kLimitPartitions);
  for (int i = 0; i < count; ++i) {
    const std::string id = topic + '-' + std::to_string(i);
    producer.Produce(topic, id, AlertData(id), AlertHeaders(id));
    if (i % 1000 == 0) producer.Poll();
  }
  producer.Flush();
}

/// The text form of a bytea[] or text[] literal, for what libpqxx 6 has no parameters.
class ArrayText {
 public:
  void AddHex(const std::string& bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    text_ += text_.size() == 1 ? "\"\\\\x" : ",\"\\\\x";
    for (const char c : bytes) {
      text_ += kDigits[static_cast<unsigned char>(c) >> 4];
      text_ += kDigits[static_cast<unsigned char>(c) & 15];
    }
    text_ += '"';
  }
  std::string Take() { return text_ + '}'; }

 private:
  std::string text_ = "{";
};

class BareTable {
 public:
  explicit BareTable(const std::string& url) : connection_(url) {
    pqxx::nontransaction work(connection_);
    work.exec("set search_path to public");  // a worker's schema may go while this is measured
    work.exec("create unlogged table if not exists bench_dummy(x int)");
    work.exec(
        "drop table if exists bench_run; create table bench_run(id bytea primary key, state "
        "bytea)");
    work.exec(
        "drop table if exists bench_position; create table bench_position(partition int primary "
        "key, next bigint);"
        "insert into bench_position select p, 0 from generate_series(0, 11) p");
    connection_.prepare(
        "bench",
        "with r as (insert into bench_run select unnest($1::bytea[]), unnest($2::bytea[]) "
        "on conflict do nothing) update bench_position set next = next + $3 where partition = 0");
  }
  ~BareTable() {
    pqxx::nontransaction work(connection_);
    work.exec("drop table bench_run, bench_position, bench_dummy");
  }
  BareTable(const BareTable&) = delete;
  BareTable& operator=(const BareTable&) = delete;

  void Commit(ArrayText& ids, ArrayText& states, std::size_t count) {
    pqxx::nontransaction work(connection_);
    work.exec_prepared("bench", ids.Take(), states.Take(), count);
  }

 private:
  pqxx::connection connection_;
};

/// One turn of the bare loop: what is there, up to a batch, is stored and passed on; how many
/// records it was.
std::size_t PassOn(KafkaClient& consumer, BareTable& table, KafkaClient& producer,
                   const std::string& out) {
  ArrayText ids;
  ArrayText states;
  std::vector<std::pair<std::string, std::string>> actions;
  const auto got = consumer.Consume(kBatch, 100, [&](const rd_kafka_message_t& message) {
    const std::string id(static_cast<const char*>(message.key), message.key_len);
    ids.AddHex(id);
    states.AddHex({static_cast<const char*>(message.payload), message.len});
    actions.emplace_back(id, R"({"action_id":")" + id + R"(","action":"notify"})");
  });
  if (got == 0) return 0;
  table.Commit(ids, states, got);
  for (const auto& [id, action] : actions)
    producer.Produce(out, id, action, HeadersOf(id, "tocsin.action.requested"));
  producer.Poll();
  return got;
}

}  // namespace

std::string AlertData(const std::string& id) {
  return R"({"alert_id":")" + id +
         R"(","alert_type":"container_stopped","severity":"info","title":"Container stopped","description":"Container nginx on )"
         R"(pve1 has stopped unexpectedly","resource_type":"container","resource_id":"100","resource_name":"nginx","node_name":"pve1"})";
}

Headers AlertHeaders(const std::string& id) { return HeadersOf(id, "tocsin.alert.raised"); }

double ConsumeProduceRate(const std::string& brokers, const std::string& run, int count) {
  const std::string in = run + ".limit.in";
  const std::string out = run + ".limit.out";
  Fill(brokers, in, count);
  KafkaClient producer(KafkaClient::Kind::kProducer, brokers);
  producer.CreateTopic(out, kLimitPartitions);
  KafkaClient consumer(KafkaClient::Kind::kConsumer, brokers);
  consumer.Assign(in, kLimitPartitions, false);
  const auto started = std::chrono::steady_clock::now();
  int done = 0;
  while (done < count) {
    done += static_cast<int>(consumer.Consume(kBatch, 100, [&](const rd_kafka_message_t& message) {
      producer.Produce(out, {static_cast<const char*>(message.key), message.key_len},
                       {static_cast<const char*>(message.payload), message.len});
    }));
    producer.Poll();
  }
  producer.Flush();
  return count / Seconds(started);
}

double InsertRate(const std::string& database, int count) {
  BareTable table(database);
  const auto started = std::chrono::steady_clock::now();
  for (int i = 0; i < count;) {
    ArrayText ids;
    ArrayText states;
    std::size_t batch = 0;
    for (; batch < kBatch && i < count; ++batch, ++i) {
      const std::string id = "insert-" + std::to_string(i);
      ids.AddHex(id);
      states.AddHex(AlertData(id));
    }
    table.Commit(ids, states, batch);
  }
  return count / Seconds(started);
}

double BareLoopRate(const std::string& brokers, const std::string& database, const std::string& run,
                    int count) {
  const std::string in = run + ".bare.in";
  const std::string out = run + ".bare.out";
  Fill(brokers, in, count);
  BareTable table(database);
  KafkaClient producer(KafkaClient::Kind::kProducer, brokers);
  producer.CreateTopic(out, kLimitPartitions);
  KafkaClient consumer(KafkaClient::Kind::kConsumer, brokers);
  consumer.Assign(in, kLimitPartitions, false);
  const auto started = std::chrono::steady_clock::now();
  int done = 0;
  while (done < count) done += static_cast<int>(PassOn(consumer, table, producer, out));
  producer.Flush();
  return count / Seconds(started);
}

int WithBareLoop(const std::string& brokers, const std::string& database, const std::string& prefix,
                 const std::function<int()>& measure) {
  const std::string in = prefix + ".alerts";
  const std::string out = prefix + ".actions";
  BareTable table(database);
  KafkaClient producer(KafkaClient::Kind::kProducer, brokers);
  producer.CreateTopic(in, kPartitions);
  producer.CreateTopic(out, kPartitions);
  KafkaClient consumer(KafkaClient::Kind::kConsumer, brokers);
  consumer.Assign(in, kPartitions, true);
  std::atomic<bool> over = false;
  std::thread loop([&] {
    while (!over) PassOn(consumer, table, producer, out);
  });
  const int code = measure();
  over = true;
  loop.join();
  producer.Flush();
  return code;
}

}  // namespace tocsin::perf
