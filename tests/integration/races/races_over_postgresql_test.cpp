// links: rehearsal voice telephony net store store_memory runtime expression schemas tocsin::pqxx
// Phones, a link and a text message answer one question at the same instant, each at another
// process of the worker, over PostgreSQL: one of them decides, and is the only one to be told so.
// TOCSIN_RACES: how many races (300), TOCSIN_RACES_SEED: other ones.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <random>
#include <thread>

#include "adapters/store/postgres.hpp"
#include "fakes/voice_world.hpp"
#include "schemas/approval_link.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;

constexpr const char* kTextDoor = "https://voice.example.com/api/voice/webhook/sms";

int NumberFrom(const char* variable, int otherwise) {
  const char* given = std::getenv(variable);
  return given == nullptr ? otherwise : std::atoi(given);
}

/// What is tested here is not the disk.
std::string WithoutWaitingForTheDisk(const std::string& url) {
  return url + (url.find('?') == std::string::npos ? "?" : "&") +
         "options=-c%20synchronous_commit%3Doff";
}

/// A schema of this program's own, dropped when it ends.
class RaceSchema {
 public:
  explicit RaceSchema(const std::string& url)
      : options_{.url = WithoutWaitingForTheDisk(url),
                 .schema = "races_" + std::to_string(::getpid())} {
    Drop();
  }
  ~RaceSchema() { Drop(); }
  const PostgresOptions& Options() const { return options_; }

 private:
  void Drop() const {
    pqxx::connection connection(options_.url);
    pqxx::nontransaction(connection).exec("drop schema if exists " + options_.schema + " cascade");
  }
  PostgresOptions options_;
};

/// A process of the worker that answers webhooks: its own connection, carrier and memory. Each
/// request is done on the thread that brings it.
class AnsweringProcess {
 public:
  explicit AnsweringProcess(VoiceWorld& world)
      : world_(world),
        session_(world.store.OpenSession().value()),
        directory_(world.store.OpenDirectory().value()) {
    carriers_->Use({MakeTwilio({.account_sid = "AC1",
                                .auth_token = VoiceWorld::kToken,
                                .from = "+15551234567",
                                .api_url = "https://api.example.com",
                                .calls_per_second = 1'000'000},
                               http_)},
                   {});
    webhooks_.Register(router_);
  }

  HttpResponse Serve(HttpRequest request) {
    HttpResponse got{.status = 0, .headers = {}, .body = {}};
    router_.Handle(std::move(request), [&](HttpResponse answer) { got = std::move(answer); });
    return got;
  }
  /// What it has published since the last call; its other traces go to the world's shard.
  std::vector<Event> TakeEvents() {
    for (const auto row : courier_.delivered) world_.shard->NoteDelivered(row);
    for (const auto& timer : courier_.timers) world_.shard->SetTimer(timer);
    courier_.delivered.clear();
    courier_.timers.clear();
    http_.sent.clear();
    return std::exchange(courier_.events, {});
  }

 private:
  struct Pool final : runtime::DatabasePool {
    explicit Pool(AnsweringProcess& process) : owner(process) {}
    Status Post(std::function<void(StoreSession&, StoreDirectory&)> job) override {
      job(*owner.session_, *owner.directory_);
      return {};
    }
    AnsweringProcess& owner;
  };
  struct KeepingCourier final : runtime::Courier {
    explicit KeepingCourier(runtime::EventCodec& with) : codec(with) {}
    void Prepare(Batch&) override {}
    OutgoingRecord ToRecord(const Event& event) const override {
      return runtime::EventCodec::Encode(event, codec.Prefix());
    }
    void Publish(const Batch& batch, const CommitOutcome& outcome) override {
      for (std::size_t i = 0; i < batch.outbox.size(); ++i) {
        for (const auto& record : batch.outbox[i].records) {
          auto event = codec.Decode(Record{.at = {record.topic, 0},
                                           .key = record.key,
                                           .value = record.value,
                                           .headers = record.headers});
          Check(event.has_value(), "what is published must be readable");
          events.push_back(*std::move(event));
        }
        delivered.push_back(outcome.outbox_ids.at(i));
      }
      timers.insert(timers.end(), batch.timers.begin(), batch.timers.end());
    }
    runtime::EventCodec& codec;
    std::vector<Event> events;
    std::vector<std::int64_t> delivered;
    std::vector<TimerWrite> timers;
  };

  VoiceWorld& world_;
  std::unique_ptr<StoreSession> session_;
  std::unique_ptr<StoreDirectory> directory_;
  fakes::ScriptedHttpClient http_;
  fakes::FakeMetrics metrics_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  runtime::EventCodec codec_{"tocsin", {}, *engine_};
  std::unique_ptr<voice::Carriers> carriers_ = VoiceWorld::MakeCarriers();
  voice::SettingsCell settings_{*world_.settings.Get()};
  Pool pool_{*this};
  KeepingCourier courier_{codec_};
  voice::VoiceWebhooks webhooks_{
      {.voice = {*carriers_, settings_, world_.store.InstallationSecret(kCallTokenSecret).value(),
                 nullptr},
       .database = pool_,
       .courier = courier_,
       .clock = world_.clock,
       .metrics = metrics_,
       .bus_id = "log"}};
  runtime::HttpRouter router_;
};

