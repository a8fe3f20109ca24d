#pragma once

#include <string_view>

/// The words that the decision grammar knows beside the choices' own phrases: lower case, without
/// apostrophes, several words separated by one space.
namespace tocsin::voice::vocabulary {

/// Any of these beside a choice means that it was not chosen. "dis" and "un": what recognisers make
/// of "disapprove"; "t", "don", "wouldn": of apostrophes. The commonest of other languages too,
/// because phrases may be in any.
inline constexpr std::string_view kNegations[] = {
    "no",       "not",     "nope",     "nah",     "never",  "none",    "neither", "nor",
    "dont",     "doesnt",  "didnt",    "cant",    "cannot", "couldnt", "wont",    "wouldnt",
    "shouldnt", "isnt",    "arent",    "wasnt",   "aint",   "mustnt",  "neednt",  "havent",
    "hasnt",    "hadnt",   "wouldn",   "don",     "t",      "hardly",  "barely",  "without",
    "refuse",   "refused", "refusing", "decline", "deny",   "denied",  "reject",  "rejected",
    "forbid",   "prevent", "block",    "skip",    "forget", "against", "unable",  "stop",
    "wait",     "hold",    "cancel",   "except",  "undo",   "dis",     "un",      "non",
    "nothing",  "nobody",  "avoid",    "nicht",   "kein",   "keine",   "nein",    "nie",
    "niemals",  "ne",      "pas",      "jamais",  "nunca",  "nao",     "não",     "nem",
    "niet",     "nee",     "geen",     "ikke",    "inte",   "nej",     "не",      "нет",
    "hayir",    "hayır",   "değil",    "nahi",    "nahin",  "नहीं",
};

/// A doubt, a condition, a delay or a question, wherever it stands.
inline constexpr std::string_view kDoubts[] = {
    "if",     "should",    "maybe",    "perhaps", "unless",  "until",  "whether",
    "might",  "what",      "whats",    "why",     "who",     "whos",   "when",
    "where",  "how",       "which",    "later",   "yet",     "almost", "but",
    "after",  "before",    "tomorrow", "soon",    "tonight", "once",   "only",
    "though", "although",  "however",  "instead", "else",    "rather", "probably",
    "guess",  "otherwise", "possibly", "suppose", "think",   "while",  "unsure",
};

/// A question when it begins with one of these.
inline constexpr std::string_view kQuestionStarts[] = {
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "would", "will", "may", "has",
};

/// Our own prompt, heard back.
inline constexpr std::string_view kEcho[] = {"press", "pressed", "pressing"};
inline constexpr std::string_view kSpokenEcho[] = {"press", "pressed", "pressing",
                                                   "say",   "said",    "saying"};

/// May stand beside an answer without meaning anything.
inline constexpr std::string_view kCourtesies[] = {
    "please", "thank",   "thanks",     "you",        "sir",     "maam",   "madam",  "it",
    "that",   "thats",   "this",       "the",        "a",       "i",      "id",     "ill",
    "im",     "we",      "am",         "is",         "do",      "go",     "ahead",  "for",
    "want",   "to",      "like",       "okay",       "right",   "sure",   "yes",    "yeah",
    "just",   "exactly", "definitely", "absolutely", "of",      "course", "and",    "now",
    "uh",     "um",      "er",         "hm",         "hmm",     "well",   "oh",     "so",
    "then",   "my",      "choice",     "option",     "alright", "all",    "choose",
};

/// Single words.
inline constexpr std::string_view kConfirmations[] = {
    "yes", "yeah", "yep", "yup", "confirm", "confirmed", "correct", "affirmative"};
inline constexpr std::string_view kRejections[] = {"wrong", "incorrect", "go back", "back"};
/// As our prompt calls it, so it counts even where "again" is a choice.
inline constexpr std::string_view kChooseAgain[] = {"choose again"};

inline constexpr std::string_view kRepeats[] = {
    "repeat", "again", "say that again", "pardon", "sorry what", "come again", "what did you say"};
inline constexpr std::string_view kWhatHappened[] = {
    "what happened",     "what has happened",  "whats happened",      "what is happening",
    "whats happening",   "what is it",         "what is wrong",       "whats wrong",
    "what is going on",  "whats going on",     "what is the problem", "whats the problem",
    "what is the alert", "what is this about",
};
inline constexpr std::string_view kTellMore[] = {
    "tell me more",     "more details", "details", "more information", "more info",
    "tell me about it", "know more",    "more",    "explain",
};
inline constexpr std::string_view kHelp[] = {"help",
                                             "options",
                                             "what can i say",
                                             "what can i do",
                                             "what are my options",
                                             "what are the options"};

/// Voicemail boxes, call screening, and the network's announcements.
inline constexpr std::string_view kMachineTalk[] = {
    "leave a message",
    "leave your message",
    "leave me a message",
    "leave your name",
    "after the tone",
    "after the beep",
    "at the tone",
    "at the beep",
    "voicemail",
    "voice mail",
    "mailbox",
    "take your call",
    "take my call",
    "answer your call",
    "come to the phone",
    "record your message",
    "record your name",
    "reason for calling",
    "reason for your call",
    "this person is available",
    "call screening",
    "screening service",
    "person you are calling",
    "person you are trying to reach",
    "number you have dialed",
    "number you have dialled",
    "call cannot be completed",
    "not in service",
    "subscriber",
    "answering machine",
    "forwarded to",
};

/// Spoken digits, and what recognisers write for them.
struct SpokenDigit {
  std::string_view word;
  char digit;
};
inline constexpr SpokenDigit kDigits[] = {
    {"zero", '0'}, {"one", '1'}, {"two", '2'},   {"three", '3'}, {"four", '4'},
    {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'}};
/// Sound like a digit; taken for it only where nothing else was said.
inline constexpr SpokenDigit kSoundAlikes[] = {{"won", '1'}, {"to", '2'},   {"too", '2'},
                                               {"for", '4'}, {"fore", '4'}, {"ate", '8'}};

}  // namespace tocsin::voice::vocabulary
