#include <array>

#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kHindiSmall[] = {
    "शून्य",    "एक",      "दो",     "तीन",     "चार",    "पाँच",     "छह",     "सात",    "आठ",
    "नौ",     "दस",      "ग्यारह",  "बारह",    "तेरह",    "चौदह",    "पंद्रह",   "सोलह",   "सत्रह",
    "अठारह",  "उन्नीस",   "बीस",    "इक्कीस",   "बाईस",   "तेईस",     "चौबीस",  "पच्चीस",  "छब्बीस",
    "सत्ताईस", "अट्ठाईस",  "उनतीस",  "तीस",     "इकतीस",  "बत्तीस",   "तैंतीस",   "चौंतीस",  "पैंतीस",
    "छत्तीस",  "सैंतीस",    "अड़तीस",  "उनतालीस", "चालीस",  "इकतालीस", "बयालीस", "तैंतालीस", "चौवालीस",
    "पैंतालीस", "छियालीस", "सैंतालीस", "अड़तालीस", "उनचास",  "पचास",    "इक्यावन", "बावन",   "तिरपन",
    "चौवन",   "पचपन",    "छप्पन",   "सत्तावन",  "अट्ठावन", "उनसठ",    "साठ",    "इकसठ",   "बासठ",
    "तिरसठ",  "चौंसठ",    "पैंसठ",    "छियासठ",  "सड़सठ",   "अड़सठ",    "उनहत्तर", "सत्तर",   "इकहत्तर",
    "बहत्तर",  "तिहत्तर",  "चौहत्तर", "पचहत्तर",  "छिहत्तर", "सतहत्तर",  "अठहत्तर", "उनासी",  "अस्सी",
    "इक्यासी", "बयासी",   "तिरासी", "चौरासी",  "पचासी",  "छियासी",  "सत्तासी", "अट्ठासी", "नवासी",
    "नब्बे",    "इक्यानवे",  "बानवे",   "तिरानवे",  "चौरानवे", "पचानवे",   "छियानवे", "सत्तानवे", "अट्ठानवे",
    "निन्यानवे"};
static_assert(std::size(kHindiSmall) == 100);

std::string HindiHundreds(std::uint64_t number) {
  std::string text = std::string(kHindiSmall[number / 100]) + " सौ";
  if (number % 100 != 0) text += " " + std::string(kHindiSmall[number % 100]);
  return text;
}

constexpr NumberWords::Scale kHindiScales[] = {{10'000'000, "करोड़", "करोड़", false},
                                               {100'000, "लाख", "लाख", false},
                                               {1'000, "हज़ार", "हज़ार", false}};
constexpr Currency kHindiCurrencies[] = {{"$", "डॉलर", "डॉलर", "सेंट", "सेंट"},
                                         {"\u20ac", "यूरो", "यूरो", "सेंट", "सेंट"},
                                         {"\u00a3", "पाउंड", "पाउंड", "पेंस", "पेंस"},
                                         {"\u20b9", "रुपया", "रुपये", "पैसा", "पैसे"}};
constexpr NumberWords kHindiNumberWords = {"hi",    kHindiSmall,     HindiHundreds, kHindiScales,
                                           "दशमलव", "माइनस",         "प्रतिशत",      "से",
                                           "और",    kHindiCurrencies};

}  // namespace

const NumberWords& HindiNumberWords() { return kHindiNumberWords; }

}  // namespace tocsin::voice
