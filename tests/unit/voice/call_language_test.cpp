// Which language somebody wants to go on in, and which a text is written in.
#include <gtest/gtest.h>

#include "workers/voice/languages/text_language.hpp"
#include "workers/voice/understanding/language_request.hpp"

namespace tocsin::voice {
namespace {

TEST(LanguageAskedFor, IsAWishInAnyOfTheLanguages) {
  for (const char* german : {"auf Deutsch bitte", "Auf Deutsch, bitte!", "can we speak German?",
                             "Sprechen Sie Deutsch?", "Deutsch", "en alemán por favor",
                             "Können wir lieber Deutsch sprechen", "जर्मन में बात कर सकते हैं"})
    EXPECT_EQ(LanguageAskedFor(german), "de") << german;
  for (const char* english : {"in English please", "do you speak English", "auf Englisch",
                              "¿Habla inglés?", "अंग्रेज़ी में बोलिए"})
    EXPECT_EQ(LanguageAskedFor(english), "en") << english;
  for (const char* spanish : {"en español", "Spanish please", "podemos hablar en castellano"})
    EXPECT_EQ(LanguageAskedFor(spanish), "es") << spanish;
  for (const char* hindi : {"हिंदी में", "हिन्दी में बात कीजिए", "can you talk in Hindi"})
    EXPECT_EQ(LanguageAskedFor(hindi), "hi") << hindi;
}

TEST(LanguageAskedFor, IsNoneWhereALanguageIsOnlyMentioned) {
  for (const char* other :
       {"", "yes please", "not in English please", "bitte nicht auf Deutsch",
        "English or German, please", "my English teacher has called you about the bill yesterday",
        "the German shepherd needs a vaccination", "I got the letter in English and cannot read it",
        "der Englischkurs beginnt", "no hablo inglés"})
    EXPECT_EQ(LanguageAskedFor(other), "") << other;
}

TEST(LanguageOfText, IsTheExpectedOneUnlessPlainlyAnother) {
  EXPECT_EQ(LanguageOfText("Der Termin ist am Montag um drei Uhr.", "en-US"), "de-DE");
  EXPECT_EQ(LanguageOfText("La cita es el lunes por la mañana.", "en-US"), "es-ES");
  EXPECT_EQ(LanguageOfText("The appointment is on Monday at three.", "de-DE"), "en-US");
  EXPECT_EQ(LanguageOfText("सोमवार को तीन बजे।", "en-US"), "hi-IN");
  EXPECT_EQ(LanguageOfText("सोमवार को तीन बजे।", "hi"), "hi");
  for (const char* english :
       {"", "Yes.", "Ja.", "The La Paz office is in Las Vegas.", "Ask for the Der Spiegel.",
        "Dr. Müller, Auf der Heide, Essen", "Restart nginx on node seven.", "\xFF\xFE \xC3",
        "el la los der die das und con"})
    EXPECT_EQ(LanguageOfText(english, "en-IN"), "en-IN") << english;
  EXPECT_EQ(LanguageOfText("Der Termin ist am Montag.", "fr"), "fr") << "nobody's language";
}

}  // namespace
}  // namespace tocsin::voice
