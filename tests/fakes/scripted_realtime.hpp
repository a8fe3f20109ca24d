#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/realtime.hpp"

namespace tocsin::fakes {

/// A service that says what the test has it say; what it was told is kept.
class ScriptedRealtime final : public RealtimeEngine {
 public:
  struct Cut {
    std::string item;
    Duration heard;
    bool operator==(const Cut&) const = default;
  };
  std::string Name() const override { return "scripted realtime"; }
  std::unique_ptr<RealtimeSession> Open(Loop&, OpenRealtime what,
                                        RealtimeListener& listener) override {
    opened.push_back(std::move(what));
    to = &listener;
    open = true;
    return std::make_unique<Session>(*this);
  }

  std::vector<OpenRealtime> opened;
  RealtimeListener* to = nullptr;  ///< of the newest session
  bool open = false;
  std::size_t heard = 0;  ///< samples
  std::vector<LanguageMessage> told;
  int asked = 0;  ///< for answers
  std::vector<Cut> cuts;
  std::vector<OpenRealtime> changed;

  /// The person's turn as the service tells it, words and all.
  void Turn(const std::string& id, std::string words) {
    to->OnPersonBegins();
    to->OnPersonEnds(id);
    to->OnPersonSaid(id, std::move(words));
  }
  /// A whole answer in one piece, a tenth of a second for each letter.
  void Answer(const std::string& item, const std::string& text,
              std::vector<LanguageToolCall> calls = {}) {
    to->OnAnswerBegins();
    Piece(item, text);
    to->OnAnswerEnds({.text = text, .calls = std::move(calls)});
  }
  void Piece(const std::string& item, const std::string& text) {
    if (text.empty()) return;
    to->OnAnswerText(item, text);
    to->OnAnswerSound(item, Sound(text.size() * kLineRate / 10, 1'000));
  }

 private:
  class Session final : public RealtimeSession {
   public:
    explicit Session(ScriptedRealtime& service) : of_(service) {}
    ~Session() override { of_.open = false; }
    void Hear(SoundView sound) override { of_.heard += sound.size(); }
    void Tell(const LanguageMessage& message) override { of_.told.push_back(message); }
    void Change(OpenRealtime rules) override { of_.changed.push_back(std::move(rules)); }
    void Answer() override { ++of_.asked; }
    void Cut(std::string_view item, Duration played) override {
      of_.cuts.push_back({std::string(item), played});
    }

   private:
    ScriptedRealtime& of_;
  };
};

}  // namespace tocsin::fakes
