#include "workers/voice/understanding/spoken_name.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostNameWords = 2;  ///< beside a title
constexpr std::size_t kMostNameWord = 40;  ///< bytes
constexpr std::size_t kMostIntroduction = 400;
constexpr std::string_view kEnds = ",.;:!?\n";

/// How somebody introduces themselves in a language. Words stand as ToWords gives them.
struct Introductions {
  std::string_view code;
  std::vector<Words> plain;    ///< a name follows
  std::vector<Words> perhaps;  ///< a name follows where nothing but it does
  std::vector<Words> behind;   ///< it stands before, at the beginning of what is said
  Words openers;               ///< before that
  Words follow;                ///< may stand behind a name that is only perhaps one
  Words titles;
  std::set<std::string> none;  ///< words that are no names
};

Words Split(std::string_view text) { return ToWords(text); }

std::vector<Words> SplitAll(std::initializer_list<std::string_view> phrases) {
  std::vector<Words> out;
  for (const auto phrase : phrases) out.push_back(Split(phrase));
  return out;
}

std::set<std::string> SetOf(std::string_view text) {
  const auto words = Split(text);
  return {words.begin(), words.end()};
}

Introductions OfEnglish() {
  return {
      .code = "en",
      .plain = SplitAll({"my name is", "my name's", "my first name is", "my full name is",
                         "the name is", "the name's", "i am called", "i'm called",
                         "you are speaking with", "you're speaking with", "you're speaking to"}),
      .perhaps = SplitAll({"this is", "it is", "it's"}),
      .behind = SplitAll({"here", "speaking", "calling"}),
      .openers = Split("hi hello hey yes yeah yep ok okay well so um uh oh good morning afternoon "
                       "evening day this is it's it there hiya greetings"),
      .follow = Split("speaking calling here from and i im id ive again with"),
      .titles = Split("mr mrs ms miss doctor dr professor sister father"),
      .none = SetOf(
          "a an the this that these those it its he she they we you i me my mine your yours his "
          "her hers our ours their them him us who whom whose what which where when why how is "
          "are was were be been being am do does did done doing have has had having will would "
          "shall should can could may might must not no nope yes yeah yep ok okay and or but so "
          "if then than because as at by for from in into of off on onto out over to too up "
          "with without within about above across after again against all almost alone along "
          "already also although always among another any anybody anyone anything anywhere "
          "around away back bad badly best better between both busy call called caller calling "
          "calls came come comes coming correct crazy currently day days dear difficult down "
          "during each early easy either else emergency enough even ever every everybody "
          "everyone everything everywhere exactly false few fine first fun funny get gets "
          "getting give go goes going gone gonna good got gotta great happy hard hello her here "
          "hey hi hold home hopefully horrible hurry important insane interesting just keep kind "
          "know last late later least left less let lets like listen little live long look lost "
          "lots love lucky many maybe mean me message more most much my myself name near "
          "necessary need never new next nice nobody none nonsense normal nothing now nowhere "
          "odd often old once one only open other others ours out outside part patient people "
          "perfect perhaps person personal please possible pretty private probably problem quick "
          "quickly quite rather ready real really regarding ridiculous right sad safe said same "
          "say see serious seriously several short sick since sir slow so some somebody someone "
          "something sometimes somewhere soon sorry speaking still strange stuck stupid such "
          "super sure terrible terrific test testing thank thanks there thing things think "
          "though time tired today tomorrow tonight true trouble twice two unbelievable "
          "unacceptable under unfair until upset urgent usually very wait waiting want wanted "
          "wants way weird well whatever whenever wonderful work working world worse worst wrong "
          "wrongly yesterday yet awesome amazing awful annoying broken cold confidential cool "
          "dangerous down dead disgusting enough excellent expensive free hurting hot ill "
          "inside lovely off okay online outrageous painful recorded secret simple spam third "
          "useless cheap clear complicated great hopeless madness voicemail mailbox mine "
          "doctor's everybody's nobody's somebody's regards reception office who's that's there's "
          "i'm i'd i've i'll you're we're they're he's she's let's don't didn't isn't wasn't")};
}

Introductions OfGerman() {
  return {
      .code = "de",
      .plain = SplitAll({"mein name ist", "mein name lautet", "ich heiße", "hier spricht",
                         "mein name wäre", "sie sprechen mit"}),
      .perhaps = SplitAll({"hier ist", "da ist", "hier"}),
      .behind = SplitAll({"am apparat", "hier", "am telefon"}),
      .openers = Split("hallo guten tag morgen abend ja grüß gott servus moin hier spricht ist"),
      .follow = Split("und ich am hier vom von aus"),
      .titles = Split("herr frau doktor dr professor schwester"),
      .none = SetOf(
          "der die das ein eine einer eines einem einen kein keine und oder aber ich du er sie "
          "es wir ihr mich mir mein meine dein ihre ihr unser wer was wo wann warum wie welche "
          "ist sind war waren bin bist sein hat habe haben hatte nicht nichts nie noch nur auch "
          "schon sehr so zu von vom aus am an auf in im mit ohne für bei nach vor über unter "
          "alles alle jemand niemand etwas gut schlecht schluss feuer wieder immer gerade jetzt "
          "heute morgen gestern bitte danke ja nein doch mal ganz richtig falsch dringend "
          "wichtig los kaputt egal klar okay ok schön toll super da dort hier zurück weiter "
          "bleiben komme kommt geht ruft rufe warte wartet test notfall ende stau pause ruhe "
          "leider endlich geschlossen offen besetzt frei strom wasser")};
}

