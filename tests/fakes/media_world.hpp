#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakes/fake_metrics.hpp"
#include "fakes/scripted_engines.hpp"
#include "fakes/virtual_loop.hpp"
#include "workers/voice/media/media_lines.hpp"

namespace tocsin::voice {

/// A carrier's side of a line, in virtual time: plays what comes at the pace of the clock, returns
/// marks when they are played or cleared, and sends a frame every 20 ms.
class CarrierSide final : public WebSocket, public MediaCodec {
 public:
  explicit CarrierSide(fakes::VirtualLoop& loop) : loop_(loop) {}

  // WebSocket: what the codec made is kept as it was asked for.
  bool Send(WebSocketKind, std::string) override { return open; }
  std::size_t Waiting() const override { return 0; }
  void Close(std::uint16_t, std::string_view) override { open = false; }
  const std::string& Subprotocol() const override { return none_; }
  bool Post(LoopTask task) override { return loop_.Post(std::move(task)); }

  // MediaCodec
  Status Read(std::string_view message, MediaListener& listener) override {
    if (message == "bad") return Fail(ErrorKind::kInvalid, "reading media: bad", "test");
    if (message == "start") listener.OnStart({.stream_id = "MZ1", .provider_call_id = "CA1"});
    if (message == "stop") listener.OnStop("hung up");
    if (message == "frame") listener.OnSound(frame, timestamp);
    if (message.starts_with("key ")) listener.OnKey(message[4]);
    if (message.starts_with("mark ")) listener.OnMark(message.substr(5));
    return {};
  }
  std::string SoundMessage(SoundView sound) override {
    messages.push_back(sound.size());
    for (const auto sample : sound) waiting.push_back({.sample = sample, .mark = {}});
    most_ahead = std::max(most_ahead, Ahead());
    return {};
  }
  std::string MarkMessage(std::string_view name) override {
    waiting.push_back({.sample = {}, .mark = std::string(name)});
    return {};
  }
  std::string ClearMessage() override {
    cleared_at.push_back(loop_.Now());
    for (const auto& item : waiting)
      if (item.mark) due_marks.push_back(*item.mark);
    waiting.clear();
    return {};
  }
  Duration MessageLength() const override { return std::chrono::milliseconds(100); }

  std::size_t Ahead() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(waiting, [](const Item& item) { return item.sample.has_value(); }));
  }
  /// What is played in 20 ms; marks that were reached are due.
  void Play() {
    std::size_t played = 0;
    while (!waiting.empty() && (waiting.front().mark || played < 160)) {
      if (waiting.front().mark) {
        due_marks.push_back(*waiting.front().mark);
      } else {
        heard.push_back(*waiting.front().sample);
        ++played;
      }
      waiting.pop_front();
    }
    if (played < 160 && played > 0 && !waiting.empty()) ++holes;
  }

  struct Item {
    std::optional<std::int16_t> sample;
    std::optional<std::string> mark;
  };
  Sound frame;
  Duration timestamp{};
  bool open = true;
  std::deque<Item> waiting;
  std::vector<std::string> due_marks;
  std::vector<std::int16_t> heard;
  std::vector<std::size_t> messages;
  std::vector<SteadyTime> cleared_at;
  std::size_t most_ahead = 0;
  int holes = 0;

 private:
  fakes::VirtualLoop& loop_;
  const std::string none_;
};

/// Passes to the one carrier's side that the test looks at.
class CodecOf final : public MediaCodec {
 public:
  explicit CodecOf(CarrierSide& side) : side_(side) {}
  Status Read(std::string_view m, MediaListener& l) override { return side_.Read(m, l); }
  std::string SoundMessage(SoundView sound) override { return side_.SoundMessage(sound); }
  std::string MarkMessage(std::string_view name) override { return side_.MarkMessage(name); }
  std::string ClearMessage() override { return side_.ClearMessage(); }
  Duration MessageLength() const override { return side_.MessageLength(); }

 private:
  CarrierSide& side_;
};

