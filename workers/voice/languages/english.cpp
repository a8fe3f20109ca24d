#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kEnglishMonths[] = {"January",   "February", "March",    "April",
                                               "May",       "June",     "July",     "August",
                                               "September", "October",  "November", "December"};

constexpr Sentences kEnglishSentences = {
    .greeting = "Hello. {say}",
    .goodbye = "Goodbye.",
    .not_known = "Sorry, this call is not known here. Goodbye.",
    .inbound = "Hello. This number makes automatic calls and does not take calls. Goodbye.",
    .one_moment = "One moment, please.",
    .give_up =
        "Sorry, I cannot go on now, and I cannot tell whether your answer was recorded. Goodbye.",
    .time_is_up = "The time of this call is over, so nothing has been decided. Goodbye.",
    .ends_within_a_minute = "This call will end in less than a minute.",
    .ends_in_one_minute = "This call will end in about 1 minute.",
    .ends_in_minutes = "This call will end in about {minutes} minutes.",
    .cut = " ... The rest is too long to be read out.",

    .option = "To {choice}, press {keys} or say {choice}.",
    .option_spoken = "To {choice}, say {choice}.",
    .means = "{choice} means: {effect}.",
    .help =
        "For details, say what happened, or tell me more. To hear the message again, say "
        "repeat.",
    .key_repeat = "To hear this again, press star.",
    .key_details = "For details, press 0.",

    .read_back_said = "You said {choice}. Press 1 to confirm, or say yes. Press 2 to choose again.",
    .read_back_pressed =
        "You chose {choice}. Press 1 to confirm, or say yes. Press 2 to choose again.",
    .naming_effect = "{choice}: {effect}",
    .approved = "Approved. Thank you. Goodbye.",
    .approved_effect = "Approved: {effect}. Thank you. Goodbye.",
    .dismissed = "Dismissed. Thank you. Goodbye.",
    .decided = "{choice}: recorded. Thank you. Goodbye.",
    .silence = "I did not hear an answer.",
    .nothing_heard = "I did not hear an answer, so nothing has been decided. Goodbye.",
    .not_understood = "Sorry, I did not understand that.",
    .unclear = "Sorry, I am not sure what you said.",
    .ambiguous = "Sorry, I need one clear answer.",
    .negated = "All right, I have not taken that as an answer.",
    .rejected = "All right, nothing has been decided.",
    .still_not_understood = "Sorry, I did not understand, so nothing has been decided. Goodbye.",

    .all_i_know = "That is all I know.",
    .effect = "If you {choice}, this will be done: {effect}.",
    .no_effect = "I know of no action for this; your answer is only recorded.",
    .recommended = "The recommended action is: {effect}.",
    .no_recommendation = "No action is recommended for this.",
    .reason = "The reason is: {reason}",
    .no_reason = "I was given no reason.",

    .handled_by = "This has already been handled by {by}. Nothing more is needed. Goodbye.",
    .somebody_else = "somebody else",
    .decided_before =
        "This was already decided by {by}: {choice}. Nothing more is needed. "
        "Goodbye.",
    .resolved_meanwhile =
        "This alert has been resolved in the meantime. Nothing more is needed. Goodbye.",
    .closed_meanwhile =
        "This question has been closed in the meantime. Nothing more is needed. Goodbye.",

    .screening = "This is tocsin, an automatic alert service, calling because: {why}",
    .screening_for = "This is tocsin, an automatic alert service, calling {contact} because: {why}",
    .voicemail =
        "This is tocsin, an automatic alert service. {why} Please look at your alerts. "
        "Goodbye.",

    .severity = "Severity {severity}",
    .status = "Status {status}",
    .raised_at = "Raised at {time}",
    .recommended_action = "The recommended action is {action}",
    .on_node = "{what} on node {node}",
    .only_node = "Node {node}",
    .effect_on_node = "{what} on {node}",
    .time = "{hour12}:{minute} {half} on {month} {day}",
};

