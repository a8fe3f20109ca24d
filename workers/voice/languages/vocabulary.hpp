#pragma once

#include <span>
#include <string_view>

namespace tocsin::voice {

using Phrases = std::span<const std::string_view>;

/// A number said as a word; two digits where a word means them ("twelve").
struct SpokenNumber {
  std::string_view word;
  std::string_view digits;
};

/// How an answer or an action that workflows commonly name is said: {"approve", ...}. The first
/// phrase of an answer is how it is read out.
struct KnownName {
  std::string_view id;
  Phrases phrases;
};

/// Words around an answer that hold only together: {"chalo", "karte hain"}. The second may be
/// empty.
struct Frame {
  std::string_view before;
  std::string_view after;
};

/// The words that are understood beside the answers' own phrases. Phrases are compared as ToWords
/// gives them, so spelling and case are free; "*" in a question stands for any words. Elsewhere
/// "(a|b)" is one of them and "[a|b]" one of them or none.
struct Vocabulary {
  Phrases hesitations;  ///< single words that are no words at all: "uh"; never heard

  // Allowed beside an answer; every other word asks again.
  Phrases anywhere;  ///< "yes", "please"
  Phrases openers;   ///< only before an answer: "I'd like to"
  Phrases requests;  ///< the same, where "please" is said as well: "could you"
  Phrases pleases;   ///< what makes a command of a request
  Phrases assents;   ///< answer us as "yes" does, and confirm nothing: "sure"
  /// Tell what has no bearing on the answer: whole, "oh my god"; or how they begin, before an
  /// answer ("this is") or behind it as well ("it's"), and the words that follow: "a false alarm".
  /// Around an answer's own name, or, but for approving, with "yes", "sure" or "please"; never
  /// beside a bare "yes".
  Phrases prefaces;
  Phrases lead_statements;
  Phrases statements;
  Phrases statement_words;
  Phrases leads;       ///< means nothing before an answer of its own: "go ahead and"
  Phrases objects;     ///< what the answer is given to: "it", "the action"
  Phrases closers;     ///< only after an answer: "right now"
  Phrases name_links;  ///< before a name from the alert: "on", "the container"
  Phrases name_verbs;  ///< behind such a name they begin a statement: "nginx is"
  Phrases name_nouns;  ///< behind such a name: "the nginx alert"
  /// As openers and closers, where both are said.
  std::span<const Frame> frames;
  /// What the worker may do, or the person must: "you can". Others are told so as well, so it
  /// stands before the answer's own name, or beside "yes", "sure" or "please", and is always read
  /// back.
  std::span<const Frame> permissions;
  std::span<const KnownName> other_names;  ///< hold there like the name: nobody says them in talk
  std::span<const KnownName> beside;       ///< only beside this answer: {"approve", "do it"}
  bool objects_first;                      ///< objects and names stand before the answer as well

  // The second step.
  Phrases confirmations;         ///< one of them must be said
  Phrases beside_confirmations;  ///< "I am sure", "that's right"
  Phrases rejections;
  Phrases negations;  ///< single words; nothing is chosen or confirmed with one of them

  /// Asks, though all its words may stand around an answer: "está bien aprobarlo".
  Phrases doubts;
  /// Those confirmations that may be meant for us when they stand with a "please": "confirm".
  Phrases confirmation_verbs;
  /// Words that nothing ends with: "yes, just".
  Phrases unfinished;

  // "No, just dismiss it": an answer of its own after a no, always read back.
  Phrases refusals;  ///< "no", "no thanks"
  /// What follows them for certain begins a command of its own: "just". Not what a recogniser
  /// leaves of a negation ("you can" of "you can't").
  Phrases restarts;

  // Keys that are said.
  Phrases key_words;  ///< before a digit: "press", "option"
  std::span<const SpokenNumber> numbers;
  std::span<const SpokenNumber> sound_alikes;  ///< only where nothing else was said

  // Questions and wishes.
  Phrases repeat, what_happened, tell_more, help, what_it_does, recommended, why;

  // Machines.
  Phrases machine_talk;  ///< voicemail, announcements of the network
  Phrases screening;     ///< somebody or something asks who calls

  std::span<const KnownName> choices;        ///< how well-known answers are said in the language
  std::span<const KnownName> actions;        ///< by the first word of the action's name: "restart"
  Phrases choosing_hints, confirming_hints;  ///< for the carrier's recogniser
  /// Other forms of well-known answers, understood whatever phrases their author gave: "I'm
  /// approving".
  std::span<const KnownName> also = {};
};

}  // namespace tocsin::voice
