// links: voice net schemas
#include "workers/voice/understanding/grammar.hpp"

#include <gtest/gtest.h>

#include <random>

#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

std::vector<Choice> Choices() {
  return {
      {.id = "approve", .digits = "1", .phrases = {"approve", "approve it", "go ahead"}},
      {.id = "dismiss", .digits = "2", .phrases = {"dismiss", "ignore", "ignore it", "decline"}},
      {.id = "escalate", .digits = "5", .phrases = {"escalate", "not me"}, .final = false},
      {.id = "snooze", .digits = "3", .phrases = {"snooze", "remind me later"}}};
}

/// On a call about a stopped container whose restart is recommended.
Meaning Understood(const std::vector<Choice>& choices, Step step, std::size_t pending,
                   const Heard& heard) {
  return Understand(
      {.language = English(),
       .choices = choices,
       .step = step,
       .pending = pending,
       .min_confidence = 0.5,
       .names = {.actions = {"restart", "restart container"},
                 .targets = {"restart container", "restart", "container", "nginx", "pve1"}}},
      heard);
}

Meaning Hear(const std::string& speech, std::optional<double> confidence = 0.9) {
  return Understood(Choices(), Step::kChoose, 0, {.speech = speech, .confidence = confidence});
}

std::string ChoiceOf(const Meaning& meaning) {
  return meaning.kind == Kind::kChoice ? Choices()[meaning.choice].id
                                       : std::string(ToString(meaning.kind));
}

struct Utterance {
  const char* speech;
  const char* meaning;  ///< a choice's id, or the kind
};

