#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kHindiMonths[] = {"जनवरी", "फरवरी", "मार्च",  "अप्रैल",  "मई",   "जून",
                                             "जुलाई",  "अगस्त",  "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"};
constexpr Term kHindiTerms[] = {{"critical", "गंभीर"},
                                {"high", "उच्च"},
                                {"medium", "मध्यम"},
                                {"low", "कम"},
                                {"warning", "चेतावनी"},
                                {"info", "सूचना"},
                                {"active", "सक्रिय"},
                                {"resolved", "ठीक"},
                                {"open", "खुला"},
                                {"container", "कंटेनर"},
                                {"virtual machine", "वर्चुअल मशीन"},
                                {"vm", "वर्चुअल मशीन"},
                                {"node", "नोड"},
                                {"service", "सेवा"},
                                {"disk", "डिस्क"},
                                {"database", "डेटाबेस"},
                                {"server", "सर्वर"}};

constexpr Sentences kHindiSentences = {
    .greeting = "नमस्ते। {say}",
    .goodbye = "नमस्ते।",
    .not_known = "क्षमा करें, यह कॉल यहाँ ज्ञात नहीं है। नमस्ते।",
    .inbound = "नमस्ते। यह नंबर अपने आप कॉल करता है और कॉल नहीं लेता। नमस्ते।",
    .one_moment = "कृपया एक पल रुकें।",
    .give_up =
        "क्षमा करें, मैं अभी आगे नहीं बढ़ सकता, और यह नहीं बता सकता कि आपका उत्तर दर्ज हुआ या नहीं। नमस्ते।",
    .time_is_up = "इस कॉल का समय पूरा हो गया है, इसलिए कुछ तय नहीं हुआ। नमस्ते।",
    .ends_within_a_minute = "यह कॉल एक मिनट से कम में समाप्त होगी।",
    .ends_in_one_minute = "यह कॉल लगभग 1 मिनट में समाप्त होगी।",
    .ends_in_minutes = "यह कॉल लगभग {minutes} मिनट में समाप्त होगी।",
    .cut = " ... बाकी इतना लंबा है कि पढ़ा नहीं जा सकता।",
    .option = "{choice} के लिए {keys} दबाएँ या {choice} कहें।",
    .option_spoken = "{choice} के लिए {choice} कहें।",
    .means = "{choice} का मतलब है: {effect}।",
    .help = "जानकारी के लिए कहें: क्या हुआ, या: और बताओ। संदेश फिर से सुनने के लिए कहें: दोबारा।",
    .key_repeat = "इसे फिर से सुनने के लिए स्टार दबाएँ।",
    .key_details = "जानकारी के लिए 0 दबाएँ।",
    .read_back_said = "आपने कहा {choice}। पुष्टि के लिए 1 दबाएँ या हाँ कहें। फिर से चुनने के लिए 2 दबाएँ।",
    .read_back_pressed = "आपने चुना {choice}। पुष्टि के लिए 1 दबाएँ या हाँ कहें। फिर से चुनने के लिए 2 दबाएँ।",
    .naming_effect = "{choice}: {effect}",
    .approved = "मंज़ूर किया गया। धन्यवाद। नमस्ते।",
    .approved_effect = "मंज़ूर किया गया: {effect}। धन्यवाद। नमस्ते।",
    .dismissed = "खारिज किया गया। धन्यवाद। नमस्ते।",
    .decided = "{choice}: दर्ज किया गया। धन्यवाद। नमस्ते।",
    .silence = "मुझे कोई उत्तर सुनाई नहीं दिया।",
    .nothing_heard = "मुझे कोई उत्तर सुनाई नहीं दिया, इसलिए कुछ तय नहीं हुआ। नमस्ते।",
    .not_understood = "क्षमा करें, मैं समझ नहीं पाया।",
    .unclear = "क्षमा करें, मुझे पक्का पता नहीं कि आपने क्या कहा।",
    .ambiguous = "क्षमा करें, मुझे एक स्पष्ट उत्तर चाहिए।",
    .negated = "ठीक है, मैंने इसे उत्तर नहीं माना।",
    .rejected = "ठीक है, कुछ तय नहीं हुआ।",
    .still_not_understood = "क्षमा करें, मैं समझ नहीं पाया, इसलिए कुछ तय नहीं हुआ। नमस्ते।",
    .all_i_know = "मुझे बस इतना ही पता है।",
    .effect = "अगर आप {choice} कहते हैं, तो यह किया जाएगा: {effect}।",
    .no_effect = "मुझे इसके लिए कोई कार्रवाई नहीं पता; आपका उत्तर केवल दर्ज होगा।",
    .recommended = "सुझाई गई कार्रवाई है: {effect}।",
    .no_recommendation = "इसके लिए कोई कार्रवाई नहीं सुझाई गई है।",
    .reason = "कारण यह है: {reason}",
    .no_reason = "मुझे कोई कारण नहीं बताया गया।",
    .handled_by = "इसे {by} पहले ही संभाल चुके हैं। और कुछ करने की ज़रूरत नहीं है। नमस्ते।",
    .somebody_else = "कोई और",
    .decided_before = "इसका फैसला {by} पहले ही कर चुके हैं: {choice}। और कुछ करने की ज़रूरत नहीं है। नमस्ते।",
    .resolved_meanwhile = "यह अलर्ट इस बीच ठीक हो गया है। और कुछ करने की ज़रूरत नहीं है। नमस्ते।",
    .closed_meanwhile = "यह सवाल इस बीच बंद हो गया है। और कुछ करने की ज़रूरत नहीं है। नमस्ते।",
    .screening = "यह टॉक्सिन है, एक स्वचालित अलर्ट सेवा, और कॉल का कारण है: {why}",
    .screening_for = "यह टॉक्सिन है, एक स्वचालित अलर्ट सेवा, {contact} के लिए, और कॉल का कारण है: {why}",
    .voicemail = "यह टॉक्सिन है, एक स्वचालित अलर्ट सेवा। {why} कृपया अपने अलर्ट देखें। नमस्ते।",
    .severity = "गंभीरता {severity}",
    .status = "स्थिति {status}",
    .raised_at = "समय {time}",
    .recommended_action = "सुझाई गई कार्रवाई है {action}",
    .on_node = "{what}, नोड {node} पर",
    .only_node = "नोड {node}",
    .effect_on_node = "{what}, {node} पर",
    .time = "{day} {month} को {hour} बजकर {minute} मिनट पर",
};