/// Somebody who answers, by two steps: choosing, and confirming what was chosen.
struct Racer {
  enum class Way { kPhone, kLink, kText };
  Way way = Way::kPhone;
  std::string who;
  std::string phone;       ///< that rings, or texts
  std::string choice;      ///< approve or dismiss
  std::string sid = {};    ///< of kPhone
  std::string link = {};   ///< of kLink
  bool ready = false;      ///< it chose before the race
  int spins = 0;           ///< it confirms so much later
  HttpResponse told = {};  ///< by the last step

  std::string Key() const { return choice == "approve" ? "1" : "2"; }

  /// The next step, after what was told by the one before.
  HttpRequest Next(bool confirms, int number) const {
    if (way == Way::kPhone)
      return VoiceWorld::SignedRequest(
          VoiceWorld::ActionOf(told),
          {{"CallSid", sid}, {"CallStatus", "in-progress"}, {"Digits", confirms ? "1" : Key()}});
    if (way == Way::kText)
      return VoiceWorld::SignedRequest(
          kTextDoor, {{"MessageSid", "SM" + std::to_string(2 * number + (confirms ? 1 : 0))},
                      {"From", phone},
                      {"To", "+15551234567"},
                      {"Body", confirms ? CodeIn(told.body) : Key()}});
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = link;
    request.peer = "192.0.2." + std::to_string(number % 250);
    request.body = (confirms ? "confirm=" : "choose=") + choice;
    return request;
  }
  /// A person does nothing where there is nothing to answer.
  bool MayGoOn() const {
    if (way == Way::kPhone) return !VoiceWorld::ActionOf(told).empty();
    return way == Way::kLink || !CodeIn(told.body).empty();
  }
  /// It was told that it has decided.
  bool Won() const {
    if (way == Way::kLink) return told.body.find("class=\"done\"") != std::string::npos;
    if (way == Way::kText)
      return told.body.find("Decided by " + who + ": " + choice) != std::string::npos;
    return told.body.find(choice == "approve" ? "Approved." : "Dismissed.") != std::string::npos;
  }
  static std::string CodeIn(const std::string& body) {
    const auto at = body.find("? Reply ");
    return at == std::string::npos ? "" : body.substr(at + 8, 4);
  }
};

class RacesOverPostgresql : public testing::Test {
 protected:
  void SetUp() override {
    const char* url = std::getenv("TOCSIN_TEST_DATABASE");
    if (url == nullptr || *url == '\0') GTEST_SKIP() << "needs TOCSIN_TEST_DATABASE";
    schema_ = std::make_unique<RaceSchema>(url);
    world_ = std::make_unique<VoiceWorld>(1'000'000, MakePostgresStore(schema_->Options()));
    auto settings = *world_->settings.Get();
    settings.calls_per_hour = 1'000'000;
    world_->settings.Set(settings);
    for (int i = 0; i < kProcesses; ++i)
      processes_.push_back(std::make_unique<AnsweringProcess>(*world_));
  }
  void TearDown() override {
    processes_.clear();
    world_.reset();
    schema_.reset();
  }

