// links: runtime net
#include "workers/runtime/http_router.hpp"

#include <gtest/gtest.h>

namespace tocsin::runtime {
namespace {

HttpResponse Ask(HttpRouter& router, std::string method, std::string path) {
  HttpResponse answer;
  answer.status = 0;
  router.Handle({.method = std::move(method), .path = std::move(path)},
                [&](HttpResponse response) { answer = std::move(response); });
  return answer;
}

RouteHandler Saying(std::string text) {
  return [text](const HttpRequest&, const PathParameters& parameters, const HttpRespond& respond) {
    respond(
        {.status = 200, .headers = {}, .body = text + std::string(Parameter(parameters, "id"))});
  };
}

TEST(HttpRouter, GivesTheRequestToItsRoute) {
  HttpRouter router;
  router.Add("GET", "/", Saying("root"));
  router.Add("GET", "/calls/{id}", Saying("call "));
  router.Add("GET", "/calls/new", Saying("new"));
  router.Add("POST", "/calls", Saying("made"));

  EXPECT_EQ(Ask(router, "GET", "/").body, "root");
  EXPECT_EQ(Ask(router, "GET", "/calls/7").body, "call 7");
  EXPECT_EQ(Ask(router, "GET", "/calls/new").body, "new");
  EXPECT_EQ(Ask(router, "POST", "/calls").body, "made");
  EXPECT_EQ(Ask(router, "HEAD", "/calls/7").status, 200);
}

TEST(HttpRouter, AGetThatActsIsNotCalledByWhoOnlyLooks) {
  HttpRouter router;
  router.Add("GET", "/keys", Saying("told"), Get::kActs);

  EXPECT_EQ(Ask(router, "GET", "/keys").body, "told");
  for (const auto* method : {"HEAD", "PUT"}) {
    const auto refused = Ask(router, method, "/keys");
    EXPECT_EQ(refused.status, 405) << method;
    EXPECT_EQ(HeaderValue(refused.headers, "allow"), "GET") << method;
  }
}

TEST(HttpRouter, TellsBrowsersWhatNotToDoUnlessARouteKnowsBetter) {
  HttpRouter router;
  router.Add("GET", "/plain", Saying(""));
  router.Add("GET", "/sound",
             [](const HttpRequest&, const PathParameters&, const HttpRespond& respond) {
               respond({.status = 200, .headers = {{"cache-control", "private, max-age=300"}}});
             });
  for (const auto& answer : {Ask(router, "GET", "/plain"), Ask(router, "GET", "/nowhere"),
                             Ask(router, "PUT", "/plain")}) {
    EXPECT_EQ(HeaderValue(answer.headers, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(HeaderValue(answer.headers, "Cache-Control"), "no-store");
    EXPECT_EQ(HeaderValue(answer.headers, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(HeaderValue(answer.headers, "Content-Security-Policy"),
              "default-src 'none'; frame-ancestors 'none'");
  }
  const auto sound = Ask(router, "GET", "/sound");
  EXPECT_EQ(HeaderValue(sound.headers, "Cache-Control"), "private, max-age=300");
  EXPECT_EQ(HeaderValue(sound.headers, "X-Content-Type-Options"), "nosniff");
}

TEST(HttpRouter, RefusesUnknownPaths) {
  HttpRouter router;
  router.Add("GET", "/calls/{id}", Saying(""));

  for (const char* path : {"/", "/calls", "/calls/", "/calls/1/2", "/CALLS/1"}) {
    const auto answer = Ask(router, "GET", path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_EQ(HeaderValue(answer.headers, "content-type"), "application/problem+json");
  }
}

TEST(HttpRouter, NamesTheMethodsAndTheHintOfAKnownPath) {
  HttpRouter router;
  router.Add("GET", "/hook", Saying(""));
  router.Add("POST", "/hook", Saying(""));
  router.SetHint("/hook", "test it with 'webhook probe'");

  const auto answer = Ask(router, "DELETE", "/hook");

  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(HeaderValue(answer.headers, "Allow"), "GET, HEAD, POST");
  EXPECT_NE(answer.body.find("webhook probe"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::runtime
