#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/language_tag.hpp"
#include "schemas/lexicon.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"
#include "workers/voice/call/budget.hpp"

namespace tocsin::voice {

/// Questions that are put to a language model.
struct QuestionLimits {
  int per_call = 0;  ///< 0: there is no model
  Duration timeout = std::chrono::seconds(8);
  int max_tokens = 300;           ///< of an answer
  std::int64_t input_price = 0;   ///< of 1,000 tokens asked, in millionths of the currency
  std::int64_t output_price = 0;  ///< of 1,000 tokens answered

  bool Priced() const { return input_price > 0 || output_price > 0; }
  /// Begun millionths count whole.
  std::int64_t CostOf(std::int64_t asked_tokens, std::int64_t answered_tokens) const {
    return (asked_tokens * input_price + answered_tokens * output_price + 999) / 1000;
  }
};

/// How many wrong PINs are taken from one number, and in all: each is a guess at every contact's.
struct PinLimits {
  int of_caller = 5;
  Duration caller_within = std::chrono::hours(1);
  int of_all = 20;
  Duration all_within = std::chrono::hours(24);
};

/// What an operator may set for calls. Defaults are those of the documentation.
struct VoiceSettings {
  /// Public addresses of this service; the first is put into new URLs, the others (a former one)
  /// are still accepted in webhooks' signatures.
  std::vector<std::string> public_bases = {"http://127.0.0.1:8003"};

  std::vector<std::string> country_prefixes = {};  ///< "+49"; empty: the country of our own number
  int calls_per_number_hour = 30;
  int calls_per_number_minute = 10;  ///< to a number, and from one
  int calls_per_hour = 600;
  int concurrent_calls = 0;  ///< at a time, theirs and ours; 0: any number
  bool kill_switch = false;
  Budget budget = {};
  /// What may be done by an approval (bridge.safeguards.allow); nothing: anything.
  std::optional<std::vector<std::string>> allowed_actions = {};

  /// By contact: what confirms choices of `confirm: pin`.
  std::map<std::string, Secret, std::less<>> pins = {};

  /// Who rings from a number that is nobody's may key their PIN to say who they are.
  bool identify_by_pin = false;
  PinLimits pin_limits = {};

  /// By number of ours: the tenant whose calls come in there; others are the default tenant's.
  std::map<std::string, std::string, std::less<>> tenants = {};

  Duration ring_timeout = std::chrono::seconds(30);
  Duration time_limit = std::chrono::seconds(600);  ///< of a talk, from the answer
  Duration warn_after = std::chrono::seconds(480);  ///< the person is told that it will end
  bool detect_machines = true;
  /// On a live line the alert is told only to who has said something short, has pressed a key, or
  /// is a person to the carrier's detection.
  bool person_first = true;
  /// How words are said that voices say wrong; none: as they are written.
  std::shared_ptr<const Pronunciations> lexicon = {};
  std::string language = "en-US";  ///< of calls whose own is none that is spoken
  double min_confidence = 0.5;
  bool hear_speech = true;  ///< false: the carrier takes keys only
  /// Main tags ("en") of the languages that this process hears and speaks by itself: calls in them
  /// are led over live sound where the carrier has it. Empty: none are.
  std::vector<std::string> live_languages = {};
  /// Names of carriers that hear and speak by themselves on a live line (LiveAudio::text): every
  /// language.
  std::vector<std::string> text_carriers = {};
  bool LiveIn(std::string_view spoken, std::string_view carrier = {}) const {
    const auto* known = FindSpokenLanguage(spoken);
    if (known == nullptr) return false;
    if (std::ranges::find(text_carriers, carrier) != text_carriers.end()) return true;
    return std::ranges::find(live_languages, known->code) != live_languages.end();
  }
  QuestionLimits questions = {};
  /// Of a service that hears a live line, answers and speaks; nothing: there is none.
  std::optional<QuestionLimits> realtime = {};
  /// Whether what is answered in talks has a price, whoever answers.
  bool AnswersCost() const { return questions.Priced() || (realtime && realtime->Priced()); }
  /// Of an answer's first sound behind the end of a turn: what takes longer is told.
  Duration turn_budget = std::chrono::seconds(1);
  Duration screening_wait = std::chrono::seconds(60);  ///< for the person behind a device
  Duration silence = std::chrono::seconds(6);          ///< wait for an answer before asking again
  int max_silences = 3;                                ///< in a row, then goodbye
  int max_misses = 6;                                  ///< in a row not understood, then goodbye
  int max_turns = 60;

  /// A call that came in is kept so long for a workflow to take it, and so long between its steps.
  Duration wait_for_workflow = std::chrono::seconds(20);
  Duration wait_for_step = std::chrono::seconds(60);
  Duration held_pause = std::chrono::seconds(1);  ///< between looks for its next step

  /// When the carrier's list is asked about an attempt of unknown outcome, from the moment it
  /// became unknown; absent in all of them, it is lost.
  std::vector<Duration> list_checks = {std::chrono::seconds(5), std::chrono::seconds(20),
                                       std::chrono::seconds(60)};
  Duration tell_unknown_after = std::chrono::seconds(20);
  /// A number's line is looked at this often; less often by those far behind in its queue.
  Duration number_busy_retry = std::chrono::seconds(2);
  /// So long a call waits for the line of a person who is on the phone with us; then it was busy.
  Duration wait_for_line = std::chrono::minutes(10);
  Duration first_backoff = std::chrono::seconds(1);  ///< doubles up to 30 s
  Duration give_up_dialling = std::chrono::minutes(2);
};

/// The settings in force; replaced by a reload. Thread-safe.
class SettingsCell {
 public:
  explicit SettingsCell(VoiceSettings settings)
      : current_(std::make_shared<const VoiceSettings>(std::move(settings))) {}

  /// Shared by all who read while a reload puts a new one in place.
  std::shared_ptr<const VoiceSettings> Get() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void Set(VoiceSettings settings) {
    auto fresh = std::make_shared<const VoiceSettings>(std::move(settings));
    const std::lock_guard lock(mutex_);
    current_ = std::move(fresh);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const VoiceSettings> current_;
};

}  // namespace tocsin::voice