constexpr std::string_view kHindiHesitations[] = {"उम", "अं", "um", "uh"};
constexpr std::string_view kHindiAnywhere[] = {"हां",         "जी",           "जी हां",
                                               "हां जी",      "ठीक है",        "ठीक",
                                               "कृपया",       "प्लीज",         "धन्यवाद",
                                               "शुक्रिया",     "ओके",           "अच्छा",
                                               "बिल्कुल",      "बस",           "अभी",
                                               "येस",         "यस",           "सर",
                                               "haan",       "han",          "ji",
                                               "haan ji",    "ji haan",      "theek hai",
                                               "thik hai",   "please",       "okay",
                                               "yes",        "dhanyavaad",   "shukriya",
                                               "achha",      "abhi",         "bilkul",
                                               "thank you",  "thanks",       "kripya",
                                               "तो",         "भाई",          "अरे",
                                               "चलो",        "चलिए",         "हम्म",
                                               "ओह",         "यार",          "भैया",
                                               "बहुत धन्यवाद", "बहुत शुक्रिया",   "बहुत बहुत धन्यवाद",
                                               "इस बार",     "अभी के लिए",    "फिलहाल",
                                               "मेरे लिए",     "accha",        "acha",
                                               "bhai",       "are",          "arre",
                                               "to",         "toh",          "chalo",
                                               "bas",        "yaar",         "bahut dhanyavaad",
                                               "is baar",    "abhi ke liye", "mere liye"};