constexpr std::string_view kEnglishAnywhere[] = {"yes",         "yeah",
                                                 "yep",         "yup",
                                                 "please",      "okay",
                                                 "ok",          "right",
                                                 "sure",        "all right",
                                                 "alright",     "thanks",
                                                 "thank you",   "thank you very much",
                                                 "many thanks", "sir",
                                                 "madam",       "maam",
                                                 "uh",          "um",
                                                 "er",          "hm",
                                                 "hmm",         "oh",
                                                 "well",        "so",
                                                 "just",        "definitely",
                                                 "absolutely",  "of course",
                                                 "exactly",     "certainly",
                                                 "then"};
constexpr std::string_view kEnglishOpeners[] = {"hello",
                                                "hi",
                                                "hey",
                                                "good evening",
                                                "good morning",
                                                "sorry",
                                                "you know what",
                                                "i",
                                                "id like to",
                                                "i would like to",
                                                "id like",
                                                "i would like",
                                                "id love to",
                                                "i want to",
                                                "i want",
                                                "i wanna",
                                                "i wish to",
                                                "ill",
                                                "i will",
                                                "im going to",
                                                "i am going to",
                                                "i choose",
                                                "i choose to",
                                                "ill choose",
                                                "i pick",
                                                "i select",
                                                "i say",
                                                "i said",
                                                "i have said",
                                                "i have decided to",
                                                "ive decided to",
                                                "i decided to",
                                                "i decide to",
                                                "i want you to",
                                                "i need you to",
                                                "i am happy to",
                                                "im happy to",
                                                "lets do it",
                                                "its fine",
                                                "it is fine",
                                                "thats fine",
                                                "that is fine",
                                                "im fine",
                                                "were fine",
                                                "we are fine",
                                                "all good",
                                                "id like you to",
                                                "i would like you to",
                                                "let us",
                                                "lets",
                                                "my answer is",
                                                "my choice is",
                                                "my decision is",
                                                "my decision is to",
                                                "the answer is",
                                                "it is",
                                                "its",
                                                "now"};
constexpr std::string_view kEnglishRequests[] = {"can you", "could you", "would you", "will you",
                                                 "can i",   "may i",     "could i"};
constexpr std::string_view kEnglishPleases[] = {"please"};
constexpr std::string_view kEnglishLeads[] = {"go ahead and", "go on and"};
constexpr std::string_view kEnglishObjects[] = {"it",
                                                "that",
                                                "this",
                                                "this one",
                                                "that one",
                                                "the action",
                                                "this action",
                                                "that action",
                                                "the alert",
                                                "this alert",
                                                "that alert",
                                                "the recommended action",
                                                "the recommendation",
                                                "the alarm",
                                                "this alarm",
                                                "the proposed action",
                                                "the message",
                                                "this message"};
constexpr std::string_view kEnglishClosers[] = {
    "now",          "right now", "for now",         "right away", "immediately",
    "at once",      "for me",    "and do it",       "and",        "with it",
    "with that",    "with this", "with the action", "my choice",  "is my answer",
    "is my choice", "bye",       "goodbye",         "for sure",   "i said"};
constexpr std::string_view kEnglishNameLinks[] = {"with the", "with",    "the",     "on",
                                                  "of",       "for",     "at",      "on the",
                                                  "of the",   "on node", "for the", "in"};

constexpr std::string_view kEnglishConfirmations[] = {
    "yes", "yeah", "yep", "yup", "confirm", "confirmed", "correct", "affirmative", "i confirm"};
constexpr std::string_view kEnglishBesideConfirmations[] = {
    "i am sure", "im sure",    "it is",     "thats right", "that is right",
    "thats it",  "that is it", "thats",     "that is",     "thats what i said",
    "do it",     "i do",       "i am",      "it",          "that",
    "this",      "go ahead",   "my choice", "the choice",  "the action",
    "now"};
constexpr std::string_view kEnglishRejections[] = {"wrong", "incorrect", "go back", "back",
                                                   "choose again"};