constexpr Utterance kUtterances[] = {
    // Choices, however they are spelled.
    {"approve", "approve"},
    {"Approve.", "approve"},
    {"APPROVE!", "approve"},
    {"approve it", "approve"},
    {"please approve it", "approve"},
    {"yes approve the restart", "approve"},
    {"yes, approve", "approve"},
    {"I approve", "approve"},
    {"okay go ahead", "approve"},
    {"go ahead and approve it", "approve"},
    {"go\xE2\x80\x94"
     "ahead",
     "approve"},
    {"go-ahead", "approve"},
    {"well\xE2\x80\xA6 approve", "approve"},
    {"\xE2\x80\x9C"
     "approve\xE2\x80\x9D",
     "approve"},
    {"dismiss", "dismiss"},
    {"Dismiss it, please", "dismiss"},
    {"ignore it", "dismiss"},
    {"just ignore", "dismiss"},
    {"I decline", "dismiss"},
    {"escalate", "escalate"},
    {"not me", "escalate"},
    {"escalate, not me", "escalate"},
    {"Not me!", "escalate"},
    {"snooze", "snooze"},
    {"remind me later", "snooze"},
    {"one", "approve"},
    {"1.", "approve"},
    {"option two", "dismiss"},
    {"number 5", "escalate"},
    {"five", "escalate"},
    // Sound like a digit, and nothing else was said.
    {"won", "approve"},
    {"to", "dismiss"},
    {"Too.", "dismiss"},
    {"to me", "not_understood"},
    {"for", "not_understood"},
    // Sounds like, but is not.
    {"improve", "not_understood"},
    {"a proof", "not_understood"},
    {"approved", "not_understood"},
    {"approval", "not_understood"},
    {"disapprove", "not_understood"},
    {"proof", "not_understood"},
    {"approves it", "not_understood"},
    {"prove it", "not_understood"},
    {"dismissal", "not_understood"},
    {"ignorance", "not_understood"},
    {"go a head", "not_understood"},
    {"hello who is there", "screening"},
    {"one two three", "not_understood"},
    {"four", "not_understood"},
    {"okay", "not_understood"},
    {"yes", "not_understood"},
    // Negated.
    {"do not approve", "negated"},
    {"do not approve it", "negated"},
    {"don't approve", "negated"},
    {"don\xE2\x80\x99t approve", "negated"},
    {"dont approve that", "negated"},
    {"I can't approve that", "negated"},
    {"I cannot approve that", "negated"},
    {"I won't approve", "negated"},
    {"never approve", "negated"},
    {"never ever go ahead", "negated"},
    {"no", "negated"},
    {"no approve", "negated"},
    {"approve no", "negated"},
    {"approve, no wait", "negated"},
    {"approve it... not", "negated"},
    {"not approve", "negated"},
    {"I would not go ahead", "negated"},
    {"don't ignore it", "negated"},
    {"please do not dismiss", "negated"},
    {"do not escalate", "negated"},
    {"under no circumstances approve", "negated"},
    {"dis approve", "negated"},
    {"dis-approve", "negated"},
    {"stop do approve", "negated"},
    {"hold on, approve", "negated"},
    {"cancel", "negated"},
    {"wait", "negated"},
    {"I refuse to approve", "negated"},
    {"I decline to approve", "ambiguous"},
    {"I would approve it if it were safe", "ambiguous"},
    {"I would approve if", "ambiguous"},
    {"approve? no", "negated"},
    {"approve but not now", "negated"},
    {"not now", "negated"},
    {"approve that? forget it", "negated"},
    {"I can t approve", "negated"},
    {"niet approve", "ambiguous"},
    {"n\xE2\x80\xAE"
     "o approve",
     "negated"},
    {"no\xEF\xB8\x8F approve", "negated"},
    {"na\xCC\x83o approve", "ambiguous"},
    // Two things at once, questions, doubts, echoes.
    {"approve or dismiss", "ambiguous"},
    {"dismiss approve", "ambiguous"},
    {"should I approve", "ambiguous"},
    {"what if I approve", "ambiguous"},
    {"can I approve this", "ambiguous"},
    {"is it safe to approve", "ambiguous"},
    {"maybe approve", "ambiguous"},
    {"approve later", "ambiguous"},
    {"approve tomorrow", "ambiguous"},
    {"approve after lunch", "ambiguous"},
    {"I think approve", "ambiguous"},
    {"I would rather approve", "ambiguous"},
    {"who can approve", "ambiguous"},
    {"press one or say approve", "ambiguous"},
    {"to approve press 1", "ambiguous"},
    {"approve but tell me more", "ambiguous"},
    {"repeat approve", "ambiguous"},
    // Words of others: any word that is not allowed asks again.
    {"my boss would approve it", "ambiguous"},
    {"he said he would approve it", "ambiguous"},
    {"Bob says approve", "ambiguous"},
    {"somebody has to approve it", "ambiguous"},
    {"they told me to ignore it", "ambiguous"},
    {"go ahead and ask him", "ambiguous"},
    {"approve the invoice", "ambiguous"},
    {"approve the other one", "ambiguous"},
    {"you approve it", "ambiguous"},
    {"we approve that", "ambiguous"},
    {"this approve", "ambiguous"},
    {"I would approve it", "ambiguous"},
    {"I could approve it", "ambiguous"},
    {"can you approve it", "ambiguous"},
    {"approve it, I", "ambiguous"},
    {"I'd like to", "not_understood"},
    {"approve nginx on pve2", "ambiguous"},
    // What the alert is about may be named, and a command may be a whole sentence.
    {"approve nginx on pve1", "approve"},
    {"I'd like to approve it please", "approve"},
    {"yes go ahead and approve the action", "approve"},
    {"go ahead and dismiss it", "dismiss"},
    {"okay approve", "approve"},
    {"please restart it", "approve"},
    {"could you approve it please", "approve"},
    {"I said approve", "approve"},
    // A no that answers the prompt, and a command of its own; not what is left of a negation.
    {"no, just dismiss it", "dismiss"},
    {"uh, no no, just ignore it", "dismiss"},
    {"nah, let's dismiss it", "dismiss"},
    {"no, it's fine, go ahead and approve it", "approve"},
    {"no, please, just ask him", "negated"},
    {"no just don't", "negated"},
    {"no, just don't dismiss it", "negated"},
    {"no, just approve or dismiss it", "ambiguous"},
    {"no, just the invoice", "negated"},
    {"no, just one", "negated"},
    {"no you can approve it", "negated"},
    {"no please dismiss it", "negated"},
    {"dismiss no just approve", "ambiguous"},
    {"approve, no, just kidding", "negated"},
    // Leave that is given; people give it each other as well.
    {"you can approve it", "approve"},
    {"you may go ahead and dismiss it", "dismiss"},
    {"yes you can ignore it", "dismiss"},
    {"yes you can go ahead", "approve"},
    {"you can ignore it", "ambiguous"},
    {"you can go ahead", "ambiguous"},
    {"they can approve it", "ambiguous"},
    {"you can approve it when I am done", "ambiguous"},
    {"you can approve the invoice", "ambiguous"},
    {"you can't approve it", "negated"},
    {"you should approve it", "ambiguous"},
    // Nothing, said aloud; said before an answer; said beside one of them only.
    {"uh I want to um approve er it", "approve"},
    {"approve the um the restart", "approve"},
    {"sure, you can go ahead", "approve"},
    {"go ahead dismiss it", "dismiss"},
    {"uh", "not_understood"},
    {"sounds good, approve it", "approve"},
    {"sounds good", "not_understood"},
    {"yeah, do it, approve", "approve"},
    {"it's a false alarm, just dismiss it", "dismiss"},
    {"sorry I was asleep, please approve it", "approve"},
    {"oh my god, approve it", "approve"},
    {"I'm here, go ahead", "ambiguous"},
    {"I hear you, go ahead", "ambiguous"},
    {"yes, I'm here, please go ahead", "ambiguous"},
    {"it's only a test, ignore it please", "dismiss"},
    {"it's fine if he approves", "not_understood"},
    {"it's my boss, approve it", "ambiguous"},
    {"this is approve", "ambiguous"},
    {"nginx is down so please restart it", "approve"},
    {"restart nginx in the lab", "ambiguous"},
    {"restart the server now", "ambiguous"},
    {"restart the database please", "ambiguous"},
    {"approve that was yesterday", "ambiguous"},
    {"the database is down, approve it", "approve"},
    {"dismiss it, I'll look at it in the morning", "dismiss"},
    {"dismiss it and don't wake me again", "dismiss"},
    {"approve it and don't wake me again", "negated"},
    {"I'm not on call, escalate it", "escalate"},
    {"I'm not on call, dismiss it", "negated"},
    {"I can't escalate it", "negated"},
    {"I don't know, ask someone else", "escalate"},
    {"do it, dismiss", "ambiguous"},
    {"do it", "not_understood"},
    {"ignore it tonight", "dismiss"},
    {"approve it tonight", "ambiguous"},
    {"escalate this to someone else", "escalate"},
    {"approve this to someone else", "ambiguous"},
    {"ignore the nginx alert", "dismiss"},
    {"ignore the disk alert", "ambiguous"},
    // Keys that are said.
    {"Press 1.", "approve"},
    {"I press two", "dismiss"},
    {"press nine", "not_understood"},
    {"number one please", "approve"},
    {"one moment please", "not_understood"},
    {"press 1 or 2", "not_understood"},
    // Questions about the action, in any words and order.
    {"what will you do", "what_it_does"},
    {"What is the action?", "what_it_does"},
    {"what are you going to do", "what_it_does"},
    {"what happens if I approve", "what_it_does"},
    {"and what does it do exactly", "what_it_does"},
    {"which action is that", "what_it_does"},
    {"what do you recommend", "recommended"},
    {"what would you recommend then", "recommended"},
    {"what should I do", "recommended"},
    {"Why?", "why"},
    {"why should I approve", "why"},
    // Meta.
    {"repeat", "repeat"},
    {"Repeat that please", "repeat"},
    {"say that again", "repeat"},
    {"pardon?", "repeat"},
    {"What happened?", "what_happened"},
    {"what's happened", "what_happened"},
    {"what\xE2\x80\x99s wrong", "what_happened"},
    {"so what is going on there", "what_happened"},
    {"Tell me more.", "tell_more"},
    {"more details", "tell_more"},
    {"details please", "tell_more"},
    {"help", "help"},
    {"what can I say", "help"},
    // Machines.
    {"please leave a message after the tone", "machine_talk"},
    {"your call has been forwarded to voicemail", "machine_talk"},
    {"nobody can take your call, press one or say approve", "machine_talk"},
    {"if you record your name and reason for calling I'll see if this person is available",
     "screening"},
    {"please state your name and reason for calling", "screening"},
    {"who's calling?", "screening"},
    // Nothing.
    {"", "silence"},
    {"...", "silence"},
};
static_assert(std::size(kUtterances) >= 80);

