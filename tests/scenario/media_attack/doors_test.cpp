// links: harness schemas net frames phone
// Strangers at the doors of carriers: who is not the carrier gets in nowhere, whatever it claims,
// and is counted; the log says so once, not a thousand times.
#include <ifaddrs.h>

#include "adapters/net/http_client.hpp"
#include "attacked_site.hpp"
#include "fakes/http_probe.hpp"
#include "tests/frames/frames.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kTwilio = "/ws/media-stream";
constexpr const char* kExotel = "/ws/exotel";

std::string Refused(const std::string& carrier, const std::string& why) {
  return "tocsin_voice_sockets_refused_total{carrier=\"" + carrier + "\",why=\"" + why + "\"}";
}

/// An address of this machine that is not the loopback's; empty: there is none.
std::string OtherAddress() {
  ifaddrs* all = nullptr;
  std::string found;
  if (getifaddrs(&all) != 0) return found;
  for (const auto* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr, text,
              sizeof text);
    if (std::string_view(text).substr(0, 4) != "127.") found = text;
  }
  freeifaddrs(all);
  return found;
}

int Knock(MediaSite& site, const std::string& path, const HttpHeaders& headers) {
  MediaPeer peer(fakes::RawSocket::ConnectTo(site.Port()), {.sid = "CA0"});
  return peer.Knock(path, headers);
}

TEST_F(MediaAttack, WhoIsNotTheCarrierOpensNoSocket) {
  const std::string own = "ws" + site->At().WorkerUrl().substr(4) + kTwilio;
  const std::string foreign = std::string("wss://evil.example.com") + kTwilio;
  const HttpHeaders forwarded = {
      {"X-Forwarded-Host", "evil.example.com"},
      {"X-Forwarded-Proto", "https"},
      {"X-Forwarded-For", "54.172.60.0"},
      {"Forwarded", "for=54.172.60.0;host=evil.example.com;proto=https"}};
  auto forged = site->Signed(foreign);
  forged.insert(forged.end(), forwarded.begin(), forwarded.end());
  const std::vector<std::pair<const char*, HttpHeaders>> strangers = {
      {"unsigned", {}},
      {"empty", {{"X-Twilio-Signature", ""}}},
      {"garbage", {{"X-Twilio-Signature", "\xFF\xFE not base64"}}},
      {"another's token", site->Signed(own, "not-the-token")},
      {"an empty token", site->Signed(own, "")},
      {"for another host", site->Signed(foreign)},
      {"for another host, which the headers claim to be this one", forged},
      {"for another path", site->Signed(own + "/other")},
      {"for other parameters", site->Signed(own + "?token=stolen")},
  };
  const double before = site->Metric(Refused("twilio", "signature"));
  for (const auto& [name, headers] : strangers)
    EXPECT_EQ(Knock(*site, kTwilio, headers), 403) << name;
  EXPECT_EQ(site->Metric(Refused("twilio", "signature")), before + 9);

  const auto basic = [](const std::string& text) {
    return HttpHeaders{{"Authorization", "Basic " + phone::EncodeBase64(text)}};
  };
  for (const auto& headers :
       {HttpHeaders{}, basic("tocsin:"), basic("tocsin:wrong"), basic(":s3crets3crets3crets3cret"),
        basic("s3crets3crets3crets3cret"), basic(std::string(3000, 'a')),
        HttpHeaders{{"Authorization", "Basic ===="}},
        HttpHeaders{{"Authorization", "Bearer s3crets3crets3crets3cret"}}})
    EXPECT_EQ(Knock(*site, kExotel, headers), 403);
  EXPECT_EQ(site->Metric(Refused("exotel", "signature")), 8);
  EXPECT_EQ(site->At().Send("GET", kTwilio).status, 426) << "no request for a socket";
}

TEST_F(MediaAttack, PlainSocketsAreTakenFromThisMachineOnly) {
  const auto address = OtherAddress();
  if (address.empty()) GTEST_SKIP() << "this machine has no address beside the loopback's";
  const std::string own = "ws" + site->At().WorkerUrl().substr(4) + kTwilio;
  auto headers = site->Signed(own);
  headers.emplace_back("X-Forwarded-For", "127.0.0.1");
  headers.emplace_back("X-Forwarded-Proto", "https");
  MediaPeer peer(fakes::RawSocket::ConnectTo(site->Port(), address), {.sid = "CA0"});
  EXPECT_EQ(peer.Knock(kTwilio, headers), 403);
  EXPECT_EQ(site->Metric(Refused("twilio", "insecure")), 1);
}