/// Keeps what its line tells.
class LineKeeper final : public LineListener {
 public:
  void OnLineOpen(const MediaStart& start) override { opened = start; }
  void OnLineTurn(int turn, Heard heard, HeardOfUs of_us) override {
    turns.push_back({turn, std::move(heard), std::move(of_us)});
  }
  void OnLineEagerEnd(int turn, Heard heard, HeardOfUs of_us) override {
    perhaps.push_back({turn, std::move(heard), std::move(of_us)});
  }
  void OnLineResumed() override { ++resumed; }
  void OnLineAnswer(LineAnswer answer) override { answers.push_back(std::move(answer)); }
  void OnLineEnd(End end, HeardOfUs of_us) override {
    ended = end;
    at_end = std::move(of_us);
  }
  struct Turn {
    int turn;
    Heard heard;
    HeardOfUs of_us;
  };
  std::optional<MediaStart> opened;
  std::vector<Turn> turns;
  std::vector<Turn> perhaps;  ///< eager ends
  int resumed = 0;
  std::vector<LineAnswer> answers;
  std::optional<End> ended;
  HeardOfUs at_end;
};

class MediaWorld : public testing::Test {
 protected:
  void SetUp() override {
    lines_ = std::make_unique<MediaLines>(std::vector<Loop*>{&loop_}, Engines());
    line_ = lines_->Make(loop_, std::make_unique<CodecOf>(*side_), keeper_);
    line_->OnOpen(side_);
    Tell("start");
  }
  void TearDown() override {
    if (!keeper_->ended) line_->OnEnd({});
  }
  virtual LineEngines Engines() {
    return {.voice = &voice_,
            .activity = hears_ ? &activity_ : nullptr,
            .recognizer = hears_ ? &ears_ : nullptr,
            .metrics = &metrics_};
  }
  void Tell(std::string_view message) {
    line_->OnMessage(WebSocketKind::kText, message);
    loop_.Work();
  }
  /// The line lives for so long; the person makes a sound of this loudness.
  void Live(Duration length, std::int16_t loudness = 0) {
    for (Duration lived{}; lived < length && side_->open; lived += kFrame)
      Frame(Sound(kFrameSamples, loudness));
  }
  /// The person, or what has picked up, makes this sound; silence fills its last frame.
  void Utter(SoundView sound) {
    for (; !sound.empty() && side_->open;
         sound = sound.subspan(std::min(sound.size(), kFrameSamples))) {
      Sound frame(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(
                                                     std::min(sound.size(), kFrameSamples)));
      frame.resize(kFrameSamples);
      Frame(std::move(frame));
    }
  }
  void Frame(Sound frame) {
    loop_.Advance(kFrame);
    if (!side_->open) return;
    side_->Play();
    if (!mute_marks_)
      for (const auto& mark : std::exchange(side_->due_marks, {})) Tell("mark " + mark);
    if (!side_->open) return;
    side_->frame = std::move(frame);
    side_->timestamp += kFrame;
    Tell("frame");
  }
  void Ask(std::vector<std::string> say, std::vector<std::string> phrases = {"approve", "dismiss"},
           TurnTaking taking = {}) {
    line_->Perform(
        {.say = std::move(say),
         .listen = Listening{.turn = ++turn_, .phrases = std::move(phrases), .taking = taking}});
    loop_.Work();
  }
  /// Samples of what the scripted voice makes of sentences.
  static std::size_t LengthOf(std::string_view sentences) {
    const auto gaps = static_cast<std::size_t>(std::ranges::count(sentences, '|'));
    return (sentences.size() - gaps) * fakes::ScriptedVoice::kSamplesALetter;
  }
  static constexpr Duration kFrame = std::chrono::milliseconds(20);
  static constexpr std::size_t kFrameSamples = 160;
  static constexpr std::int16_t kLoud = 10'000, kMaybe = 4'000;

  bool hears_ = true;
  bool mute_marks_ = false;
  int turn_ = 0;
  fakes::VirtualLoop loop_;
  fakes::ScriptedVoice voice_;
  fakes::LoudIsVoice activity_;
  fakes::ScriptedEars ears_;
  fakes::FakeMetrics metrics_;
  std::shared_ptr<CarrierSide> side_ = std::make_shared<CarrierSide>(loop_);
  std::shared_ptr<LineKeeper> keeper_ = std::make_shared<LineKeeper>();
  std::unique_ptr<MediaLines> lines_;
  std::shared_ptr<MediaLine> line_;
};

}  // namespace tocsin::voice