constexpr std::string_view kHindiOpeners[] = {"हैलो",
                                              "हेलो",
                                              "नमस्ते",
                                              "मैं",
                                              "मैंने कहा",
                                              "मेरा जवाब है",
                                              "मेरा उत्तर है",
                                              "मेरा फैसला है",
                                              "hello",
                                              "main",
                                              "maine kaha",
                                              "मैं चाहता हूं कि आप",
                                              "मैं चाहती हूं कि आप",
                                              "main chahta hoon ki aap",
                                              "main chahti hoon ki aap",
                                              "कर दो",
                                              "कर दीजिए",
                                              "kar do"};
constexpr std::string_view kHindiRequests[] = {"क्या आप", "kya aap", "आप", "aap", "तुम", "tum"};
constexpr std::string_view kHindiPleases[] = {"कृपया", "प्लीज", "please", "kripya"};
constexpr std::string_view kHindiObjects[] = {
    "इसे",         "इसको",        "यह",      "ये",          "इस",          "अलर्ट",
    "अलर्ट को",    "इस अलर्ट को",  "यह अलर्ट", "कार्रवाई",    "कार्रवाई को",  "इस कार्रवाई को",
    "यह कार्रवाई", "एक्शन",        "एक्शन को", "इस एक्शन को", "ise",         "isko",
    "yeh",        "ye",          "alert",   "alert ko",   "is alert ko", "action",
    "action ko",  "is action ko"};
constexpr std::string_view kHindiClosers[] = {"करो",
                                              "करें",
                                              "करिए",
                                              "कीजिए",
                                              "कीजिये",
                                              "कर दो",
                                              "कर दें",
                                              "कर दीजिए",
                                              "कर दीजिये",
                                              "करता हूं",
                                              "करती हूं",
                                              "कर रहा हूं",
                                              "कर रही हूं",
                                              "कर देता हूं",
                                              "कर देती हूं",
                                              "करना चाहता हूं",
                                              "करना चाहती हूं",
                                              "करना चाहूंगा",
                                              "करना चाहूंगी",
                                              "करूंगा",
                                              "करूंगी",
                                              "है",
                                              "karo",
                                              "karen",
                                              "karein",
                                              "kariye",
                                              "kijiye",
                                              "kar do",
                                              "kar den",
                                              "kar dein",
                                              "kar dijiye",
                                              "karta hoon",
                                              "karti hoon",
                                              "karta hun",
                                              "karti hun",
                                              "karna chahta hoon",
                                              "karna chahti hoon",
                                              "karunga",
                                              "karungi",
                                              "hai"};
constexpr std::string_view kHindiNameLinks[] = {"को", "के",  "का", "की",  "पर",
                                                "ko", "ke", "ka", "par", "नोड"};
constexpr std::string_view kHindiConfirmations[] = {
    "हां",          "जी हां",       "हां जी",   "सही",  "सही है",    "पक्का",    "पुष्टि", "पुष्टि करें",
    "पुष्टि करता हूं", "पुष्टि करती हूं", "कन्फर्म",   "कंफर्म", "बिल्कुल",    "येस",      "यस",   "haan",
    "han",         "ji haan",     "haan ji", "sahi", "sahi hai", "confirm", "yes",  "pakka"};
constexpr std::string_view kHindiBesideConfirmations[] = {
    "करो",      "करें",    "कर दो",     "कर दीजिए", "करता हूं", "करती हूं", "यही",
    "यह सही है", "ठीक है", "मुझे यकीन है", "karo",     "kar do", "है",      "hai"};
constexpr std::string_view kHindiRejections[] = {"गलत",       "वापस",  "फिर से चुनें", "फिर से चुनो",
                                                 "दोबारा चुनें", "galat", "wapas"};