TEST(Understand, TakesUtterancesAsMeant) {
  for (const auto& [speech, meaning] : kUtterances)
    EXPECT_EQ(ChoiceOf(Hear(speech)), meaning) << '"' << speech << '"';
}

TEST(Understand, IsNotSureBelowTheConfidence) {
  EXPECT_EQ(Hear("approve", 0.49).kind, Kind::kUnclear);
  EXPECT_EQ(Hear("approve").kind, Kind::kChoice);
  EXPECT_EQ(Hear("approve", std::nullopt).kind, Kind::kChoice);
}

TEST(Understand, TakesKeysExactly) {
  auto choices = Choices();
  choices[3].digits = "01";
  const auto press = [&](const char* digits) {
    return Understood(choices, Step::kChoose, 0, {.digits = digits});
  };

  EXPECT_EQ(press("1").choice, 0U);
  EXPECT_EQ(press("1").kind, Kind::kChoice);
  EXPECT_EQ(press("01").choice, 3U);
  EXPECT_EQ(press("5").choice, 2U);
  EXPECT_EQ(press("9").kind, Kind::kNotUnderstood);
  EXPECT_EQ(press("11").kind, Kind::kNotUnderstood);
  EXPECT_EQ(press("#").kind, Kind::kNotUnderstood);
  EXPECT_EQ(press("*").kind, Kind::kRepeat);
  EXPECT_EQ(press("0").kind, Kind::kWhatHappened);
}