/// "dis" and "un": what recognisers make of "disapprove"; "t", "don", "wouldn": of apostrophes.
constexpr std::string_view kEnglishNegations[] = {
    "no",       "not",     "nope",     "nah",     "never",  "none",    "neither", "nor",
    "dont",     "doesnt",  "didnt",    "cant",    "cannot", "couldnt", "wont",    "wouldnt",
    "shouldnt", "isnt",    "arent",    "wasnt",   "aint",   "mustnt",  "neednt",  "havent",
    "hasnt",    "hadnt",   "wouldn",   "don",     "t",      "hardly",  "barely",  "without",
    "refuse",   "refused", "refusing", "decline", "deny",   "denied",  "reject",  "rejected",
    "forbid",   "prevent", "block",    "skip",    "forget", "against", "unable",  "stop",
    "wait",     "hold",    "cancel",   "except",  "undo",   "dis",     "un",      "non",
    "nothing",  "nobody",  "avoid"};

constexpr std::string_view kEnglishKeyWords[] = {
    "press",     "i press",   "i pressed",  "pressed", "option", "option number",
    "number",    "key",       "the key",    "button",  "digit",  "press number",
    "press the", "press key", "the number", "answer",  "choice"};
constexpr SpokenNumber kEnglishNumbers[] = {
    {"zero", "0"}, {"one", "1"}, {"two", "2"},   {"three", "3"}, {"four", "4"},
    {"five", "5"}, {"six", "6"}, {"seven", "7"}, {"eight", "8"}, {"nine", "9"}};
constexpr SpokenNumber kEnglishSoundAlikes[] = {{"won", "1"}, {"to", "2"},   {"too", "2"},
                                                {"for", "4"}, {"fore", "4"}, {"ate", "8"}};

constexpr std::string_view kEnglishRepeat[] = {
    "repeat", "again", "say that again", "pardon", "sorry what", "come again", "what did you say"};
constexpr std::string_view kEnglishWhatHappened[] = {
    "what happened",     "what has happened", "whats happened",      "what is happening",
    "whats happening",   "what is it",        "what is wrong",       "whats wrong",
    "what is going on",  "whats going on",    "what is the problem", "whats the problem",
    "what is the alert", "whats the alert",   "what is this about",  "whats this about"};
constexpr std::string_view kEnglishTellMore[] = {
    "tell me more",     "more details", "details", "more information", "more info",
    "tell me about it", "know more",    "more",    "explain"};
constexpr std::string_view kEnglishHelp[] = {"help",
                                             "options",
                                             "what can i say",
                                             "what can i do",
                                             "what are my options",
                                             "what are the options"};
constexpr std::string_view kEnglishWhatItDoes[] = {
    "what * you * do",    "what * you doing", "what * it * do",    "what does * do",
    "what * be done",     "what is done",     "what happens * if", "what happens when",
    "what happens then",  "what will happen", "what would happen", "what * the action",
    "what action",        "which action",     "what does * mean",  "what * i approving",
    "what am i * approve"};
constexpr std::string_view kEnglishRecommended[] = {
    "recommend",        "recommended",       "what * recommendation", "your recommendation",
    "what * suggest",   "your suggestion",   "what * advise",         "your advice",
    "what should i do", "what should i say", "what would you do",     "what do you think"};
constexpr std::string_view kEnglishWhy[] = {
    "why", "how come", "what for", "what is the reason", "whats the reason", "for what reason"};

constexpr std::string_view kEnglishMachineTalk[] = {"leave a message",
                                                    "leave your message",
                                                    "leave me a message",
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
                                                    "person you are calling",
                                                    "person you are trying to reach",
                                                    "number you have dialed",
                                                    "number you have dialled",
                                                    "call cannot be completed",
                                                    "not in service",
                                                    "subscriber",
                                                    "answering machine",
                                                    "forwarded to"};