constexpr std::string_view kHindiNegations[] = {
    "नहीं",  "नही",  "मत",     "ना",     "न",     "कभी",     "बिना",   "रुको",
    "रुकिए", "रुकें",   "ठहरो",   "ठहरिए",  "नामंजूर", "अस्वीकार", "अस्वीकृत", "रद्द",
    "कैंसल",  "कैंसिल", "इनकार",  "मना",    "nahi",  "nahin",   "nahee",  "mat",
    "na",   "ruko", "rukiye", "cancel", "no",    "not",     "नो",     "नॉट"};
constexpr std::string_view kHindiKeyWords[] = {"दबाएं",   "दबाओ",  "दबाता हूं", "दबाती हूं", "दबा दिया",
                                               "नंबर",    "बटन",   "विकल्प",   "ऑप्शन",    "number",
                                               "option", "press", "button",  "dabao",   "प्रेस"};
constexpr SpokenNumber kHindiNumbers[] = {
    {"शून्य", "0"},    {"जीरो", "0"}, {"एक", "1"}, {"दो", "2"},  {"तीन", "3"},  {"चार", "4"},
    {"पांच", "5"},    {"छह", "6"},   {"छः", "6"}, {"सात", "7"}, {"आठ", "8"},   {"नौ", "9"},
    {"वन", "1"},     {"टू", "2"},    {"ek", "1"}, {"do", "2"},  {"teen", "3"}, {"char", "4"},
    {"paanch", "5"}, {"one", "1"},  {"two", "2"}};
constexpr std::string_view kHindiRepeat[] = {"फिर से",      "दोबारा",  "दुबारा", "क्या कहा",
                                             "फिर से बोलो", "phir se", "dobara"};
constexpr std::string_view kHindiWhatHappened[] = {
    "क्या हुआ", "क्या हो रहा है", "क्या समस्या", "क्या बात है", "क्या दिक्कत", "kya hua", "kya ho raha hai"};
constexpr std::string_view kHindiTellMore[] = {"और बताओ",     "और बताइए",   "और बताएं", "विस्तार से",
                                               "विवरण",       "और जानकारी", "जानकारी", "aur batao",
                                               "aur bataiye", "details",    "डिटेल"};
constexpr std::string_view kHindiHelp[] = {"मदद",           "सहायता", "विकल्प", "मैं क्या कह सकता",
                                           "मैं क्या कर सकता", "help",   "madad"};
constexpr std::string_view kHindiWhatItDoes[] = {
    "क्या करोगे",    "क्या करेंगे",        "क्या करेगा",    "क्या करेगी",       "क्या करोगी",   "क्या होगा",
    "क्या करने वाले", "कार्रवाई क्या",    "क्या कार्रवाई", "कौन सी कार्रवाई", "एक्शन क्या",    "क्या एक्शन",
    "क्या मतलब",    "क्या किया जाएगा", "kya karoge",  "kya hoga",       "kya karenge", "action kya"};
constexpr std::string_view kHindiRecommended[] = {
    "सलाह",       "सुझाव",  "सिफारिश", "क्या करना चाहिए",    "क्या करूं",
    "आप क्या कहते", "salah", "sujhav",  "kya karna chahiye", "kya karun"};
constexpr std::string_view kHindiWhy[] = {"क्यों",     "क्यूं",   "किसलिए", "क्या कारण",
                                          "क्या वजह", "kyon", "kyun",   "kyo"};
constexpr std::string_view kHindiMachineTalk[] = {
    "बीप के बाद", "संदेश छोड़ें", "संदेश छोड़िए", "संदेश छोड़ दें",  "मैसेज छोड़ें",   "वॉइसमेल",
    "वॉयसमेल",    "वॉइस मेल", "उपलब्ध नहीं", "पहुंच से बाहर", "कवरेज क्षेत्र", "जिस नंबर",
    "जिस व्यक्ति", "स्विच ऑफ", "मौजूद नहीं",  "voicemail"};