Introductions OfSpanish() {
  return {
      .code = "es",
      .plain = SplitAll({"me llamo", "mi nombre es", "le habla", "te habla", "habla usted con"}),
      .perhaps = SplitAll({"habla", "aquí"}),
      .behind = SplitAll({"al habla", "al aparato"}),
      .openers = Split("hola buenos buenas días tardes noches sí bueno aquí"),
      .follow = Split("y de quería quiero llamo desde"),
      .titles = Split("señor señora señorita doctor doctora don doña dr dra"),
      .none = SetOf(
          "el la los las un una unos unas y o pero yo tú usted ustedes él ella nosotros mi mis "
          "tu su es son soy está estoy estaba no ni nada nadie nunca sí que qué quién cuál "
          "dónde cuándo cómo por para con sin de del a al en sobre más menos muy mucho poco "
          "bien mal bueno malo todo toda todos algo alguien otro otra mismo ya aún todavía "
          "hoy mañana ayer ahora luego aquí ahí allí urgente importante gracias favor español "
          "inglés rápido despacio ocupado cerrado abierto así")};
}

Introductions OfHindi() {
  return {
      .code = "hi",
      .plain = SplitAll({"मेरा नाम", "mera naam", "mera nam"}),
      .perhaps = {},
      .behind = SplitAll({"बोल रहा हूँ", "बोल रही हूँ", "bol raha hoon", "bol rahi hoon", "bol raha hu",
                          "bol rahi hu"}),
      .openers = Split("नमस्ते हाँ जी हेलो हैलो मैं namaste haan ji hello main"),
      .follow = {},
      .titles = Split("डॉक्टर डॉ श्री श्रीमती doctor"),
      .none = SetOf("है हूँ मैं हम आप तुम यह वह ये वे क्या कौन कहाँ कब क्यों कैसे नहीं न और या पर से "
                    "में को का की के लिए जी हाँ अभी यहाँ वहाँ कुछ कोई सब ठीक तो ही भी hai hoon hu "
                    "main hum aap kya kaun nahi aur se ko ka ki ke ji abhi yahan kuch sab theek "
                    "सही गलत आपको पूछ जान")};
}

const Introductions* IntroductionsOf(const Language& language) {
  static const std::array<Introductions, 4> all = {OfEnglish(), OfGerman(), OfSpanish(), OfHindi()};
  const auto found = std::ranges::find(all, language.code, &Introductions::code);
  return found == all.end() ? nullptr : &*found;
}

/// A word as it was written, and as it is compared.
struct Spoken {
  std::string written;
  std::string folded;
  bool ends = false;  ///< what is said: a comma or a full stop follows
};

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

std::vector<Spoken> SpokenWords(std::string_view said) {
  constexpr std::string_view kAround = "\"'()[]-";
  std::vector<Spoken> out;
  std::size_t at = 0;
  while ((at = said.find_first_not_of(" \t\n", at)) != std::string_view::npos) {
    const auto end = std::min(said.find_first_of(" \t\n", at), said.size());
    auto word = said.substr(at, end - at);
    at = end;
    bool ends = false;
    while (!word.empty() && (kEnds.find(word.back()) != std::string_view::npos ||
                             kAround.find(word.back()) != std::string_view::npos)) {
      ends = ends || kEnds.find(word.back()) != std::string_view::npos;
      word.remove_suffix(1);
    }
    while (!word.empty() && kAround.find(word.front()) != std::string_view::npos)
      word.remove_prefix(1);
    // The full stop of Hindi.
    constexpr std::string_view kDanda = "।";
    if (word.ends_with(kDanda)) {
      word.remove_suffix(kDanda.size());
      ends = true;
    }
    Spoken spoken{.written = std::string(word), .ends = ends};
    for (const auto& part : ToWords(word)) spoken.folded += part;
    // "Dr." is no end.
    if (spoken.folded == "dr" || spoken.folded == "mr" || spoken.folded == "mrs")
      spoken.ends = false;
    if (!spoken.folded.empty())
      out.push_back(std::move(spoken));
    else if (ends && !out.empty())
      out.back().ends = true;
  }
  return out;
}

