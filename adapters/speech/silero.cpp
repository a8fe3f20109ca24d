#include "adapters/speech/silero.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "adapters/speech/level_gate.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kContext = 32, kState = 2 * 128;
constexpr std::array<const char*, 3> kSileroInputs = {"input", "state", "sr"};
constexpr std::array<const char*, 2> kSileroOutputs = {"output", "stateN"};

struct SileroShared {
  OnnxRuntime runtime;
  OnnxModel model;
  std::array<std::int64_t, 1> rate = {kLineRate};
  OnnxTensor rate_tensor = {};
};

/// The numbers of one line, and tensors over them that live as long: a window makes none.
class SileroLine final : public VoiceActivity {
 public:
  SileroLine(std::shared_ptr<const SileroShared> shared, bool gated)
      : shared_(std::move(shared)), gated_(gated) {}

  Status Prepare() {
    const auto& runtime = shared_->runtime;
    TRY_ASSIGN(input_tensor_, runtime.Over(std::span<float>(input_), {1, kInput}));
    for (std::size_t at = 0; at < states_.size(); ++at) {
      TRY_ASSIGN(state_tensors_[at], runtime.Over(std::span<float>(states_[at]), {2, 1, 128}));
    }
    TRY_ASSIGN(output_[0], runtime.Over(std::span<float>(said_), {1, 1}));
    return {};
  }

  float Probability(SoundView window) override {
    if (window.size() != kWindow) return 0;  // no window of this line
    if (gated_ && !gate_.Open(window)) {
      std::ranges::copy(window, before_[skipped_ % kBefore].begin());
      ++skipped_;
      return 0;
    }
    // The last of what was skipped is heard first when something begins: the state of the model
    // should be that of this line's quiet, and an onset lies across two windows.
    for (auto left = std::min(skipped_, kBefore); left > 0; --left)
      Run(before_[(skipped_ - left) % kBefore]);
    skipped_ = 0;
    const float said = Run(window);
    if (gated_) gate_.Learn(said);
    return said;
  }

  void Reset() override {
    input_.fill(0);
    for (auto& state : states_) state.fill(0);
    gate_.Reset();
    skipped_ = 0;
  }

 private:
  static constexpr std::int64_t kInput = kContext + kWindow;
  static constexpr std::size_t kBefore = 8;

  float Run(SoundView window) {
    std::copy(input_.end() - kContext, input_.end(), input_.begin());
    std::ranges::transform(window, input_.begin() + kContext,
                           [](std::int16_t sample) { return static_cast<float>(sample) / 32768; });
    const std::array<const OnnxTensor*, 3> inputs = {&input_tensor_, &state_tensors_[now_],
                                                     &shared_->rate_tensor};
    std::swap(output_[1], state_tensors_[1 - now_]);
    const auto done = shared_->model.Run(kSileroInputs, inputs, kSileroOutputs, output_);
    std::swap(output_[1], state_tensors_[1 - now_]);
    if (!done) return 0;  // the model runs or it does not: it was run once when it was loaded
    now_ = 1 - now_;
    return said_[0];
  }

  std::shared_ptr<const SileroShared> shared_;
  bool gated_;
  LevelGate gate_;
  std::size_t skipped_ = 0;  ///< windows since the model was last asked
  std::array<std::array<std::int16_t, kWindow>, kBefore> before_ = {};  ///< the last of them
  std::array<float, kContext + kWindow> input_ = {};
  std::array<std::array<float, kState>, 2> states_ = {};
  std::array<float, 1> said_ = {};
  std::size_t now_ = 0;  ///< which of the states is the present one
  OnnxTensor input_tensor_;
  std::array<OnnxTensor, 2> state_tensors_;
  std::array<OnnxTensor, 2> output_;  ///< the probability, and for the time of a run the next state
};

class SileroEngine final : public VoiceActivityEngine {
 public:
  SileroEngine(std::shared_ptr<SileroShared> shared, SileroOptions options)
      : shared_(std::move(shared)), options_(options) {}

  std::string Name() const override { return "silero-vad 6.2.3"; }
  std::unique_ptr<VoiceActivity> Open() override {
    auto line = std::make_unique<SileroLine>(shared_, options_.gate);
    Check(line->Prepare().has_value(), "a tensor over memory of ours cannot fail");
    return line;
  }

 private:
  std::shared_ptr<SileroShared> shared_;
  SileroOptions options_;
};

}  // namespace

Result<std::unique_ptr<VoiceActivityEngine>> MakeSilero(const OnnxRuntime& runtime,
                                                        std::string_view model,
                                                        SileroOptions options) {
  TRY_ASSIGN(auto loaded, runtime.Load(model));
  auto shared = std::make_shared<SileroShared>(SileroShared{runtime, std::move(loaded)});
  TRY_ASSIGN(shared->rate_tensor, runtime.Over(std::span<std::int64_t>(shared->rate), {}));
  // Once, so that a model that cannot run is told now.
  std::array<float, kContext + VoiceActivity::kWindow> silence = {};
  std::array<float, kState> state = {};
  TRY_ASSIGN(const auto input, runtime.Over(std::span<float>(silence), {1, silence.size()}));
  TRY_ASSIGN(const auto before, runtime.Over(std::span<float>(state), {2, 1, 128}));
  const std::array<const OnnxTensor*, 3> inputs = {&input, &before, &shared->rate_tensor};
  std::array<OnnxTensor, 2> outputs;
  TRY(shared->model.Run(kSileroInputs, inputs, kSileroOutputs, outputs));
  if (outputs[0].Floats().size() != 1 || outputs[1].Floats().size() != kState)
    return Fail(ErrorKind::kInvalid, "loading silero-vad: it gives other numbers than expected",
                "speech");
  return std::make_unique<SileroEngine>(std::move(shared), options);
}

}  // namespace tocsin::speech
