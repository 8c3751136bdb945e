#include "aws/credentials.hpp"

#include <condition_variable>
#include <map>
#include <random>
#include <utility>

#include "aws/chain.hpp"

namespace weir::aws {
namespace {

using Clock = std::chrono::system_clock;

constexpr std::chrono::minutes kAskAgain{5};     // so long before they expire
constexpr std::chrono::minutes kWaitForNew{1};   // from then on nobody uses the old ones while new ones are asked for
constexpr std::chrono::seconds kMostJitter{60};  // so that a fleet that started together does not ask together
constexpr std::chrono::seconds kAfterFailure{30};
constexpr std::chrono::milliseconds kLook{200};  // how often a waiting thread looks whether it was cancelled

}  // namespace

class CredentialChain::Chain {
 public:
  Chain(Choices choices, Outside outside) : choices_(std::move(choices)), outside_(std::move(outside)), random_(std::random_device{}()) {}

  Result<Credentials> Get(const Cancelled& cancelled) {
    std::unique_lock lock(mutex_);
    while (true) {
      const Clock::time_point now = outside_.now();
      if (current_ && now < ask_at_) return *current_;
      const bool may_use = current_ && now < *current_->expires - kWaitForNew;
      if (!is_asking_) return Ask(lock, cancelled);
      if (may_use) return *current_;
      // Somebody asks already: what that brings is the answer to all who wait.
      const uint64_t asked = asked_;
      while (is_asking_ && asked == asked_) {
        changed_.wait_for(lock, kLook);
        if (IsCancelled(cancelled)) return Status::Cancelled();
      }
      if (last_.ok() && current_) return *current_;
      // One who gave up brought no answer, and what was brought may have been rejected since.
      if (!last_.ok() && last_.code() != WEIR_E_CANCELLED) return Kept();
    }
  }

  void Reject(const Credentials& refused) {
    const std::lock_guard lock(mutex_);
    if (!current_ || current_->access_key_id != refused.access_key_id || current_->session_token != refused.session_token ||
        current_->secret_access_key != refused.secret_access_key)
      return;
    current_.reset();
  }

  std::vector<LinkAnswer> answers() const {
    const std::lock_guard lock(mutex_);
    return answers_;
  }

 private:
  // With the lock, which is not held while the links are asked.
  Result<Credentials> Ask(std::unique_lock<std::mutex>& lock, const Cancelled& cancelled) {
    is_asking_ = true;
    lock.unlock();
    ChainAnswer answer = AskChain(outside_, choices_, cancelled);
    lock.lock();
    is_asking_ = false;
    ++asked_;
    changed_.notify_all();
    const Clock::time_point now = outside_.now();
    last_ = answer.credentials.status();
    if (last_.code() != WEIR_E_CANCELLED) answers_ = std::move(answer.answers);
    if (answer.credentials.ok()) {
      current_ = std::move(*answer.credentials);
      ask_at_ = current_->expires ? *current_->expires - kAskAgain - Jitter() : Clock::time_point::max();
      // Some services hand out what they have cached until it expires: asking without a pause would bring the same again.
      ask_at_ = std::max(ask_at_, std::min(now + kAfterFailure, current_->expires.value_or(ask_at_)));
      return *current_;
    }
    if (current_) ask_at_ = std::min(now + kAfterFailure, *current_->expires);
    return Kept();
  }

  // After a failure: the old ones as long as they last, else why there are none.
  Result<Credentials> Kept() const {
    if (current_ && (!current_->expires || outside_.now() < *current_->expires)) return *current_;
    return last_;
  }

  std::chrono::seconds Jitter() { return std::chrono::seconds(std::uniform_int_distribution<int64_t>(0, kMostJitter.count())(random_)); }

  const Choices choices_;
  const Outside outside_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::minstd_rand random_;
  std::optional<Credentials> current_;
  Clock::time_point ask_at_ = Clock::time_point::min();  // of current_
  bool is_asking_ = false;
  uint64_t asked_ = 0;
  Status last_;  // of what was asked last
  std::vector<LinkAnswer> answers_;
};

CredentialChain::CredentialChain(Choices choices) : CredentialChain(std::move(choices), Outside::OfProcess()) {}
CredentialChain::CredentialChain(Choices choices, Outside outside)
    : chain_(std::make_unique<Chain>(std::move(choices), std::move(outside))) {}
CredentialChain::~CredentialChain() = default;

Result<Credentials> CredentialChain::Get(const std::function<bool()>& cancelled) { return chain_->Get(cancelled); }
void CredentialChain::Reject(const Credentials& refused) { chain_->Reject(refused); }
std::vector<LinkAnswer> CredentialChain::answers() const { return chain_->answers(); }

std::shared_ptr<CredentialChain> CredentialChain::Shared(const Choices& choices) {
  static std::mutex mutex;
  static std::map<std::pair<std::optional<std::string>, std::optional<std::string>>, std::shared_ptr<CredentialChain>> chains;
  const std::lock_guard lock(mutex);
  std::shared_ptr<CredentialChain>& chain = chains[{choices.profile, choices.region}];
  if (!chain) chain = std::make_shared<CredentialChain>(choices);
  return chain;
}

}  // namespace weir::aws
