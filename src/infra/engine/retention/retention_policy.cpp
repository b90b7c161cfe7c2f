#include "infra/engine/retention/retention_policy.h"

#include <algorithm>
#include <string_view>

namespace tl::engine {

namespace {

/// Puts phrases together, with commas between.
class Phrases {
  public:
    void add(const std::string& phrase) { text_ += (text_.empty() ? "" : ", ") + phrase; }

    void addCount(std::uint64_t count, std::string_view kind) {
        if (count == 0) return;
        const std::string number = count == kKeepUnlimited ? "all" : std::to_string(count);
        add(number + " " + std::string{kind});
    }

    void addWithin(const CalendarDuration& duration, std::string_view kind) {
        if (!duration.isZero()) add(std::string{kind} + " within " + toText(duration));
    }

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

std::string joined(const std::vector<std::string>& tags) {
    std::string text;
    for (const std::string& tag : tags)
        text += (text.empty() ? "" : ", ") + tag;
    return text;
}

}  // namespace

bool RetentionPolicy::isEmpty() const {
    return *this == RetentionPolicy{};
}

bool hasAllTags(std::span<const std::string> present, std::span<const std::string> wanted) {
    return std::ranges::all_of(wanted, [present](const std::string& tag) {
        return tag.empty() ? present.empty() : std::ranges::find(present, tag) != present.end();
    });
}

std::string describe(const RetentionPolicy& policy) {
    Phrases phrases;
    phrases.addCount(policy.counts.last, "latest");
    phrases.addCount(policy.counts.hourly, "hourly");
    phrases.addCount(policy.counts.daily, "daily");
    phrases.addCount(policy.counts.weekly, "weekly");
    phrases.addCount(policy.counts.monthly, "monthly");
    phrases.addCount(policy.counts.yearly, "yearly");
    phrases.addWithin(policy.within.all, "all");
    phrases.addWithin(policy.within.hourly, "hourly");
    phrases.addWithin(policy.within.daily, "daily");
    phrases.addWithin(policy.within.weekly, "weekly");
    phrases.addWithin(policy.within.monthly, "monthly");
    phrases.addWithin(policy.within.yearly, "yearly");
    for (const auto& list : policy.tags)
        phrases.add("all with the tags [" + joined(list) + "]");
    return phrases.text();
}

}  // namespace tl::engine