TEST_F(MediaAttack, AFloodOfRefusalsIsAFewLines) {
  const double before = site->Metric(Refused("twilio", "signature"));
  for (int i = 0; i < 300; ++i) EXPECT_EQ(Knock(*site, kTwilio, {}), 403);
  EXPECT_EQ(site->Metric(Refused("twilio", "signature")), before + 300);
  // Twenty in ten seconds at most; how many were left out stands behind the next.
  EXPECT_LE(site->LogLines("is refused with 403: signature").size(), 120U);
}

TEST_F(MediaAttack, WebhooksOfStrangersAreRefused) {
  const phone::Params params = {
      {"CallSid", "CAffffffffffffffffffffffffffffffff"}, {"From", "+12025550199"}, {"Digits", "1"}};
  const std::string form = "application/x-www-form-urlencoded";
  const auto webhooks = [&] {
    double all = 0;
    for (const auto* hook : {"answer", "gather", "status", "amd", "recording"})
      all +=
          site->Metric(std::string("tocsin_voice_webhooks_refused_total{hook=\"") + hook + "\"}");
    return all;
  };
  const double before = webhooks();
  const auto client = MakeHttpClient();
  int tries = 0;
  for (const std::string path :
       {"/twiml", "/voice/twilio/inbound", "/api/voice/webhook/answer", "/api/voice/webhook/gather",
        "/api/voice/webhook/status", "/api/voice/webhook/amd", "/api/voice/webhook/recording"}) {
    const auto send = [&](const std::string& signature, const std::string& body,
                          const std::string& type) {
      ++tries;
      HttpHeaders headers = {{"Content-Type", type},
                             {"X-Forwarded-Host", "evil.example.com"},
                             {"X-Forwarded-Proto", "https"}};
      if (!signature.empty()) headers.emplace_back("X-Twilio-Signature", signature);
      HttpCall call;
      call.method = "POST";
      call.url = site->At().WorkerUrl() + path;
      call.headers = headers;
      call.body = body;
      const auto answer = fakes::SendAndWait(*client, std::move(call));
      return answer ? answer->status : 0;
    };
    const std::string url = site->At().WorkerUrl() + path;
    const std::string body = phone::EncodeForm(params);
    EXPECT_EQ(send("", body, form), 403) << path;
    EXPECT_EQ(send(phone::Sign("wrong", url, params), body, form), 403) << path;
    EXPECT_EQ(
        send(phone::Sign(kCarrierToken, "https://evil.example.com" + path, params), body, form),
        403)
        << path;
    EXPECT_EQ(send(phone::Sign(kCarrierToken, url, params), body + "&Digits=2", form), 403) << path;
    EXPECT_EQ(send(phone::Sign(kCarrierToken, url), "{\"a\":1}", "application/json"), 403) << path;
    EXPECT_EQ(send("x", std::string(100'000, '\xFF'), form), 403) << path;
    EXPECT_EQ(send("x", std::string(100'000, '&'), form), 403) << path;
  }
  EXPECT_EQ(webhooks(), before + tries);
  EXPECT_EQ(site->At().Send("POST", "/twiml", {}, std::string(2'000'000, 'a')).status, 413);
}

TEST_F(MediaAttack, ATokenOpensOneSocket) {
  const auto invited = site->Ring();
  ASSERT_TRUE(invited.Live()) << invited.status;
  const auto first = site->Open(invited);
  ASSERT_TRUE(first);
  ASSERT_TRUE(first->Start());
  EXPECT_THAT(first->ReadUntil(R"("event":"media")"), testing::HasSubstr("media"));
  const auto start = [&](const std::string& stream, const phone::Params& parameters) {
    return phone::MakeDialect(phone::Carrier::kTwilio, {.stream = stream,
                                                        .call = invited.sid,
                                                        .account = kCarrierAccount,
                                                        .parameters = parameters})
        ->Start();
  };
  for (const auto& stream : {first->Stream(), std::string("MZ1")}) {
    const auto second = site->Open(invited);
    ASSERT_TRUE(second) << "its handshake is right";
    ASSERT_TRUE(second->Text(start(stream, invited.parameters)));
    EXPECT_EQ(second->CloseCode(), 1000) << "and its token was used: " << stream;
  }
  const auto made_up = site->Open(invited);
  ASSERT_TRUE(made_up);
  ASSERT_TRUE(made_up->Text(start("MZ2", {{"token", "0123456789abcdef"}, {"connection", "1"}})));
  ExpectDecided(*first, invited);
  EXPECT_EQ(made_up->CloseCode(), 1000) << "a call that is not known is told so, and ended";
}

}  // namespace
}  // namespace tocsin::harness