TEST(Understand, KeysWinOverSpeech) {
  const auto choices = Choices();
  const auto meaning = Understood(choices, Step::kChoose, 0,
                                  {.digits = "2", .speech = "approve", .confidence = 0.9});
  EXPECT_EQ(meaning.kind, Kind::kChoice);
  EXPECT_EQ(meaning.choice, 1U);
}

constexpr Utterance kConfirmations[] = {
    {"yes", "confirm"},
    {"Yes!", "confirm"},
    {"yeah", "confirm"},
    {"yes please", "confirm"},
    {"confirm", "confirm"},
    {"correct", "confirm"},
    {"yes, approve the restart", "confirm"},
    {"confirm approve", "confirm"},
    {"no", "reject"},
    {"No, no!", "reject"},
    {"wrong", "reject"},
    {"that is not correct", "reject"},
    {"cancel", "reject"},
    {"don't confirm", "reject"},
    {"not yes", "reject"},
    {"yes no", "reject"},
    {"incorrect", "reject"},
    {"dismiss", "dismiss"},
    {"yes dismiss", "ambiguous"},
    {"approve", "approve"},
    {"you said approve press one to confirm or say yes", "ambiguous"},
    {"should I say yes", "ambiguous"},
    {"well yes I was just thinking about it you know", "ambiguous"},
    {"yes what happened", "ambiguous"},
    {"repeat", "repeat"},
    {"what happened", "what_happened"},
    {"yes one second", "ambiguous"},
    {"yes? hello?", "ambiguous"},
    {"yeah give me a sec", "ambiguous"},
    {"yes sorry", "ambiguous"},
    {"yes who is this", "screening"},
    {"yes I know but approving is dangerous", "ambiguous"},
    {"yes I heard you", "ambiguous"},
    {"yes approve tomorrow", "ambiguous"},
    {"yes approve if it is safe", "ambiguous"},
    {"yes approve whatever you like my friend there", "ambiguous"},
    {"yes not now", "reject"},
    {"yes, wait", "reject"},
    {"two", "reject"},
    {"to", "reject"},
    {"one", "confirm"},
    {"Press 1.", "confirm"},
    {"press two", "reject"},
    {"number one please", "confirm"},
    {"won", "not_understood"},
    {"one moment", "not_understood"},
    {"press 1 to confirm or say yes", "ambiguous"},
    {"you said approve", "ambiguous"},
    {"yes I", "ambiguous"},
    {"yes, go and ask him", "ambiguous"},
    {"he said yes", "ambiguous"},
    {"yes, Bob confirms it", "ambiguous"},
    {"Please correct that.", "ambiguous"},
    {"let me correct that", "ambiguous"},
    {"Sorry, let me correct that", "ambiguous"},
    {"I want to correct my choice", "ambiguous"},
    {"can you please correct that", "ambiguous"},
    {"correct that", "ambiguous"},
    {"yes correct", "confirm"},
    {"correct", "confirm"},
    {"Can you please confirm?", "ambiguous"},
    {"could you confirm that please", "ambiguous"},
    {"please confirm that", "ambiguous"},
    {"let me just confirm", "ambiguous"},
    {"confirmed?", "ambiguous"},
    {"yes please confirm", "confirm"},
    {"yeah, right", "ambiguous"},
    {"hello? yes?", "ambiguous"},
    {"sorry, yes?", "ambiguous"},
    {"oh, hello, yes, thanks", "ambiguous"},
    {"yes, just", "ambiguous"},
    {"yeah so just", "ambiguous"},
    {"just one", "not_understood"},
    {"yes but sure", "ambiguous"},
    {"yes I want to approve it", "confirm"},
    {"yes I am sure", "confirm"},
    {"that is correct", "confirm"},
    {"yes that's right", "confirm"},
    {"yes it is", "confirm"},
    {"yes do it please", "confirm"},
    {"yesterday", "not_understood"},
    {"okay", "not_understood"},
    {"", "silence"},
    {"leave a message after the beep", "machine_talk"},
};

