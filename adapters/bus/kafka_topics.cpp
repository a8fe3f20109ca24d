#include "adapters/bus/kafka_topics.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "schemas/ids.hpp"

namespace tocsin::kafka {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Duration kAskAgain{50};

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using AdminOptions =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;

Duration AtLeastLeft(Steady::time_point end) {
  return std::max(Duration(1), std::chrono::duration_cast<Duration>(end - Steady::now()));
}

/// Whether `code` is the answer of a cluster in which a partition's leader is just being made or
/// moved. It passes by itself within moments.
bool PassesByItself(rd_kafka_resp_err_t code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:  // a broker that has not heard of it yet
      return true;
    default:
      return false;
  }
}

/// Calls `ask(time left)`, which returns the broker's code, again until what passes by itself has
/// passed, for `timeout` at most. Returns the last code.
template <typename Ask>
rd_kafka_resp_err_t AskWhileLeadersMove(Duration timeout, const Ask& ask) {
  const auto end = Steady::now() + timeout;
  for (;;) {
    const auto code = ask(AtLeastLeft(end));
    if (!PassesByItself(code) || Steady::now() + kAskAgain >= end) return code;
    std::this_thread::sleep_for(kAskAgain);
  }
}

/// Calls `ask(time)` for a part of the time after another: an answer that is lost with its
/// connection, as when a broker closes one whose token has ended, never comes.
template <typename Ask>
rd_kafka_resp_err_t AskInParts(Duration timeout, const Ask& ask) {
  constexpr Duration kPart = std::chrono::seconds(5);
  const auto end = Steady::now() + timeout;
  for (;;) {
    const auto code = ask(std::min<Duration>(kPart, AtLeastLeft(end)));
    if (code != RD_KAFKA_RESP_ERR__TIMED_OUT || Steady::now() >= end) return code;
  }
}

/// The offsets of `partitions` at `edge` (RD_KAFKA_OFFSET_END or RD_KAFKA_OFFSET_BEGINNING), asked
/// for once; `where` names the partition that has none.
rd_kafka_resp_err_t TryEdges(rd_kafka_t* client, const std::vector<TopicPartition>& partitions,
                             std::int64_t edge, Duration timeout, std::vector<std::int64_t>& edges,
                             std::string& where) {
  const PartitionList list = NewPartitionList(partitions.size());
  for (const auto& partition : partitions)
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.partition)
        ->offset = edge;  // in this request these are times: the time of the end
  edges.clear();
  where.clear();
  const auto code = AskInParts(timeout, [&](Duration part) {
    return rd_kafka_offsets_for_times(client, list.get(), Milliseconds(part));
  });
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  for (const auto& partition : partitions) {
    const auto* const found = rd_kafka_topic_partition_list_find(
        list.get(), partition.topic.c_str(), partition.partition);
    if (found == nullptr || found->err != RD_KAFKA_RESP_ERR_NO_ERROR || found->offset < 0) {
      where = " of " + partition.topic + " [" + std::to_string(partition.partition) + "]";
      return found == nullptr || found->err == RD_KAFKA_RESP_ERR_NO_ERROR
                 ? RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION
                 : found->err;
    }
    edges.push_back(found->offset);
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

Result<std::vector<std::int64_t>> AskEdges(rd_kafka_t* client,
                                           const std::vector<TopicPartition>& partitions,
                                           std::int64_t edge, Duration timeout) {
  std::vector<std::int64_t> edges;
  std::string where;
  const auto code = AskWhileLeadersMove(timeout, [&](Duration left) {
    return TryEdges(client, partitions, edge, left, edges, where);
  });
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return edges;
  return Fail(ToError(code, std::string("asking for the ") +
                                (edge == RD_KAFKA_OFFSET_END ? "end" : "beginning") + where));
}

struct TopicState {
  int partitions = 0;  // 0: there is no such topic
  bool led = false;    // every partition has a leader
};

Result<TopicState> AskTopic(rd_kafka_t* client, const std::string& name, Duration timeout) {
  const Topic handle(rd_kafka_topic_new(client, name.c_str(), nullptr));
  if (!handle)
    return Fail(ErrorKind::kInvalid, "naming a topic: '" + name + "' is not a topic's name",
                "bus.kafka");
  const struct rd_kafka_metadata* found = nullptr;
  const auto code = AskInParts(timeout, [&](Duration part) {
    return rd_kafka_metadata(client, 0, handle.get(), &found, Milliseconds(part));
  });
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ToError(code, "asking for topic " + name));
  const Metadata metadata(found);
  if (metadata->topic_cnt != 1) return TopicState{};
  const auto& topic = metadata->topics[0];
  if (topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return TopicState{};
  if (topic.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
    return TopicState{std::max(topic.partition_cnt, 1), false};
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Fail(ToError(topic.err, "asking for topic " + name));
  TopicState state{topic.partition_cnt, true};
  for (int i = 0; i < topic.partition_cnt; ++i)
    if (topic.partitions[i].leader < 0) state.led = false;
  return state;
}

Status CreateTopics(rd_kafka_t* client, const std::vector<TopicSpec>& topics, Duration timeout) {
  std::array<char, 256> text{};
  std::vector<NewTopic> owned;
  std::vector<rd_kafka_NewTopic_t*> list;
  for (const auto& topic : topics) {
    owned.emplace_back(
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, -1, text.data(), text.size()));
    if (!owned.back())
      return Fail(ErrorKind::kInvalid, "creating topic " + topic.name + ": " + text.data(),
                  "bus.kafka");
    list.push_back(owned.back().get());
  }
  const AdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), Milliseconds(timeout), text.data(),
                                            text.size());
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), Milliseconds(timeout), text.data(),
                                              text.size());
  const Queue answers(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, list.data(), list.size(), options.get(), answers.get());
  const Event event(rd_kafka_queue_poll(answers.get(), Milliseconds(timeout) + 1000));
  if (!event) return Fail(ErrorKind::kTimeout, "creating topics: no answer", "bus.kafka");
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Fail(ToError(code, "creating topics"));
  std::size_t count = 0;
  const auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
      return Fail(
          ToError(code, std::string("creating topic ") + rd_kafka_topic_result_name(results[i])));
  }
  return {};
}

