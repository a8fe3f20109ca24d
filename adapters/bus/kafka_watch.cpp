#include "adapters/bus/kafka_watch.hpp"

#include <spdlog/spdlog.h>

namespace tocsin::kafka {
namespace {

using Steady = std::chrono::steady_clock;
constexpr Duration kProbeTimeout{1500};
constexpr Duration kProbeWhenAway{400};
constexpr Duration kProbeWhenFine{5000};
constexpr Duration kWatchPoll{100};
/// The first librdkafka whose SCRAM brokers of Kafka 4 accept: before, it doubled its nonce (RFC
/// 5802, section 5.1), which they compare since CVE-2024-56128.
constexpr int kScramMended = 0x020601ff;

/// What a client says, and how to mend it where its words mislead.
std::string Explained(std::string_view reason) {
  std::string text(reason);
  if (rd_kafka_version() < kScramMended && text.find("invalid credentials") != std::string::npos &&
      text.find("SCRAM") != std::string::npos)
    text += std::string("; librdkafka ") + rd_kafka_version_str() +
            " cannot use SCRAM with brokers of Kafka 4, whatever the password: take PLAIN over "
            "TLS, OAUTHBEARER or a client certificate, or install librdkafka 2.6.1 or newer";
  return text;
}

}  // namespace

Result<std::unique_ptr<BrokerWatch>> BrokerWatch::Start(const Properties& properties,
                                                        std::string brokers) {
  std::unique_ptr<BrokerWatch> watch(new BrokerWatch(std::move(brokers)));
  TRY_ASSIGN(watch->client_, MakeClient(RD_KAFKA_PRODUCER, properties, *watch));
  watch->thread_ = std::thread([self = watch.get()] { self->Run(); });
  return watch;
}

BrokerWatch::~BrokerWatch() {
  closing_ = true;
  if (thread_.joinable()) thread_.join();
}

void BrokerWatch::Suspect(rd_kafka_resp_err_t code, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) reason_ = Explained(reason);
  suspected_ = true;
}

Status BrokerWatch::Reachable() const {
  const std::lock_guard lock(mutex_);
  if (reachable_) return {};
  return Fail(ErrorKind::kTransient, "reaching Kafka at " + brokers_ + ": " + reason_, "bus.kafka");
}

void BrokerWatch::OnClientError(rd_kafka_resp_err_t code, std::string_view reason) {
  Suspect(code, reason);
}

void BrokerWatch::Run() {
  auto next_probe = Steady::now();
  while (!closing_) {
    if (suspected_.exchange(false)) next_probe = std::min(next_probe, Steady::now());
    if (Steady::now() >= next_probe) {
      Probe();
      next_probe = Steady::now() + (Reachable() ? kProbeWhenFine : kProbeWhenAway);
      suspected_ = false;
    }
    rd_kafka_poll(client_.get(), Milliseconds(kWatchPoll));
  }
}

void BrokerWatch::Probe() {
  const struct rd_kafka_metadata* found = nullptr;
  const auto code =
      rd_kafka_metadata(client_.get(), 0, nullptr, &found, Milliseconds(kProbeTimeout));
  const Metadata metadata(found);
  const std::lock_guard lock(mutex_);
  const bool answers = code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->broker_cnt > 0;
  if (answers && reported_) {
    const std::chrono::duration<double> away = Steady::now() - away_since_;
    spdlog::info("kafka: brokers at {} are back after {:.1f} s", brokers_, away.count());
    reported_ = false;
  }
  if (!answers) {
    if (reachable_) away_since_ = Steady::now();
    if (reason_.empty()) reason_ = rd_kafka_err2str(code);
    if (!reported_)
      spdlog::warn("kafka: no broker answers at {}: {}; waiting for one", brokers_, reason_);
    reported_ = true;
  } else {
    reason_.clear();
  }
  reachable_ = answers;
}

}  // namespace tocsin::kafka