TEST(Understand, ConfirmsOnlyClearly) {
  const auto choices = Choices();
  for (const auto& [speech, meaning] : kConfirmations) {
    const auto got = Understood(choices, Step::kConfirm, 0, {.speech = speech, .confidence = 0.9});
    EXPECT_EQ(ChoiceOf(got), meaning) << '"' << speech << '"';
  }
  EXPECT_EQ(Understood(choices, Step::kConfirm, 0, {.speech = "yes", .confidence = 0.2}).kind,
            Kind::kUnclear);
}

// "No" at a read-back and another command: that one is read back. The same one again is a no.
TEST(Understand, ANoAtTheReadBackMayNameAnotherChoice) {
  const auto choices = Choices();
  const auto hear = [&](const char* speech, std::size_t pending) {
    return Understood(choices, Step::kConfirm, pending, {.speech = speech, .confidence = 0.9});
  };
  const auto changed = hear("no, just dismiss it", 0);
  EXPECT_EQ(ChoiceOf(changed), "dismiss");
  EXPECT_FALSE(changed.plain);
  EXPECT_EQ(hear("no, just dismiss it", 1).kind, Kind::kReject);
  EXPECT_EQ(hear("no dismiss it", 0).kind, Kind::kReject);
  EXPECT_EQ(hear("no, just don't", 0).kind, Kind::kReject);
  EXPECT_EQ(hear("no, just yes", 0).kind, Kind::kReject);
  EXPECT_EQ(hear("sounds good", 0).kind, Kind::kNotUnderstood);
  EXPECT_EQ(hear("I mean, yes", 0).kind, Kind::kAmbiguous);
}

TEST(Understand, ConfirmsByKey) {
  const auto choices = Choices();
  const auto press = [&](const char* digits) {
    return Understood(choices, Step::kConfirm, 1, {.digits = digits}).kind;
  };
  EXPECT_EQ(press("1"), Kind::kConfirm);
  EXPECT_EQ(press("2"), Kind::kReject);
  EXPECT_EQ(press("*"), Kind::kRepeat);
  EXPECT_EQ(press("5"), Kind::kNotUnderstood);
  EXPECT_EQ(press("11"), Kind::kNotUnderstood);
}

TEST(Understand, PhrasesOfTwoChoicesAreAmbiguous) {
  const std::vector<Choice> choices = {{.id = "a", .phrases = {"go"}},
                                       {.id = "b", .phrases = {"go"}}};
  EXPECT_EQ(Understood(choices, Step::kChoose, 0, {.speech = "go"}).kind, Kind::kAmbiguous);
}

