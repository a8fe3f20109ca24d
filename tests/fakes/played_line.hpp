#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/media_codec.hpp"
#include "workers/voice/call/reply.hpp"
#include "workers/voice/media/live_line.hpp"

namespace tocsin::fakes {

struct SilentCodec final : MediaCodec {
  Status Read(std::string_view, MediaListener&) override { return {}; }
  std::string SoundMessage(std::span<const std::int16_t>) override { return {}; }
  std::string MarkMessage(std::string_view) override { return {}; }
  std::string ClearMessage() override { return {}; }
  Duration MessageLength() const override { return std::chrono::milliseconds(100); }
};

/// A line as its owner sees it; tests play the person.
struct PlayedLine final : voice::LiveLine {
  void Perform(voice::LineTask task) override { tasks.push_back(std::move(task)); }
  void Append(std::string sentence, bool last) override {
    if (tasks.empty() || !tasks.back().open) return;
    if (!sentence.empty()) tasks.back().say.push_back(std::move(sentence));
    tasks.back().open = !last;
  }
  bool Converse(voice::LineAsk ask) override {
    asks.push_back(std::move(ask));
    return converses;
  }
  void Close() override { closed = true; }
  voice::HeardOfUs HeardSoFar() const override {
    if (const auto then = std::exchange(when_asked, nullptr)) then();
    return {.said = Said(), .heard = heard.value_or(Said())};
  }
  std::string Said() const {
    voice::Reply reply;
    if (!tasks.empty()) reply.say = tasks.back().say;
    return reply.Text();
  }
  std::shared_ptr<voice::LineListener> owner;
  std::vector<voice::LineTask> tasks;
  mutable std::function<void()> when_asked;  ///< once: as other words are wanted
  std::optional<std::string> heard;          ///< of what it says; none: all
  bool closed = false;
  bool converses = false;  ///< a service answers
  std::vector<voice::LineAsk> asks;
};

}  // namespace tocsin::fakes