  /// What is wrong; empty: nothing.
  std::string Race(int number) {
    question_ = "race " + std::to_string(number);
    world_->clock.Advance(std::chrono::minutes(2));
    world_->bus.clear();
    world_->http.sent.clear();
    auto racers = Invite(number);
    const bool closes = Chance(6);
    std::atomic<bool> go = false;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < racers.size(); ++i)
      threads.emplace_back([&, i] { Run(racers[i], *processes_[i], number, go); });
    const int spins = Spins();
    go = true;
    if (closes) {
      Spin(spins);
      world_->Publish(type::kCallCancelRequested,
                      R"({"question_id":")" + Id() + R"(","reason":"resolved"})",
                      "close " + question_);
    }
    for (auto& thread : threads) thread.join();
    auto fault = Judge(racers, closes);
    HangUp(racers);
    return fault.empty() ? fault : question_ + ": " + fault;
  }

  std::map<Racer::Way, int> won_;
  int closed_ = 0;
  std::mt19937 dice_{static_cast<unsigned>(NumberFrom("TOCSIN_RACES_SEED", 20261128))};

 private:
  static constexpr int kProcesses = 4;

  bool Chance(int one_in) { return dice_() % static_cast<unsigned>(one_in) == 0; }
  int Spins() { return static_cast<int>(dice_() % 4'000); }
  static void Spin(int spins) {
    for (std::atomic<int> i = 0; i < spins;) ++i;
  }
  std::string Id() const { return QuestionId::Derive({question_}).ToString(); }

  /// Two phones ring and are picked up, one has a link, one was sent a text.
  std::vector<Racer> Invite(int number) {
    std::vector<Racer> racers;
    int person = 0;
    for (const auto& [way, who] :
         {std::pair(Racer::Way::kPhone, "alice"), std::pair(Racer::Way::kPhone, "bob"),
          std::pair(Racer::Way::kLink, "carol"), std::pair(Racer::Way::kText, "dave")}) {
      Racer racer{.way = way,
                  .who = who,
                  .phone = "+1555" + std::to_string(1'000'000 + 4 * number + person++),
                  .choice = Chance(2) ? "approve" : "dismiss"};
      if (way == Racer::Way::kPhone) RingUp(racer, number);
      if (way == Racer::Way::kLink) racer.link = LinkFor(racer);
      if (way == Racer::Way::kText) Write(racer);
      racer.ready = !Chance(4);
      racer.spins = Spins();
      if (racer.ready) racer.told = world_->Send(racer.Next(false, number));
      racers.push_back(std::move(racer));
    }
    return racers;
  }
  void RingUp(Racer& racer, int number) {
    racer.sid = "CA" + racer.who + std::to_string(number);
    world_->PlaceWillGive(racer.sid);
    const int dial = world_->Dials();
    world_->Call(racer.who, racer.phone, question_);
    racer.told = world_->Answer(dial, racer.sid);
    statuses_.push_back(world_->DialField(dial, "StatusCallback"));
  }
  std::string LinkFor(const Racer& racer) {
    const auto secret = world_->store.InstallationSecret(kCallTokenSecret).value();
    return std::string(kApprovalPath) +
           ApprovalToken(secret.Reveal(), {.question = QuestionId::Derive({question_}),
                                           .contact = racer.who,
                                           .channel = "ntfy",
                                           .until = world_->clock.Now() + std::chrono::hours(1)});
  }
  void Write(const Racer& racer) {
    world_->Publish(type::kMessageRequested,
                    R"({"kind":"sms","channel":"sms","to":[")" + racer.phone +
                        R"("],"text":"x","answer":{"question_id":")" + Id() + R"(","contact":")" +
                        racer.who + R"(","reply":true}})",
                    "message " + question_);
  }

  static void Run(Racer& racer, AnsweringProcess& process, int number,
                  const std::atomic<bool>& go) {
    while (!go) std::this_thread::yield();
    Spin(racer.spins);
    if (!racer.ready) racer.told = process.Serve(racer.Next(false, number));
    if (racer.MayGoOn()) racer.told = process.Serve(racer.Next(true, number));
  }

  std::string Judge(const std::vector<Racer>& racers, bool closes) {
    std::vector<events::DecisionMade> made;
    const auto look = [&](const Event& event) {
      if (event.type != type::kDecisionMade) return;
      auto decision = events::Read<events::DecisionMade>(event);
      if (decision.question_id == Id()) made.push_back(std::move(decision));
    };
    for (const auto& event : world_->bus) look(event);
    for (const auto& process : processes_)
      for (const auto& event : process->TakeEvents()) look(event);
    std::vector<const Racer*> winners;
    for (const auto& racer : racers)
      if (racer.Won()) winners.push_back(&racer);
    if (made.size() > 1) return "it was decided " + std::to_string(made.size()) + " times";
    if (winners.size() != made.size())
      return std::to_string(winners.size()) + " were told that they decided, and it was decided " +
             std::to_string(made.size()) + " times";
    if (made.empty() && !closes) return "it was not decided";
    if (!made.empty()) {
      const auto& winner = *winners.front();
      if (made[0].by.contact != winner.who || made[0].choice != winner.choice)
        return winner.who + " was told of " + winner.choice + ", and " + made[0].by.contact +
               " decided " + made[0].choice;
      ++won_[winner.way];
    } else {
      ++closed_;
    }
    const auto stored =
        world_->session->LoadConversation({.questions = {QuestionId::Derive({question_})}}).value();
    const bool decided = stored.questions.at(0).status == "decided";
    return decided == !made.empty() ? "" : "it is stored as " + stored.questions[0].status;
  }
  void HangUp(const std::vector<Racer>& racers) {
    for (std::size_t i = 0; i < statuses_.size(); ++i)
      world_->Webhook(
          statuses_[i],
          {{"CallSid", racers[i].sid}, {"CallStatus", "completed"}, {"SequenceNumber", "9"}});
    statuses_.clear();
  }

  std::unique_ptr<RaceSchema> schema_;
  std::unique_ptr<VoiceWorld> world_;
  std::vector<std::unique_ptr<AnsweringProcess>> processes_;
  std::string question_;
  std::vector<std::string> statuses_;
};

TEST_F(RacesOverPostgresql, OneDecisionEach) {
  const int races = NumberFrom("TOCSIN_RACES", 300);
  int wrong = 0;
  for (int i = 0; i < races && wrong < 5; ++i) {
    const auto fault = Race(i);
    EXPECT_EQ(fault, "");
    wrong += !fault.empty();
  }
  std::printf("%d races: %d by phone, %d by link, %d by text, %d closed before\n", races,
              won_[Racer::Way::kPhone], won_[Racer::Way::kLink], won_[Racer::Way::kText], closed_);
  // A race that one way always wins is none.
  if (races >= 300)
    for (const auto way : {Racer::Way::kPhone, Racer::Way::kLink, Racer::Way::kText})
      EXPECT_GT(won_[way], 0);
}

}  // namespace
}  // namespace tocsin