bool Has(const Words& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

class Introduced {
 public:
  Introduced(std::string_view said, const Introductions& how)
      : how_(how), words_(SpokenWords(said)) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const auto& word = words_[i];
      const bool of_us = word.folded == "i" || word.folded.starts_with("im") ||
                         word.folded == "id" || word.folded == "ive";
      if (!of_us && IsUpper(word.written.front())) cased_ = true;
    }
  }

  std::optional<std::string> Name() const {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      for (const auto& phrase : how_.plain)
        if (StandsAt(phrase, at))
          if (auto name = NameAt(at + phrase.size(), false)) return name;
      for (const auto& phrase : how_.perhaps)
        if (StandsAt(phrase, at))
          if (auto name = NameAt(at + phrase.size(), true)) return name;
      for (const auto& phrase : how_.behind)
        if (StandsAt(phrase, at))
          if (auto name = NameBefore(at, at + phrase.size())) return name;
    }
    return std::nullopt;
  }

 private:
  bool StandsAt(const Words& phrase, std::size_t at) const {
    if (phrase.empty() || at + phrase.size() > words_.size()) return false;
    for (std::size_t i = 0; i < phrase.size(); ++i)
      if (words_[at + i].folded != phrase[i]) return false;
    return true;
  }
  bool MayBeName(std::size_t at) const {
    const auto& [written, folded, ends] = words_[at];
    if (how_.none.contains(folded) || written.size() > kMostNameWord || folded.size() < 2)
      return false;
    constexpr std::string_view kNoLetters = "0123456789@/&%$#_+=*<>{}|\\^~`";
    if (written.find_first_of(kNoLetters) != std::string::npos) return false;
    // "outrageous", "beautiful": no name that is said without a capital.
    constexpr std::array<std::string_view, 6> kAdjectives = {"ous",  "ful",  "able",
                                                             "ible", "less", "tion"};
    return cased_ || std::ranges::none_of(kAdjectives, [&](std::string_view end) {
             return folded.size() > end.size() + 1 && folded.ends_with(end);
           });
  }
  std::string Written(std::size_t begin, std::size_t end) const {
    std::string name;
    for (std::size_t i = begin; i < end; ++i)
      name.append(name.empty() ? "" : " ").append(Capitalised(words_[i].written));
    return name;
  }
  /// As many words from here on, before `limit`, as may be a name; `begin`: there are none.
  std::size_t EndOfName(std::size_t begin, std::size_t limit) const {
    std::size_t at = begin, words = 0;
    while (at < limit && words < kMostNameWords) {
      const bool title = at == begin && Has(how_.titles, words_[at].folded);
      if (!title && (!MayBeName(at) || Has(how_.follow, words_[at].folded))) break;
      if (!title) ++words;
      if (words_[at++].ends && !title) break;
    }
    return words == 0 ? begin : at;
  }
  std::optional<std::string> NameAt(std::size_t begin, bool perhaps) const {
    if (begin == 0 || begin >= words_.size() || words_[begin - 1].ends) return std::nullopt;
    const auto end = EndOfName(begin, words_.size());
    if (end == begin) return std::nullopt;
    if (perhaps) {
      if (cased_ && std::all_of(words_.begin() + static_cast<std::ptrdiff_t>(begin),
                                words_.begin() + static_cast<std::ptrdiff_t>(end),
                                [](const Spoken& word) { return !Capital(word); }))
        return std::nullopt;
      const bool over = end == words_.size() || words_[end - 1].ends;
      if (!over && !Has(how_.follow, words_[end].folded)) return std::nullopt;
    }
    return Written(begin, end);
  }
  static bool Capital(const Spoken& word) {
    // What is no ASCII may be a capital, too.
    return IsUpper(word.written.front()) || (word.written.front() & 0x80) != 0;
  }
  std::optional<std::string> NameBefore(std::size_t end, std::size_t behind) const {
    if (end == 0 || words_[end - 1].ends) return std::nullopt;
    const bool over = behind == words_.size() || words_[behind - 1].ends ||
                      words_[end].folded == "calling" || Has(how_.follow, words_[behind].folded);
    if (!over) return std::nullopt;
    std::size_t begin = end;
    while (begin > 0 && !words_[begin - 1].ends) --begin;
    while (begin < end && Has(how_.openers, words_[begin].folded)) ++begin;
    if (begin == end || EndOfName(begin, end) != end) return std::nullopt;
    return Written(begin, end);
  }

  const Introductions& how_;
  const std::vector<Spoken> words_;
  bool cased_ = false;  ///< names are written with a capital
};

}  // namespace

std::optional<std::string> SpokenName(std::string_view said, const Language& language) {
  const auto* how = IntroductionsOf(language);
  if (how == nullptr || said.size() > kMostIntroduction) return std::nullopt;
  return Introduced(said, *how).Name();
}

}  // namespace tocsin::voice
