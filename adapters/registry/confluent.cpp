#include "adapters/registry/confluent.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "adapters/registry/avro_schema.hpp"
#include "adapters/registry/protobuf_schema.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin {
namespace registry {
namespace {

constexpr std::size_t kMostSchemas = 1'000;
constexpr Duration kKeepUnused = std::chrono::hours(1);
constexpr Duration kKeepRefused = std::chrono::seconds(10);
constexpr Duration kFirstPause = std::chrono::milliseconds(500);
constexpr Duration kLongestPause = std::chrono::seconds(15);
constexpr std::size_t kMostSchemaBytes = std::size_t{1} << 20;
constexpr std::int64_t kSchemaNotFound = 40403;  // the registry's own code
constexpr std::size_t kMostAnswerTold = 100;

/// What an answer of the registry comes to: a schema, a refusal, or why it is to be asked again.
struct Reading {
  SchemaAnswer answer;
  std::string again;
};

SchemaAnswer Compiled(const std::string& name, const json::object& body) {
  const auto refuse = [&](const std::string& why) {
    return SchemaAnswer{
        .refused = Error{ErrorKind::kInvalid, name + " cannot be used: " + why, "registry"}};
  };
  const auto* references = body.if_contains("references");
  if (references != nullptr && references->is_array() && !references->get_array().empty()) {
    const auto* first = IfMap(references->get_array().front());
    return refuse("it refers to other schemas (" +
                  Shortened(first == nullptr ? "" : StringAt(*first, "name"), kMostAnswerTold) +
                  "), which are not followed; register it as one");
  }
  const auto type = StringAt(body, "schemaType", "AVRO");
  const auto text = StringAt(body, "schema");
  if (type != "AVRO" && type != "PROTOBUF")
    return refuse("its type is " + Shortened(type, kMostAnswerTold) + ", not AVRO or PROTOBUF");
  auto made = type == "AVRO" ? MakeAvroSchema(text) : MakeProtobufSchema(text);
  if (!made) return refuse(made.error().message);
  return {.schema = *std::move(made)};
}

Reading Read(std::int32_t id, const std::string& url, const HttpOutcome& outcome) {
  if (!outcome) return {.again = outcome.error().error.message};
  const std::string name = "schema " + std::to_string(id) + " of the registry " + url;
  const auto body = ParseJson(outcome->body);
  const auto* object = body ? IfMap(*body) : nullptr;
  if (outcome->status == 200 && object != nullptr && object->contains("schema"))
    return {.answer = Compiled(name, *object)};
  const auto* code = object == nullptr ? nullptr : object->if_contains("error_code");
  if (outcome->status == 404 && code != nullptr && code->is_int64() &&
      code->get_int64() == kSchemaNotFound)
    return {
        .answer = {.refused = Error{ErrorKind::kInvalid, name + ": there is none", "registry"}}};
  std::string said = "it answered " + std::to_string(outcome->status);
  if (outcome->status == 200) said += " without a schema";
  if (outcome->status == 404) said += ", not as a schema registry does";
  if (outcome->status == 401 || outcome->status == 403)
    said += ": bus.registry.username or password is wrong";
  return {.again = said};
}

class ConfluentRegistry final : public SchemaRegistry,
                                public std::enable_shared_from_this<ConfluentRegistry> {
 public:
  ConfluentRegistry(RegistryOptions options, HttpClient& client, Loop& loop, Metrics& metrics)
      : options_(std::move(options)), client_(client), loop_(loop), metrics_(metrics) {}

  SchemaAnswer Find(std::int32_t id, std::function<void()> resolved) override {
    const std::lock_guard lock(mutex_);
    const SteadyTime now = loop_.Now();
    if (!entries_.contains(id)) MakeRoom(now);
    Entry& entry = entries_[id];
    entry.used = now;
    if (entry.answer.refused && now >= entry.refused_until) entry.answer = {};
    if (!entry.answer.Pending()) return entry.answer;
    entry.waiting.push_back(std::move(resolved));
    if (!std::exchange(entry.asked, true)) {
      ++pending_;
      loop_.Post([self = shared_from_this(), id] { self->Ask(id); });
    }
    return {};
  }

  Status Health() const override {
    const std::lock_guard lock(mutex_);
    if (trouble_.empty()) return {};
    return Fail(ErrorKind::kTransient,
                "schema registry " + options_.url + ": " + trouble_ + "; records of " +
                    std::to_string(pending_) + " schemas wait for it",
                "registry");
  }

 private:
  struct Entry {
    SchemaAnswer answer = {};
    SteadyTime used{};
    SteadyTime refused_until{};
    bool asked = false;
    int failures = 0;
    std::vector<std::function<void()>> waiting = {};
    std::unique_ptr<LoopTimer> timer = {};  ///< of the loop's thread
  };

  /// Those that nobody has used for long go, and the ones unused for longest where there are too
  /// many; what is asked for stays.
  void MakeRoom(SteadyTime now) {
    std::erase_if(entries_, [&](const auto& entry) {
      return !entry.second.asked && now - entry.second.used > kKeepUnused;
    });
    while (entries_.size() >= kMostSchemas) {
      auto oldest = entries_.end();
      for (auto at = entries_.begin(); at != entries_.end(); ++at)
        if (!at->second.asked &&
            (oldest == entries_.end() || at->second.used < oldest->second.used))
          oldest = at;
      if (oldest == entries_.end()) return;
      entries_.erase(oldest);
    }
  }

  void Ask(std::int32_t id) {
    HttpCall call;
    call.url = AddressBelow(options_.url, "/schemas/ids/" + std::to_string(id));
    call.headers = {{"Accept", "application/vnd.schemaregistry.v1+json, application/json"}};
    if (!options_.username.empty())
      call.headers.emplace_back(
          "Authorization",
          "Basic " + EncodeBase64(options_.username + ':' + options_.password.Reveal()));
    call.timeout = options_.timeout;
    call.max_response_bytes = kMostSchemaBytes;
    client_.Send(std::move(call), [weak = weak_from_this(), id](HttpOutcome outcome) {
      if (const auto self = weak.lock())
        self->loop_.Post([self, id, answer = std::move(outcome)] { self->Take(id, answer); });
    });
  }

  /// On the loop, for a schema may take some milliseconds to compile.
  void Take(std::int32_t id, const HttpOutcome& outcome) {
    Reading reading = Read(id, options_.url, outcome);
    const bool again = !reading.again.empty();
    metrics_.Add("tocsin_registry_requests_total", 1,
                 {{"outcome", again                   ? "failed"
                              : reading.answer.schema ? "found"
                                                      : "refused"}});
    std::vector<std::function<void()>> waiting;
    std::unique_ptr<LoopTimer> timer;
    {
      const std::lock_guard lock(mutex_);
      Entry& entry = entries_[id];
      if (again) {
        Tell(reading.again);
        AskAgain(id, entry);
      } else {
        Tell("");
        entry.answer = std::move(reading.answer);
        entry.refused_until = loop_.Now() + kKeepRefused;
        entry.asked = false;
        entry.failures = 0;
        --pending_;
        waiting = std::move(entry.waiting);
        entry.waiting.clear();
        timer = std::move(entry.timer);
      }
      metrics_.Set("tocsin_registry_schemas_awaited", static_cast<double>(pending_));
    }
    for (const auto& resolved : waiting) resolved();
  }

  void AskAgain(std::int32_t id, Entry& entry) {
    const Duration pause =
        std::min(kLongestPause, kFirstPause * (1 << std::min(entry.failures, 5)));
    ++entry.failures;
    if (!entry.timer) entry.timer = loop_.MakeTimer();
    entry.timer->Arm(loop_.Now() + pause, [weak = weak_from_this(), id] {
      if (const auto self = weak.lock()) self->Ask(id);
    });
  }

  /// Of each change one line.
  void Tell(const std::string& trouble) {
    if (trouble_.empty() && !trouble.empty())
      spdlog::warn("schema registry {}: {}; its records wait", options_.url, trouble);
    if (!trouble_.empty() && trouble.empty())
      spdlog::info("schema registry {} answers again", options_.url);
    trouble_ = trouble;
  }

  const RegistryOptions options_;
  HttpClient& client_;
  Loop& loop_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::map<std::int32_t, Entry> entries_;
  std::size_t pending_ = 0;
  std::string trouble_;  ///< why the last request came to nothing
};

}  // namespace
}  // namespace registry

std::shared_ptr<SchemaRegistry> MakeSchemaRegistry(RegistryOptions options, HttpClient& client,
                                                   Loop& loop, Metrics& metrics) {
  return std::make_shared<registry::ConfluentRegistry>(std::move(options), client, loop, metrics);
}

}  // namespace tocsin