constexpr std::string_view kHindiScreening[] = {
    "अपना नाम",      "कौन बोल रहा", "कौन बोल रहे", "कौन बोल रही", "कॉल करने का कारण",
    "कॉल का कारण",   "किस काम से",   "क्या काम है",  "कौन है",       "आप कौन",
    "kaun bol raha", "kaun hai",    "aap kaun"};
constexpr std::string_view kHindiChoosingHints[] = {"क्या हुआ", "और बताओ", "क्या होगा",
                                                    "क्यों",    "दोबारा",  "मदद"};
constexpr std::string_view kHindiConfirmingHints[] = {"हाँ", "पुष्टि", "नहीं", "दोबारा"};
constexpr std::string_view kHindiToApprove[] = {
    "मंज़ूर",        "अप्रूव",       "स्वीकार",     "स्वीकृत",        "मंज़ूरी दो",   "मंज़ूरी दें",  "मंज़ूरी दे दो",
    "मंज़ूरी देता हूँ", "मंज़ूरी देती हूँ", "आगे बढ़ो",     "आगे बढ़ें",        "आगे बढ़िए",   "manzoor", "manjoor",
    "manzur",     "approve",    "aage badho", "aage badhiye", "aage badho"};
constexpr std::string_view kHindiToDismiss[] = {"खारिज",   "अनदेखा",  "इग्नोर",   "डिसमिस",
                                                "नज़रअंदाज़", "kharij", "khaarij", "andekha",
                                                "ignore",  "dismiss"};
constexpr std::string_view kHindiToEscalate[] = {"आगे भेजो",
                                                 "आगे भेजें",
                                                 "आगे भेजिए",
                                                 "आगे भेज दो",
                                                 "आगे भेज दें",
                                                 "आगे भेज दीजिए",
                                                 "एस्केलेट",
                                                 "किसी और से पूछो",
                                                 "किसी और से पूछें",
                                                 "किसी और से पूछिए",
                                                 "escalate",
                                                 "aage bhejo",
                                                 "kisi aur se poochho",
                                                 "kisi aur se pucho"};
constexpr std::string_view kHindiToSnooze[] = {"बाद में याद दिलाओ", "बाद में याद दिलाएँ", "स्नूज़"};
constexpr std::string_view kHindiActionRestart[] = {"रीस्टार्ट", "रिस्टार्ट", "फिर से चालू", "फिर से शुरू",
                                                    "restart"};
constexpr std::string_view kHindiActionReboot[] = {"रीबूट", "रीस्टार्ट", "reboot"};
constexpr KnownName kHindiChoices[] = {{"approve", kHindiToApprove},
                                       {"dismiss", kHindiToDismiss},
                                       {"escalate", kHindiToEscalate},
                                       {"snooze", kHindiToSnooze}};
constexpr KnownName kHindiActions[] = {{"restart", kHindiActionRestart},
                                       {"reboot", kHindiActionReboot}};

constexpr std::string_view kHindiPrefaces[] = {"समझ गया", "समझ गई", "समझ गया हूं", "सुनो",   "सुनिए",
                                               "देखो",     "देखिए",   "टॉक्सिन",    "tocsin"};
constexpr std::string_view kHindiNameNouns[] = {"अलर्ट", "alert", "अलर्ट को", "alert ko"};
constexpr std::string_view kHindiRefusals[] = {"नहीं", "नही", "ना", "nahi", "nahin", "no", "नो"};
constexpr std::string_view kHindiRestarts[] = {"बस", "इसे", "इसको", "bas", "ise", "isko"};
constexpr Frame kHindiFrames[] = {{"मुझे", "है"},
                                  {"मुझे", "करना है"},
                                  {"mujhe", "hai"},
                                  {"mujhe", "karna hai"},
                                  {"चलो", "करते हैं"},
                                  {"चलिए", "करते हैं"},
                                  {"चलो", "कर देते हैं"},
                                  {"chalo", "karte hain"},
                                  {"chalo", "kar dete hain"}};
