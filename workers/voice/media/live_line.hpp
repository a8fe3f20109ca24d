#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/language.hpp"
#include "adapters/media_codec.hpp"
#include "schemas/time.hpp"
#include "workers/voice/understanding/heard.hpp"

/// Between the talk and the sound: a live line does for itself what a carrier does with <Say> and
/// <Gather>. It speaks what it is given, hears the person, and gives back a turn; it knows no call,
/// no choice and no store.
namespace tocsin::voice {

/// How turns are taken in a step (`listen` of voice.*).
struct TurnTaking {
  /// Silence that ends a person's turn. Keys and yes/no 250 ms, free speech 500 ms, digits and
  /// spelling 1.5 s.
  Duration end_after = std::chrono::milliseconds(500);
  /// How long the first word or key is waited for once all was said; then the turn is silence.
  Duration first_words = std::chrono::seconds(6);
  bool barge_in = true;  ///< speech may interrupt; a key always does
};

/// What a line listens for after, and while, it speaks.
struct Listening {
  int turn = 1;                           ///< given back with the turn
  std::vector<std::string> phrases = {};  ///< of the step: they always win over "uh-huh"
  int digits = 1;                         ///< number of keys; 0: they are not taken
  /// Who listens is not known: a machine's beep is a turn, and so is "yes?" while we speak.
  bool unproven = false;
  /// Anything may be said, in whole sentences: the recogniser's own end of a turn ends it too,
  /// where it comes before our silence.
  bool free_speech = false;
  /// A service may hear the person and answer by itself (LiveLine::Converse).
  bool converses = false;
  TurnTaking taking = {};
};

/// What the line does next, until the next one or the person's turn.
struct LineTask {
  std::vector<std::string> say = {};
  std::string language = "en-US";
  std::optional<Listening> listen = {};  ///< none: the line closes when all was heard
  std::string tenant = {};               ///< whose call it is
  std::string trace = {};  ///< of the call, where it is kept and may be an example of a metric
  /// More is said than `say`, as it is written: it comes by LiveLine::Append.
  bool open = false;
  /// Said one after another while nothing has come of an open task.
  std::vector<std::string> fillers = {};
  /// What is being said is said to its end before, and is taken for heard; else it is cut off.
  bool follows = false;
};

/// The first sound that answered a turn.
struct FirstSound {
  Duration ago{};           ///< before it is reported
  Duration waited{};        ///< since the person had ended
  Duration voice{};         ///< of that the voice's, until it gave sound
  std::string engine = {};  ///< the voice
};

/// What services have taken for a line since that was told last, in the money of their prices;
/// none: nothing that has a price.
struct SpeechCost {
  std::optional<double> ears = {}, voice = {};
};

/// How much of a task's words the person has heard.
struct HeardOfUs {
  std::string said = {};   ///< all that was to be said
  std::string heard = {};  ///< the beginning of it that was heard; equal: all
  std::size_t filler = 0;  ///< bytes at the beginning of both that only bridged a wait
  Duration played{};       ///< of its sound
  /// With a turn and at the end: of the answer to the turn before, unless it was reported.
  std::optional<FirstSound> first_sound = {};
  SpeechCost cost = {};  ///< with a turn and at the end
  /// The same, of a service that answers by itself: what its answers took that nobody was told of
  /// since. There, and perhaps of nothing, where a question is given up with it.
  std::optional<LanguageUsage> tokens = {};
};

/// What a line is asked that may answer by itself.
struct LineAsk {
  int number = 0;  ///< given back with the answer
  /// Rules, and what was said so far.
  std::vector<LanguageMessage> messages = {};
  /// Those of them that a service which hears the line cannot have heard.
  std::vector<LanguageMessage> news = {};
  std::vector<LanguageTool> tools = {};
  /// Main tag of what the person speaks from here on; empty: as before.
  std::string language = {};
  /// Asked by a turn that it was told of as Heard::answered: the answer comes, or is there.
  bool heard = false;
  /// Nothing is to be said: somebody else begins.
  bool silently = false;
};

/// What it has answered; it was, or is being, said.
struct LineAnswer {
  int number = 0;
  /// None: it answers nothing by itself any more; who else can is to answer this one.
  std::optional<LanguageAnswer> answer = {};
  std::string engine = {};
  Duration first_text{};  ///< since the person had ended, or the question
};

/// What the owner of a line hears of it. On the line's loop.
class LineListener {
 public:
  virtual ~LineListener() = default;
  /// The stream's first message: who is it? Answer with LiveLine::Perform, or Close.
  virtual void OnLineOpen(const MediaStart& start) = 0;
  /// The person's turn, silence too, to the task's `turn`. The line goes on listening, silently,
  /// until it is told what to do.
  virtual void OnLineTurn(int turn, Heard heard, HeardOfUs of_us) = 0;
  /// The person has perhaps ended, with these words: what follows may be prepared, and nothing of
  /// it be said. OnLineTurn comes with the same words, or with others.
  virtual void OnLineEagerEnd(int /*turn*/, Heard /*heard*/, HeardOfUs /*of_us*/) {}
  /// They had not.
  virtual void OnLineResumed() {}
  /// To LiveLine::Converse, once for each that it has taken and no later one or turn has replaced.
  virtual void OnLineAnswer(LineAnswer answer) = 0;
  /// Once, and the last: the stream stopped, the socket ended, or the task without `listen` was
  /// heard. That line closes by LiveLine::Close, or by itself soon after.
  enum class End {
    kSpoken,   ///< all was heard
    kStopped,  ///< the carrier says that the call is over
    kLost,     ///< the socket broke: the call may go on
    kRefused,  ///< never opened, or Close
  };
  virtual void OnLineEnd(End end, HeardOfUs of_us) = 0;
};

/// One live line. On its loop.
class LiveLine {
 public:
  virtual ~LiveLine() = default;
  /// Replaces what is being done: what is still to be heard of the task before is cleared.
  virtual void Perform(LineTask task) = 0;
  /// A whole sentence more of an open task; `last`: nothing comes after it, which may be empty.
  /// Nothing happens where no open task is being said.
  virtual void Append(std::string sentence, bool last) = 0;
  /// Answers by itself, in the voice of a service that hears the person too, until a task comes
  /// that does not say Listening::converses. False: it cannot, and somebody else is to be asked.
  virtual bool Converse(LineAsk ask) = 0;
  /// Gives the person up at once; of a line that has told its end, lets go of the carrier.
  virtual void Close() = 0;
  /// How much of what it is saying has been heard by now.
  virtual HeardOfUs HeardSoFar() const = 0;
};

}  // namespace tocsin::voice