constexpr std::string_view kEnglishScreening[] = {"state your name",
                                                  "say your name",
                                                  "record your name",
                                                  "leave your name",
                                                  "your name and",
                                                  "reason for calling",
                                                  "reason for your call",
                                                  "purpose of your call",
                                                  "call screening",
                                                  "screening service",
                                                  "is being screened",
                                                  "this person is available",
                                                  "who is calling",
                                                  "whos calling",
                                                  "who is this",
                                                  "whos this",
                                                  "who are you",
                                                  "who is there",
                                                  "whos there",
                                                  "why you are calling",
                                                  "why youre calling",
                                                  "why are you calling",
                                                  "why you call",
                                                  "what youre calling about",
                                                  "what you are calling about",
                                                  "what are you calling about",
                                                  "stay on the line",
                                                  "try to connect you",
                                                  "i can connect you",
                                                  "accept the call",
                                                  "accept this call"};

constexpr std::string_view kEnglishApprove[] = {"approve", "approve it", "approve the action",
                                                "go ahead"};
constexpr std::string_view kEnglishDismiss[] = {"dismiss", "dismiss it", "ignore", "ignore it"};
constexpr std::string_view kEnglishEscalate[] = {"escalate", "escalate it", "not me",
                                                 "ask someone else"};
constexpr std::string_view kEnglishSnooze[] = {"snooze", "remind me later"};
constexpr KnownName kEnglishChoices[] = {{"approve", kEnglishApprove},
                                         {"dismiss", kEnglishDismiss},
                                         {"escalate", kEnglishEscalate},
                                         {"snooze", kEnglishSnooze}};
constexpr std::string_view kEnglishApproving[] = {"am approving", "im approving"};
constexpr std::string_view kEnglishDismissing[] = {"am dismissing", "im dismissing", "am ignoring",
                                                   "im ignoring"};
constexpr std::string_view kEnglishEscalating[] = {"am escalating", "im escalating"};
constexpr KnownName kEnglishAlso[] = {{"approve", kEnglishApproving},
                                      {"dismiss", kEnglishDismissing},
                                      {"escalate", kEnglishEscalating}};
constexpr std::string_view kEnglishChoosingHints[] = {
    "what happened", "tell me more", "what will you do", "why", "repeat", "help"};
constexpr std::string_view kEnglishConfirmingHints[] = {"yes", "confirm", "no", "repeat"};

constexpr Vocabulary kEnglishWords = {.anywhere = kEnglishAnywhere,
                                      .openers = kEnglishOpeners,
                                      .requests = kEnglishRequests,
                                      .pleases = kEnglishPleases,
                                      .leads = kEnglishLeads,
                                      .objects = kEnglishObjects,
                                      .closers = kEnglishClosers,
                                      .name_links = kEnglishNameLinks,
                                      .objects_first = false,
                                      .confirmations = kEnglishConfirmations,
                                      .beside_confirmations = kEnglishBesideConfirmations,
                                      .rejections = kEnglishRejections,
                                      .negations = kEnglishNegations,
                                      .key_words = kEnglishKeyWords,
                                      .numbers = kEnglishNumbers,
                                      .sound_alikes = kEnglishSoundAlikes,
                                      .repeat = kEnglishRepeat,
                                      .what_happened = kEnglishWhatHappened,
                                      .tell_more = kEnglishTellMore,
                                      .help = kEnglishHelp,
                                      .what_it_does = kEnglishWhatItDoes,
                                      .recommended = kEnglishRecommended,
                                      .why = kEnglishWhy,
                                      .machine_talk = kEnglishMachineTalk,
                                      .screening = kEnglishScreening,
                                      .choices = kEnglishChoices,
                                      .actions = {},
                                      .choosing_hints = kEnglishChoosingHints,
                                      .confirming_hints = kEnglishConfirmingHints,
                                      .also = kEnglishAlso};

constexpr Language kEnglish = {.code = "en",
                               .sentences = kEnglishSentences,
                               .words = kEnglishWords,
                               .terms = {},
                               .months = kEnglishMonths,
                               .halves = {"a.m.", "p.m."}};

}  // namespace

const Language& English() { return kEnglish; }

}  // namespace tocsin::voice
