#include "adapters/speech/moonshine_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace tocsin::speech {
namespace {

// The shape of the tiny English model.
constexpr std::size_t kLayers = 6, kHeads = 8, kHeadWidth = 36, kHiddenWidth = 288;
constexpr std::size_t kMemories = 4 * kLayers;  // of each layer: decoder and encoder, key and value

/// Names of the decoder's tensors. Memories stand in one order: by layer, decoder key, decoder
/// value, encoder key, encoder value.
struct DecoderNames {
  std::vector<std::string> texts;
  std::vector<const char*> inputs;       // 3, memories, whether they count
  std::vector<const char*> all_outputs;  // logits, memories
  std::vector<const char*> own_outputs;  // logits, the decoder's memories

  DecoderNames() {
    texts.reserve(2 * kMemories);
    inputs = {"input_ids", "encoder_attention_mask", "encoder_hidden_states"};
    all_outputs = own_outputs = {"logits"};
    for (std::size_t layer = 0; layer < kLayers; ++layer)
      for (const char* side : {"decoder", "encoder"})
        for (const char* part : {"key", "value"}) Add(layer, side, part);
    inputs.push_back("use_cache_branch");
  }

 private:
  void Add(std::size_t layer, const std::string& side, const std::string& part) {
    const auto name = "." + std::to_string(layer) + "." + side + "." + part;
    texts.push_back("past_key_values" + name);
    inputs.push_back(texts.back().c_str());
    texts.push_back("present" + name);
    all_outputs.push_back(texts.back().c_str());
    if (side == "decoder") own_outputs.push_back(texts.back().c_str());
  }
};
const DecoderNames& Names() {
  static const DecoderNames names;
  return names;
}

bool OfDecoder(std::size_t memory) { return memory % 4 < 2; }

/// log of the sum of e to the power of each.
double LogSum(std::span<const float> logits) {
  const float most = *std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits)
    if (logit > most - 20) sum += std::exp(logit - most);  // the rest of 32,768 adds up to nothing
  return most + std::log(sum);
}

double LogOf(std::span<const float> logits, TokenId token) {
  return logits[static_cast<std::size_t>(token)] - LogSum(logits);
}

TokenId Likeliest(std::span<const float> logits) {
  return std::ranges::max_element(logits) - logits.begin();
}

/// The inputs of one run of the decoder.
class DecoderRun {
 public:
  DecoderRun(const OnnxRuntime& runtime, std::size_t rows, std::size_t length, bool remembers)
      : runtime_(runtime),
        mask_(rows * length, 1),
        rows_(static_cast<std::int64_t>(rows)),
        length_(static_cast<std::int64_t>(length)),
        remembers_{remembers} {}

  /// `ids`: rows of equal length.
  Status Prepare(std::span<TokenId> ids) {
    TRY_ASSIGN(ids_tensor_,
               runtime_.Over(ids, {rows_, static_cast<std::int64_t>(ids.size()) / rows_}));
    TRY_ASSIGN(mask_tensor_, runtime_.Over(std::span<std::int64_t>(mask_), {rows_, length_}));
    TRY_ASSIGN(remembers_tensor_, runtime_.Over(std::span<bool>(remembers_), {1}));
    return {};
  }

  /// `memories`: kMemories of them.
  Status Run(const OnnxModel& decoder, const OnnxTensor& hidden,
             std::span<const OnnxTensor* const> memories, std::span<const char* const> output_names,
             std::span<OnnxTensor> outputs) const {
    std::array<const OnnxTensor*, kMemories + 4> inputs = {&ids_tensor_, &mask_tensor_, &hidden};
    std::ranges::copy(memories, inputs.begin() + 3);
    inputs.back() = &remembers_tensor_;
    return decoder.Run(Names().inputs, inputs, output_names, outputs);
  }

 private:
  OnnxRuntime runtime_;
  std::vector<std::int64_t> mask_;
  std::int64_t rows_, length_;
  std::array<bool, 1> remembers_;
  OnnxTensor ids_tensor_, mask_tensor_, remembers_tensor_;
};

/// A tensor's numbers `rows` times over, with their own shape.
struct Repeated {
  std::vector<float> numbers;
  OnnxTensor tensor;

  Status Make(const OnnxRuntime& runtime, const OnnxTensor& one, std::size_t rows) {
    const auto floats = one.Floats();
    auto shape = one.Shape();
    if (shape.empty()) return Fail(ErrorKind::kInternal, "leading the decoder: no shape", "speech");
    numbers.resize(floats.size() * rows);
    for (std::size_t row = 0; row < rows; ++row)
      std::ranges::copy(floats, numbers.begin() + static_cast<std::ptrdiff_t>(row * floats.size()));
    shape[0] = static_cast<std::int64_t>(rows);
    TRY_ASSIGN(tensor, runtime.Over(std::span<float>(numbers), std::move(shape)));
    return {};
  }
};

}  // namespace