constexpr Frame kHindiPermissions[] = {
    {"आप", "कर सकते हैं"},        {"आप", "कर सकती हैं"},     {"आप", "कर सकते हो"},    {"तुम", "कर सकते हो"},
    {"aap", "kar sakte hain"}, {"aap", "kar sakte ho"}, {"tum", "kar sakte ho"}};
constexpr std::string_view kHindiBesideEscalate[] = {"किसी और को", "kisi aur ko", "सॉरी", "sorry"};
constexpr KnownName kHindiBeside[] = {{"escalate", kHindiBesideEscalate}};
constexpr std::string_view kHindiAlsoEscalate[] = {
    "किसी और को भेजो",        "किसी और को भेज दो",   "किसी और को भेजिए",     "किसी और को भेज दीजिए",
    "किसी और को दे दो",       "किसी और को दे दीजिए", "किसी और को कॉल करो",  "किसी और को कॉल कर दो",
    "किसी और को कॉल करें",     "kisi aur ko bhejo",  "kisi aur ko bhej do", "kisi aur ko de do",
    "kisi aur ko call karo", "kisi aur se poocho", "kisi aur se puchho",  "kisi aur se poochiye"};
constexpr KnownName kHindiAlso[] = {{"escalate", kHindiAlsoEscalate}};

constexpr std::string_view kHindiNameApprove[] = {"अप्रूव"};
constexpr std::string_view kHindiNameDismiss[] = {"डिसमिस"};
constexpr std::string_view kHindiNameEscalate[] = {"एस्केलेट"};
constexpr KnownName kHindiOtherNames[] = {{"approve", kHindiNameApprove},
                                          {"dismiss", kHindiNameDismiss},
                                          {"escalate", kHindiNameEscalate}};

constexpr Vocabulary kHindiWords = {
    .hesitations = kHindiHesitations,
    .anywhere = kHindiAnywhere,
    .openers = kHindiOpeners,
    .requests = kHindiRequests,
    .pleases = kHindiPleases,
    .prefaces = kHindiPrefaces,
    .leads = {},
    .objects = kHindiObjects,
    .closers = kHindiClosers,
    .name_links = kHindiNameLinks,
    .name_nouns = kHindiNameNouns,
    .frames = kHindiFrames,
    .permissions = kHindiPermissions,
    .other_names = kHindiOtherNames,
    .beside = kHindiBeside,
    .objects_first = true,
    .confirmations = kHindiConfirmations,
    .beside_confirmations = kHindiBesideConfirmations,
    .rejections = kHindiRejections,
    .negations = kHindiNegations,
    .refusals = kHindiRefusals,
    .restarts = kHindiRestarts,
    .key_words = kHindiKeyWords,
    .numbers = kHindiNumbers,
    .sound_alikes = {},
    .repeat = kHindiRepeat,
    .what_happened = kHindiWhatHappened,
    .tell_more = kHindiTellMore,
    .help = kHindiHelp,
    .what_it_does = kHindiWhatItDoes,
    .recommended = kHindiRecommended,
    .why = kHindiWhy,
    .machine_talk = kHindiMachineTalk,
    .screening = kHindiScreening,
    .choices = kHindiChoices,
    .actions = kHindiActions,
    .choosing_hints = kHindiChoosingHints,
    .confirming_hints = kHindiConfirmingHints,
    .also = kHindiAlso,
};

constexpr Language kHindi = {.code = "hi",
                             .sentences = kHindiSentences,
                             .words = kHindiWords,
                             .terms = kHindiTerms,
                             .months = kHindiMonths,
                             .halves = {"सुबह", "शाम"}};

}  // namespace

const Language& Hindi() { return kHindi; }

}  // namespace tocsin::voice