using NewPartitions =
    std::unique_ptr<rd_kafka_NewPartitions_t, Destroy<rd_kafka_NewPartitions_destroy>>;

Status AddPartitions(rd_kafka_t* client, const std::vector<TopicSpec>& topics, Duration timeout) {
  std::array<char, 256> text{};
  std::vector<NewPartitions> owned;
  std::vector<rd_kafka_NewPartitions_t*> list;
  for (const auto& topic : topics) {
    owned.emplace_back(rd_kafka_NewPartitions_new(
        topic.name.c_str(), static_cast<std::size_t>(topic.partitions), text.data(), text.size()));
    if (!owned.back())
      return Fail(ErrorKind::kInvalid,
                  "adding partitions to topic " + topic.name + ": " + text.data(), "bus.kafka");
    list.push_back(owned.back().get());
  }
  const AdminOptions options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), Milliseconds(timeout), text.data(),
                                            text.size());
  const Queue answers(rd_kafka_queue_new(client));
  rd_kafka_CreatePartitions(client, list.data(), list.size(), options.get(), answers.get());
  const Event event(rd_kafka_queue_poll(answers.get(), Milliseconds(timeout) + 1000));
  if (!event) return Fail(ErrorKind::kTimeout, "adding partitions: no answer", "bus.kafka");
  if (const auto code = rd_kafka_event_error(event.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR)
    return Fail(ToError(code, "adding partitions"));
  std::size_t count = 0;
  const auto* const results = rd_kafka_CreatePartitions_result_topics(
      rd_kafka_event_CreatePartitions_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    // Another process may have added them meanwhile: what is there is looked at below.
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_INVALID_PARTITIONS)
      return Fail(ToError(code, std::string("adding partitions to topic ") +
                                    rd_kafka_topic_result_name(results[i])));
  }
  return {};
}

}  // namespace

Result<int> AskPartitions(rd_kafka_t* client, const std::string& name, Duration timeout) {
  TRY_ASSIGN(const auto found, AskTopic(client, name, timeout));
  return found.led ? found.partitions : 0;
}