Result<MoonshineSentence> MoonshineSentence::Encode(const OnnxRuntime& runtime,
                                                    const MoonshineNetworks& networks,
                                                    std::span<float> sound) {
  MoonshineSentence sentence(runtime, networks);
  const auto samples = static_cast<std::int64_t>(sound.size());
  std::vector<std::int64_t> mask(sound.size(), 1);
  TRY_ASSIGN(const auto input, runtime.Over(sound, {1, samples}));
  TRY_ASSIGN(const auto mask_tensor, runtime.Over(std::span<std::int64_t>(mask), {1, samples}));
  static constexpr std::array<const char*, 2> kIn = {"input_values", "attention_mask"};
  static constexpr std::array<const char*, 1> kOut = {"last_hidden_state"};
  const std::array<const OnnxTensor*, 2> inputs = {&input, &mask_tensor};
  TRY(networks.encoder.Run(kIn, inputs, kOut, std::span<OnnxTensor>(&sentence.hidden_, 1)));
  const auto shape = sentence.hidden_.Shape();
  if (shape.size() != 3 || shape[1] < 1 || shape[2] != static_cast<std::int64_t>(kHiddenWidth))
    return Fail(ErrorKind::kInternal, "hearing a sentence: the encoder gives another shape",
                "speech");
  sentence.length_ = static_cast<std::size_t>(shape[1]);
  TRY(sentence.Begin());
  return sentence;
}

Status MoonshineSentence::Begin() {
  const auto width = static_cast<std::int64_t>(kHeadWidth);
  const auto heads = static_cast<std::int64_t>(kHeads);
  std::array<float, 1> nothing = {};
  TRY_ASSIGN(const auto none,
             runtime_.Over(std::span<float>(nothing.data(), 0), {1, heads, 0, width}));
  std::array<const OnnxTensor*, kMemories> memories;
  memories.fill(&none);
  std::array<TokenId, 1> begin = {MoonshineTokens::kBegin};
  DecoderRun run(runtime_, 1, length_, false);
  TRY(run.Prepare(begin));
  first_.resize(kMemories + 1);
  TRY(run.Run(networks_->decoder, hidden_, memories, Names().all_outputs, first_));
  if (first_[0].Floats().empty())
    return Fail(ErrorKind::kInternal, "hearing a sentence: the decoder gives nothing", "speech");
  first_sum_ = LogSum(first_[0].Floats());
  return {};
}

Result<FreeSpeech> MoonshineSentence::Decode(std::size_t most,
                                             const std::atomic<bool>& stop) const {
  FreeSpeech speech;
  std::array<TokenId, 1> token = {Likeliest(first_[0].Floats())};
  speech.log_probability = LogFirst(token[0]);
  std::vector<OnnxTensor> outputs;
  DecoderRun run(runtime_, 1, length_, true);
  TRY(run.Prepare(token));
  while (token[0] != MoonshineTokens::kEnd) {
    if (stop) return Fail(ErrorKind::kCancelled, "hearing a sentence: nobody waits for it");
    if (speech.tokens.size() == most) {
      speech.whole = false;
      break;
    }
    speech.tokens.push_back(token[0]);
    std::array<const OnnxTensor*, kMemories> memories;
    std::size_t own = 1;
    for (std::size_t memory = 0; memory < kMemories; ++memory)
      memories[memory] =
          outputs.empty() || !OfDecoder(memory) ? &first_[memory + 1] : &outputs[own++];
    std::vector<OnnxTensor> next(Names().own_outputs.size());
    TRY(run.Run(networks_->decoder, hidden_, memories, Names().own_outputs, next));
    outputs = std::move(next);
    token[0] = Likeliest(outputs[0].Floats());
    speech.log_probability += LogOf(outputs[0].Floats(), token[0]);
  }
  return speech;
}

double MoonshineSentence::LogFirst(TokenId token) const { return LogOf(first_[0].Floats(), token); }

Result<MoonshineSentence::Led> MoonshineSentence::Lead(std::span<const Tokens> rows) const {
  Led led;
  led.sentence_ = this;
  for (const auto& row : rows) led.width_ = std::max(led.width_, row.size());
  if (rows.empty() || rows.size() > kRows || led.width_ == 0 || led.width_ > kRowTokens)
    return Fail(ErrorKind::kInternal, "leading the decoder: too many rows or tokens", "speech");
  std::vector<TokenId> ids(rows.size() * led.width_, MoonshineTokens::kEnd);
  for (std::size_t row = 0; row < rows.size(); ++row)
    std::ranges::copy(rows[row], ids.begin() + static_cast<std::ptrdiff_t>(row * led.width_));
  DecoderRun run(runtime_, rows.size(), length_, true);
  TRY(run.Prepare(ids));
  Repeated hidden;
  TRY(hidden.Make(runtime_, hidden_, rows.size()));
  std::array<Repeated, kMemories> repeated;
  std::array<const OnnxTensor*, kMemories> memories;
  for (std::size_t memory = 0; memory < kMemories; ++memory) {
    TRY(repeated[memory].Make(runtime_, first_[memory + 1], rows.size()));
    memories[memory] = &repeated[memory].tensor;
  }
  TRY(run.Run(networks_->decoder, hidden.tensor, memories,
              std::span<const char* const>(Names().all_outputs).first(1),
              std::span<OnnxTensor>(&led.logits_, 1)));
  const auto logits = led.logits_.Floats();
  const auto width = first_[0].Floats().size();
  if (logits.size() != ids.size() * width)
    return Fail(ErrorKind::kInternal, "leading the decoder: it gives another shape", "speech");
  led.sums_.resize(ids.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t place = 0; place < rows[row].size(); ++place) {
      const auto at = row * led.width_ + place;
      led.sums_[at] = LogSum(logits.subspan(at * width, width));
    }
  return led;
}

double MoonshineSentence::Led::Log(std::size_t row, std::size_t place, TokenId token) const {
  if (place == 0) return sentence_->LogFirst(token);
  const auto width = sentence_->first_[0].Floats().size();
  const auto at = row * width_ + place - 1;
  return logits_.Floats()[at * width + static_cast<std::size_t>(token)] - sums_[at];
}

}  // namespace tocsin::speech