TEST(Understand, TheLongestPhraseCounts) {
  const std::vector<Choice> choices = {{.id = "restart", .phrases = {"restart"}},
                                       {.id = "leave", .phrases = {"do not restart"}}};
  const auto meaning = Understood(choices, Step::kChoose, 0, {.speech = "do not restart it"});
  EXPECT_EQ(meaning.kind, Kind::kChoice);
  EXPECT_EQ(meaning.choice, 1U);
}

TEST(Understand, PhrasesThatShareWordsAreAmbiguous) {
  const std::vector<Choice> choices = {{.id = "a", .phrases = {"go ahead"}},
                                       {.id = "b", .phrases = {"ahead now"}},
                                       {.id = "c", .phrases = {"go"}}};
  const auto hear = [&](const char* speech) {
    return Understood(choices, Step::kChoose, 0, {.speech = speech});
  };
  EXPECT_EQ(hear("go ahead now").kind, Kind::kAmbiguous);
  EXPECT_EQ(hear("go ahead").choice, 0U);
  EXPECT_EQ(hear("go").choice, 2U);
  EXPECT_EQ(hear("go go ahead").kind, Kind::kAmbiguous);
}

TEST(Understand, NumbersInPhrasesAreTheSameAsWordsAndDigits) {
  const std::vector<Choice> choices = {{.id = "a", .phrases = {"level 2"}},
                                       {.id = "b", .phrases = {"okay three"}}};
  const auto hear = [&](const char* speech) {
    return Understood(choices, Step::kChoose, 0, {.speech = speech});
  };
  EXPECT_EQ(hear("level two").kind, Kind::kChoice);
  EXPECT_EQ(hear("Level 2").kind, Kind::kChoice);
  EXPECT_EQ(hear("OK 3").choice, 1U);
  EXPECT_EQ(hear("level twenty").kind, Kind::kNotUnderstood);
}

TEST(Understand, YesConfirmsWhatWasAskedEvenWhereItIsAPhrase) {
  const std::vector<Choice> choices = {{.id = "agree", .phrases = {"yes"}},
                                       {.id = "drop", .phrases = {"drop it"}}};
  for (const std::size_t pending : {0U, 1U})
    EXPECT_EQ(Understood(choices, Step::kConfirm, pending, {.speech = "yes"}).kind, Kind::kConfirm);
  EXPECT_EQ(Understood(choices, Step::kChoose, 0, {.speech = "yes"}).kind, Kind::kChoice);
}

TEST(Understand, ChooseAgainIsAsThePromptSaysIt) {
  const std::vector<Choice> choices = {{.id = "again", .phrases = {"again"}},
                                       {.id = "leave", .phrases = {"leave it"}}};
  const auto hear = [&](const char* speech) {
    return Understood(choices, Step::kConfirm, 0, {.speech = speech});
  };
  EXPECT_EQ(hear("choose again").kind, Kind::kReject);
  EXPECT_EQ(hear("leave it").choice, 1U);
  EXPECT_EQ(hear("again").kind, Kind::kChoice);
}

// Only these may decide without a confirmation.
TEST(Understand, TellsAPlainChoiceFromTalk) {
  const auto choices = Choices();
  const auto plain = [&](const char* speech, std::optional<double> confidence = 0.9) {
    const auto got =
        Understood(choices, Step::kChoose, 0, {.speech = speech, .confidence = confidence});
    EXPECT_EQ(got.kind, Kind::kChoice) << speech;
    return got.plain;
  };
  EXPECT_TRUE(plain("approve"));
  EXPECT_TRUE(plain("yes please approve it"));
  EXPECT_FALSE(plain("approve", std::nullopt));
  EXPECT_FALSE(plain("one"));
  EXPECT_FALSE(plain("approve the restart"));
  for (const char* manners :
       {"sorry, go ahead", "hello? yes, go ahead please", "good morning, go ahead",
        "all right, thank you, go ahead", "can you go ahead please", "I will go ahead and",
        "approve?", "approve it?", "so I approve then", "approve this one, right",
        "may I approve, please", "is it possible to approve it please", "hmm, approve, hmm",
        "I would love to approve it and", "oh great, just approve this stupid alert then"})
    EXPECT_FALSE(plain(manners)) << manners;
  EXPECT_EQ(
      Understood(choices, Step::kChoose, 0, {.speech = "go ahead and hang up", .confidence = 0.9})
          .kind,
      Kind::kAmbiguous);
  EXPECT_FALSE(plain("please restart it"));
  EXPECT_FALSE(plain("press one"));
  EXPECT_FALSE(plain("you can approve it"));
  EXPECT_FALSE(plain("yes you can go ahead"));
  EXPECT_FALSE(plain("I have to approve it"));
  EXPECT_FALSE(plain("no, just dismiss it"));
  EXPECT_FALSE(plain("it's a false alarm, dismiss it"));
  EXPECT_TRUE(Understood(choices, Step::kChoose, 0, {.digits = "1"}).plain);
}

