#include <algorithm>
#include <compare>
#include <functional>
#include <string_view>
#include <utility>

#include "ui/cli/commands/ls_printer.h"

namespace tl::cli {

namespace {

struct Entry {
    std::string path;
    engine::Node node;
};

std::string_view extensionOf(const Entry& entry) {
    const std::string_view name = entry.node.name;
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : name.substr(dot);
}

std::strong_ordering compareTimes(const engine::Timestamp& a, const engine::Timestamp& b) {
    return std::pair{a.seconds, a.nanoseconds} <=> std::pair{b.seconds, b.nanoseconds};
}

std::strong_ordering compare(LsOrder order, const Entry& a, const Entry& b) {
    switch (order) {
        case LsOrder::Name:
            return a.path <=> b.path;
        case LsOrder::Size:
            return a.node.size <=> b.node.size;
        case LsOrder::Modified:
            return compareTimes(a.node.mtime, b.node.mtime);
        case LsOrder::Accessed:
            return compareTimes(a.node.atime, b.node.atime);
        case LsOrder::Changed:
            return compareTimes(a.node.ctime, b.node.ctime);
        case LsOrder::Extension:
            return extensionOf(a) <=> extensionOf(b);
    }
    return std::strong_ordering::equal;
}

class LsSorter final : public LsPrinter {
  public:
    LsSorter(LsOrder order, LsDirection direction, std::unique_ptr<LsPrinter> next)
        : order_{order},
          direction_{direction},
          next_{std::move(next)} {}

    void onSnapshot(const services::StoredSnapshot& snapshot) override {
        next_->onSnapshot(snapshot);
    }

    void onNode(const std::string& path, const engine::Node& node) override {
        entries_.push_back({path, node});
    }

    void onLeaveFolder(const std::string& /*path*/) override {}

    void finish() override {
        const auto isBefore = [this](const Entry& a, const Entry& b) {
            const auto byKey = compare(order_, a, b);
            return byKey == 0 ? a.path < b.path : byKey < 0;
        };
        std::ranges::sort(entries_, isBefore);
        if (direction_ == LsDirection::Descending) std::ranges::reverse(entries_);
        for (const Entry& entry : entries_)
            next_->onNode(entry.path, entry.node);
        next_->finish();
    }

  private:
    LsOrder order_;
    LsDirection direction_;
    std::unique_ptr<LsPrinter> next_;
    std::vector<Entry> entries_;
};

}  // namespace

std::unique_ptr<LsPrinter> makeLsSorter(LsOrder order,
                                        LsDirection direction,
                                        std::unique_ptr<LsPrinter> next) {
    return std::make_unique<LsSorter>(order, direction, std::move(next));
}

}  // namespace tl::cli
