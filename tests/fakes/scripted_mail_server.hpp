#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "fakes/raw_socket.hpp"

namespace tocsin::fakes {

/// A FAKE mail server on loopback, in the clear, that answers each command as its script says.
/// Thread-safe; outlives who speaks with it.
class ScriptedMailServer {
 public:
  /// Answers by the first word of a command; "greeting" to whoever comes, "text" to the end of the
  /// mail's text. An empty one is never given: the line stays open and silent.
  using Script = std::map<std::string, std::string, std::less<>>;

  explicit ScriptedMailServer(const Script& script = {}) {
    for (const auto& [word, answer] : script) script_[word] = answer;
    listening_ = RawSocket::Listen();
    thread_ = std::thread([this] { Listen(); });
  }
  ~ScriptedMailServer() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    RawSocket::ConnectTo(listening_.Port());  // wakes who waits
    thread_.join();
    for (auto& line : lines_) line->thread.join();
  }

  std::string Address() const { return "127.0.0.1:" + std::to_string(listening_.Port()); }
  /// Every command so far, of all who came, as soon as `last` is among them; 20 s at most.
  std::vector<std::string> HeardTo(std::string_view last) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, std::chrono::seconds(20),
                   [&] { return std::ranges::find(heard_, last) != heard_.end(); });
    return heard_;
  }

 private:
  struct Line {
    RawSocket socket;
    std::thread thread;
  };

  void Listen() {
    for (;;) {
      auto socket = listening_.Accept();
      const std::lock_guard lock(mutex_);
      if (over_) return;
      if (!socket.Open()) continue;  // nobody came for a while
      auto& line = *lines_.emplace_back(std::make_unique<Line>());
      line.socket = std::move(socket);
      line.thread = std::thread([this, &line] { Serve(line.socket); });
    }
  }

  void Serve(const RawSocket& socket) {
    if (!Answer(socket, "greeting")) return;
    for (bool text = false;;) {
      const auto said = socket.ReadUntil(text ? "\r\n.\r\n" : "\r\n");
      if (said.empty()) return;
      const auto word = text ? "text" : said.substr(0, said.find_first_of(" \r"));
      {
        const std::lock_guard lock(mutex_);
        heard_.push_back(said);
      }
      more_.notify_all();
      text = word == "DATA";
      if (!Answer(socket, word) || word == "QUIT") return;
    }
  }

  /// False: there is no answer to it, and none will come.
  bool Answer(const RawSocket& socket, const std::string& word) const {
    const auto found = script_.find(word);
    const std::string answer = found == script_.end() ? "250 fine" : found->second;
    return !answer.empty() && socket.Write(answer + "\r\n");
  }

  Script script_{{"greeting", "220 mail.test"},
                 {"EHLO", "250-mail.test\r\n250 AUTH PLAIN LOGIN"},
                 {"AUTH", "235 welcome"},
                 {"DATA", "354 go on"},
                 {"QUIT", "221 bye"}};
  RawSocket listening_;
  std::mutex mutex_;
  std::condition_variable more_;
  bool over_ = false;
  std::vector<std::string> heard_;
  std::vector<std::unique_ptr<Line>> lines_;  ///< of the thread, until it has ended
  std::thread thread_;
};

}  // namespace tocsin::fakes
