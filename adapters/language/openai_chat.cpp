#include "adapters/language/openai_chat.hpp"

#include <atomic>
#include <utility>

#include "adapters/clock.hpp"
#include "adapters/http_refusal.hpp"
#include "adapters/language/chat_reader.hpp"
#include "adapters/owned_exchange.hpp"

namespace tocsin::language {
namespace {

using Role = LanguageMessage::Role;
using Clock = std::chrono::steady_clock;

/// Of a whole answer, on the wire.
constexpr std::size_t kMostAnswerBytes = 4 * 1024 * 1024;

std::string_view WordFor(Role role) {
  switch (role) {
    case Role::kSystem:
      return "system";
    case Role::kUser:
      return "user";
    case Role::kAssistant:
      return "assistant";
    case Role::kTool:
      return "tool";
  }
  return "user";
}

json::object ToJson(const LanguageMessage& message) {
  json::object out{{"role", WordFor(message.role)}, {"content", message.text}};
  if (!message.call_id.empty()) out["tool_call_id"] = message.call_id;
  json::array calls;
  for (const auto& call : message.calls)
    calls.push_back({{"id", call.id},
                     {"type", "function"},
                     {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  if (!calls.empty()) out["tool_calls"] = std::move(calls);
  return out;
}

std::string BodyOf(const AskLanguageModel& what, const OpenAiChatOptions& options) {
  json::array messages, tools;
  for (const auto& message : what.messages) messages.push_back(ToJson(message));
  for (const auto& tool : what.tools)
    tools.push_back({{"type", "function"},
                     {"function",
                      {{"name", tool.name},
                       {"description", tool.description},
                       {"parameters", tool.parameters}}}});
  json::object body{{"messages", std::move(messages)},
                    {"stream", true},
                    {"stream_options", {{"include_usage", true}}},
                    {"max_tokens", what.max_tokens > 0 ? what.max_tokens : options.max_tokens}};
  if (!options.model.empty()) body["model"] = options.model;
  if (!tools.empty()) body["tools"] = std::move(tools);
  return JsonText(body);
}

/// One question: between its connection and who asked.
class ChatCall final : public HttpStreamListener {
 public:
  ChatCall(LanguagePieces to, Secret key, std::string provider, Metrics& metrics)
      : to_(std::move(to)),
        reader_(to_.text, to_.begun),
        key_(std::move(key)),
        provider_(std::move(provider)),
        metrics_(metrics) {}

  void Open(HttpStreamClient& client, HttpStreamCall call,
            std::shared_ptr<HttpStreamListener> self) {
    exchange_.Open(client, std::move(call), std::move(self));
  }
  void Drop() {
    dropped_ = true;
    exchange_.Cancel();
  }

  void OnHead(int status, const HttpHeaders& headers) override {
    status_ = status;
    refusal_.OnHead(status, headers);
    const auto type = HeaderValue(headers, "Content-Type");
    if (status == 200 && !type.starts_with("text/event-stream"))
      End(ModelFault(ErrorKind::kInvalid,
                     "what answers there speaks no chat completions (no stream)"));
  }
  void OnBody(std::string_view bytes) override {
    if (told_ || dropped_) return;
    if (!std::exchange(began_, true))
      metrics_.Observe("tocsin_language_first_byte_seconds", Since(), {{"provider", provider_}});
    if (status_ != 200) return refusal_.OnBody(bytes);
    // As large as the window: nothing is ever said to be consumed.
    if ((read_ += bytes.size()) >= kMostAnswerBytes)
      return End(ModelFault(ErrorKind::kInvalid, "the answer is too long"));
    if (auto fed = reader_.Feed(bytes); !fed) End(Fail(std::move(fed).error()));
  }
  void OnEnd(const std::optional<HttpFailure>& failure) override {
    exchange_.Over();
    if (told_ || dropped_) return;
    if (status_ != 0 && status_ != 200) {
      const auto wait = refusal_.Wait(SystemClock().Now());
      if (wait > Duration(0) && to_.wait) to_.wait(wait);
      return End(ModelFault(refusal_.Kind(), refusal_.Text(key_)));
    }
    // Some close without a word behind the last chunk.
    auto whole = reader_.Finish();
    if (!whole && failure) return End(Fail(Wrap(failure->error, "asking the language model")));
    End(std::move(whole));
  }

 private:
  double Since() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }
  void End(Result<LanguageAnswer> answer) {
    if (std::exchange(told_, true)) return;
    metrics_.Add(
        "tocsin_language_answers_total", 1,
        {{"provider", provider_},
         {"outcome", answer ? std::string_view("answered") : ToString(answer.error().kind)}});
    if (answer)
      metrics_.Observe("tocsin_language_answer_seconds", Since(), {{"provider", provider_}});
    else
      metrics_.Add("tocsin_provider_errors_total", 1,
                   {{"provider", provider_}, {"part", "language_model"}});
    exchange_.Cancel();
    if (!dropped_) to_.end(std::move(answer));
  }

  const LanguagePieces to_;
  ChatReader reader_;
  const Secret key_;
  const std::string provider_;
  Metrics& metrics_;
  const Clock::time_point started_ = Clock::now();
  // Of the client's thread.
  int status_ = 0;
  HttpRefusal refusal_;
  std::size_t read_ = 0;
  bool began_ = false, told_ = false;

  std::atomic<bool> dropped_ = false;
  OwnedExchange exchange_;
};

class ChatJob final : public LanguageJob {
 public:
  explicit ChatJob(std::shared_ptr<ChatCall> call) : call_(std::move(call)) {}
  ~ChatJob() override { call_->Drop(); }

 private:
  std::shared_ptr<ChatCall> call_;
};

class OpenAiChat final : public LanguageModel {
 public:
  OpenAiChat(OpenAiChatOptions options, HttpStreamClient& client, Metrics& metrics)
      : options_(std::move(options)),
        url_(ChatCompletionsUrl(options_.url)),
        provider_(!options_.provider.empty() ? options_.provider
                  : options_.model.empty()   ? "chat"
                                             : options_.model),
        client_(client),
        metrics_(metrics) {}

  std::string Name() const override {
    return options_.model.empty() ? options_.url : options_.model + " at " + options_.url;
  }
  std::unique_ptr<LanguageJob> Ask(AskLanguageModel what, LanguagePieces to) override {
    const Duration timeout = what.timeout > Duration(0) ? what.timeout : options_.timeout;
    HttpStreamCall call{
        .url = url_,
        .headers = {{"Content-Type", "application/json"}, {"Accept", "text/event-stream"}},
        .body = BodyOf(what, options_),
        .repeatable = true,
        .first_byte_timeout = timeout,
        .idle_timeout = timeout,
        .timeout = timeout,
        .window_bytes = kMostAnswerBytes};
    if (!options_.api_key.Empty())
      call.headers.emplace_back("Authorization", "Bearer " + options_.api_key.Reveal());
    auto asked = std::make_shared<ChatCall>(std::move(to), options_.api_key, provider_, metrics_);
    asked->Open(client_, std::move(call), asked);
    return std::make_unique<ChatJob>(std::move(asked));
  }

 private:
  const OpenAiChatOptions options_;
  const std::string url_;
  const std::string provider_;
  HttpStreamClient& client_;
  Metrics& metrics_;
};

}  // namespace

std::string ChatCompletionsUrl(std::string_view url) {
  constexpr std::string_view kPage = "/chat/completions";
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.ends_with(kPage)) return std::string(url);
  const auto last = url.rfind('/');
  const bool versioned = url.substr(last + 1).starts_with('v') && url.size() - last <= 4;
  return std::string(url).append(versioned ? "" : "/v1").append(kPage);
}

std::string ModelsUrl(std::string_view url) {
  std::string page = ChatCompletionsUrl(url);
  page.erase(page.rfind("/chat/completions"));
  return page + "/models";
}

std::unique_ptr<LanguageModel> MakeOpenAiChat(OpenAiChatOptions options, HttpStreamClient& client,
                                              Metrics& metrics) {
  return std::make_unique<OpenAiChat>(std::move(options), client, metrics);
}

}  // namespace tocsin::language
