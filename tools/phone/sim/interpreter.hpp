#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/params.hpp"
#include "tools/phone/sim/person.hpp"
#include "tools/phone/sim/twiml.hpp"

namespace tocsin::phone {

/// Plays one TwiML document after another on a call: speaks, pauses, gathers keys and words, and
/// asks its host to fetch what comes next. Loop thread only.
class Interpreter {
 public:
  class Host {
   public:
    enum class Completeness { kWhole, kInterrupted };
    /// Whether the document has let something be heard before.
    enum class Prompted { kNo, kYes };
    virtual ~Host() = default;
    virtual void SaidToCallee(std::string_view text, Completeness completeness) = 0;
    virtual void PlayedToCallee(std::string_view url) = 0;
    /// `reference` is relative to the current document; empty means the document itself.
    virtual void FetchNext(std::string_view reference, const std::string& method, Params extra) = 0;
    /// A media socket; StreamOver is called when it is over.
    virtual void OpenStream(const ConnectVerb& connect, Prompted prompted) = 0;
    virtual void DocumentEnded(std::string_view why) = 0;
    virtual void Note(int code, std::string text) = 0;
    virtual void LineChanged() = 0;
  };

  Interpreter(Loop& loop, Host& host) : loop_(loop), host_(host), timers_(loop) {}

  void Run(TwimlDocument document);
  /// Ends playing and listening; nothing is called afterwards until the next Run.
  void Stop();

  /// What OpenStream asked for is over, or could not be opened: its action, which is told `about`,
  /// or the next verb.
  void StreamOver(Params about = {});
  /// Whether it has an action.
  bool StreamHasAction() const { return streaming_ && !streaming_->action.empty(); }

  Line::Ear CurrentEar() const;
  Line::Prompt CurrentPrompt() const;
  void Press(char key);
  void StartSpeech(std::string_view text, double confidence);
  void EndSpeech();

 private:
  struct Playing {
    std::string text;
    Duration started;
    Duration length;
  };
  struct Speaking {
    std::string text;
    double confidence;
    Duration started;
    Duration length;
    std::optional<Duration> captured_from;  ///< since when somebody listens
  };

  void Step();
  bool Begin(const Verb& verb);
  bool BeginGather(const GatherVerb& gather);
  bool PlayNext();
  void PlayFor(Duration length, Loop::Task at_end);
  void Continue();
  void Interrupt();
  void Wait();
  void Capture();
  void Arm(Duration wait, Loop::Task task);
  void TimeOut();
  void Complete(Params extra);

  Loop& loop_;
  Host& host_;
  TwimlDocument document_;
  std::size_t next_ = 0;
  std::deque<PromptVerb> prompts_;
  std::optional<Playing> playing_;
  std::optional<GatherVerb> gather_;
  bool waiting_ = false;
  bool prompted_ = false;
  std::optional<ConnectVerb> streaming_;
  std::string digits_;
  std::string captured_;
  std::optional<Speaking> speaking_;
  Timers timers_;  ///< at most one runs: of what plays, or of the wait
};

}  // namespace tocsin::phone