Result<int> WaitForPartitions(rd_kafka_t* client, const std::string& name, Duration timeout) {
  const auto end = Steady::now() + timeout;
  for (;;) {
    TRY_ASSIGN(const auto found, AskTopic(client, name, AtLeastLeft(end)));
    if (found.partitions == 0 || found.led) return found.partitions;
    if (Steady::now() + kAskAgain >= end)
      return Fail(ErrorKind::kTimeout,
                  "asking for topic " + name + ": it has no leaders after " +
                      FormatDuration(timeout) + "; is the broker busy? Try again",
                  "bus.kafka");
    std::this_thread::sleep_for(kAskAgain);
  }
}

Result<std::vector<std::string>> ListTopics(rd_kafka_t* client, Duration timeout) {
  const struct rd_kafka_metadata* found = nullptr;
  const auto code = AskInParts(timeout, [&](Duration part) {
    return rd_kafka_metadata(client, 1, nullptr, &found, Milliseconds(part));
  });
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fail(ToError(code, "asking for all topics"));
  const Metadata metadata(found);
  std::vector<std::string> names;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const auto& topic = metadata->topics[i];
    if (topic.err == RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt > 0)
      names.emplace_back(topic.topic);
  }
  return names;
}

std::string MemberName(const std::string& instance_id, std::vector<TopicSpec> topics) {
  std::ranges::sort(topics, {}, &TopicSpec::name);
  std::string text;
  for (const auto& topic : topics)
    text += topic.name + ' ' + std::to_string(topic.partitions) + '\n';
  return instance_id + '-' + Sha256Hex(text).substr(0, 8);
}

Result<std::vector<TopicSpec>> EnsureTopics(rd_kafka_t* client,
                                            const std::vector<TopicSpec>& topics,
                                            Duration timeout) {
  const auto end = Steady::now() + timeout;
  std::vector<TopicSpec> found;
  std::vector<TopicSpec> missing;
  std::vector<TopicSpec> short_of_some;
  for (const auto& topic : topics) {
    // One that is there and has no leader just now is not missing.
    TRY_ASSIGN(const auto there, AskTopic(client, topic.name, AtLeastLeft(end)));
    if (there.partitions == 0)
      missing.push_back(topic);
    else if (topic.grow && there.partitions < topic.partitions)
      short_of_some.push_back(topic);
  }
  if (!short_of_some.empty()) TRY(AddPartitions(client, short_of_some, AtLeastLeft(end)));
  if (!missing.empty()) TRY(CreateTopics(client, missing, AtLeastLeft(end)));
  for (const auto& topic : topics) {
    int partitions = 0;
    for (;;) {
      TRY_ASSIGN(partitions, AskPartitions(client, topic.name, AtLeastLeft(end)));
      if (partitions >= (topic.grow ? topic.partitions : 1)) break;
      if (Steady::now() >= end)
        return Fail(ErrorKind::kTimeout,
                    "creating topic " + topic.name + ": it has no leaders after " +
                        FormatDuration(timeout) + "; is the broker busy? Try again",
                    "bus.kafka");
      std::this_thread::sleep_for(kAskAgain);
    }
    found.push_back({topic.name, partitions});
  }
  return found;
}

// rd_kafka_query_watermark_offsets would do both at once, but of its two answers it returns the
// error of the last one only: a leader that moves meanwhile gives an empty range instead.
Result<std::pair<std::int64_t, std::int64_t>> AskRange(rd_kafka_t* client,
                                                       const TopicPartition& partition,
                                                       Duration timeout) {
  const auto end = Steady::now() + timeout;
  TRY_ASSIGN(const auto first, AskEdges(client, {partition}, RD_KAFKA_OFFSET_BEGINNING, timeout));
  TRY_ASSIGN(const auto last, AskEnds(client, {partition}, AtLeastLeft(end)));
  return std::pair(first.front(), last.front());
}

Result<std::vector<std::int64_t>> AskEnds(rd_kafka_t* client,
                                          const std::vector<TopicPartition>& partitions,
                                          Duration timeout) {
  return AskEdges(client, partitions, RD_KAFKA_OFFSET_END, timeout);
}

}  // namespace tocsin::kafka