TEST(Understand, UnconfirmedChoicesAllowNoEcho) {
  std::vector<Choice> choices = {{.id = "approve", .phrases = {"approve"}}};
  EXPECT_EQ(Understood(choices, Step::kChoose, 0, {.speech = "I said approve"}).kind,
            Kind::kChoice);
  choices[0].confirm = events::kConfirmNone;
  EXPECT_EQ(Understood(choices, Step::kChoose, 0, {.speech = "say approve"}).kind,
            Kind::kAmbiguous);
}

// A negation in front of, behind or between anything never chooses and never confirms.
TEST(Understand, NegationNeverDecides) {
  constexpr const char* kNegations[] = {"do not",    "don't",  "don\xE2\x80\x99t",
                                        "can't",     "cannot", "never",
                                        "not",       "no",     "won't",
                                        "shouldn't", "DON'T",  "do NOT",
                                        "nope",      "not to", "n\xE2\x80\x8Bo"};
  constexpr const char* kFillers[] = {"", "well", "please", "I", "that", "thing", "now", "really"};
  const auto choices = Choices();
  std::mt19937 random(4711);
  const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
  for (int i = 0; i < 2000; ++i) {
    const auto& choice = choices[random() % choices.size()];
    const std::string phrase = choice.phrases[random() % choice.phrases.size()];
    std::vector<std::string> parts = {pick(kFillers), phrase, pick(kFillers)};
    parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(random() % 3), pick(kNegations));
    if (random() % 2 == 0) parts.emplace_back("yes");
    std::string speech;
    for (const auto& part : parts) speech += part + (random() % 4 == 0 ? ", " : " ");
    // "not me" is itself a phrase; with "not" before "me" missing it stays negated.
    for (const auto step : {Step::kChoose, Step::kConfirm}) {
      const auto kind = Understood(choices, step, 0, {.speech = speech, .confidence = 1.0}).kind;
      ASSERT_NE(kind, Kind::kChoice) << speech;
      ASSERT_NE(kind, Kind::kConfirm) << speech;
    }
  }
}

// No bytes whatever make it crash, and bytes without a phrase in them never choose.
TEST(Understand, SurvivesAnyBytes) {
  std::mt19937 random(42);
  for (int i = 0; i < 2000; ++i) {
    std::string speech(random() % 60, '\0');
    for (char& c : speech) c = static_cast<char>(random());
    const auto kind = Hear(speech).kind;
    ASSERT_NE(kind, Kind::kConfirm);
  }
}

TEST(ToWords, NormalisesAnySpelling) {
  EXPECT_EQ(ToWords("Don\xE2\x80\x99t!  DO\xE2\x80\x93IT"), (Words{"dont", "do", "it"}));
  EXPECT_EQ(ToWords("\xC3\x9C"
                    "BER\xC2\xA0stra\xC3\x9F"
                    "e"),
            (Words{"\xC3\xBC"
                   "ber",
                   "strasse"}));
  EXPECT_EQ(ToWords("app\xE2\x80\x8Brove"), (Words{"approve"}));
  EXPECT_EQ(ToWords(" \t\n"), Words{});
}

}  // namespace
}  // namespace tocsin::voice
