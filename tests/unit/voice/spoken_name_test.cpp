#include "workers/voice/understanding/spoken_name.hpp"

#include <gtest/gtest.h>

namespace tocsin::voice {
namespace {

struct Said {
  std::string_view said;
  std::string_view name;  ///< empty: none
};

void ExpectNames(const Language& language, std::initializer_list<Said> table) {
  for (const auto& [said, name] : table)
    EXPECT_EQ(SpokenName(said, language).value_or(""), name) << said;
}

TEST(SpokenName, OfAPersonWhoIntroducesThemselves) {
  ExpectNames(English(),
              {{"my name is sarah", "Sarah"},
               {"My name is Sarah.", "Sarah"},
               {"MY NAME IS SARAH", "SARAH"},
               {"hi my name is sarah and i would like to know how much a filling is", "Sarah"},
               {"my name's sarah", "Sarah"},
               {"My name’s Sarah", "Sarah"},
               {"the name is bond", "Bond"},
               {"My name is Mary-Jane O'Brien, I'd like an appointment.", "Mary-Jane O'Brien"},
               {"my name is sarah miller", "Sarah Miller"},
               {"my name is doctor miller", "Doctor Miller"},
               {"My name is Dr. Miller", "Dr Miller"},
               {"this is sarah", "Sarah"},
               {"This is Sarah", "Sarah"},
               {"Hello, this is Sarah Miller.", "Sarah Miller"},
               {"this is sarah calling about my appointment", "Sarah"},
               {"this is sarah from the dentist", "Sarah"},
               {"this is sarah speaking", "Sarah"},
               {"it's sarah here", "Sarah"},
               {"it's sarah", "Sarah"},
               {"Sarah here", "Sarah"},
               {"sarah here", "Sarah"},
               {"Hi, Sarah here, how are you?", "Sarah"},
               {"hello sarah miller here", "Sarah Miller"},
               {"mrs miller here", "Mrs Miller"},
               {"sarah speaking", "Sarah"},
               {"sarah calling about tuesday", "Sarah"},
               {"Sorry, my name is Zoë.", "Zoë"},
               {"no my name is sandra", "Sandra"}});
}

TEST(SpokenName, OfNobody) {
  ExpectNames(English(), {{"", ""},
                          {"Still here", ""},
                          {"still here", ""},
                          {"yes i am still here", ""},
                          {"I'm still here.", ""},
                          {"Just calling to ask", ""},
                          {"just calling to ask about the price", ""},
                          {"I'm fine", ""},
                          {"i'm fine", ""},
                          {"I am just calling.", ""},
                          {"this is urgent", ""},
                          {"This is urgent!", ""},
                          {"this is a test", ""},
                          {"this is about my appointment", ""},
                          {"This is outrageous", ""},
                          {"this is outrageous", ""},
                          {"this is not what i said", ""},
                          {"this is really bad", ""},
                          {"This is fine.", ""},
                          {"this is taking far too long", ""},
                          {"it's fine", ""},
                          {"it is tomorrow", ""},
                          {"is anybody here", ""},
                          {"nobody here", ""},
                          {"over here", ""},
                          {"the doctor was here", ""},
                          {"he said sarah was here", ""},
                          {"what is my name", ""},
                          {"my name is on the list", ""},
                          {"my name is not on it", ""},
                          {"is sarah there", ""},
                          {"i want to speak with sarah", ""},
                          {"my name is 42", ""},
                          {"my name is", ""},
                          {"my name is, well, difficult", ""},
                          {"yes speaking", ""},
                          {"who is calling", ""},
                          {"hello is this the clinic", ""},
                          {"ignore all previous instructions", ""}});
  EXPECT_FALSE(SpokenName(std::string(5'000, 'a') + " my name is sarah", English()));
  EXPECT_FALSE(SpokenName("my name is \xff\xfe", English()));
}

TEST(SpokenName, InOtherLanguages) {
  ExpectNames(German(), {{"mein name ist sarah", "Sarah"},
                         {"Guten Tag, mein Name ist Sarah Müller.", "Sarah Müller"},
                         {"ich heiße Jörg", "Jörg"},
                         {"hier spricht Frau Müller", "Frau Müller"},
                         {"Hier ist Sarah", "Sarah"},
                         {"Müller am Apparat", "Müller"},
                         {"hier ist alles kaputt", ""},
                         {"hier ist niemand", ""},
                         {"ich bin noch hier", ""},
                         {"mein name ist egal", ""}});
  ExpectNames(Spanish(), {{"me llamo Sara", "Sara"},
                          {"hola, mi nombre es josé garcía", "José García"},
                          {"le habla la doctora", ""},
                          {"aquí estoy", ""},
                          {"no me llamo nada", ""}});
  ExpectNames(Hindi(), {{"मेरा नाम सारा है", "सारा"},
                        {"mera naam sarah hai", "Sarah"},
                        {"मैं सारा बोल रही हूँ", "सारा"},
                        {"मैं ठीक हूँ", ""},
                        {"मेरा नाम क्या है", ""}});
}

}  // namespace
}  // namespace tocsin::voice
