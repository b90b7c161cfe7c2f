#include "infra/catalog/settings.h"

#include "infra/catalog/fields.h"

namespace tl::catalog {

std::string Settings::value(const std::string& name) const {
    const auto rows =
        database_.query("SELECT value FROM settings WHERE name = ?", {name}, {CellType::Text});
    return rows.empty() ? std::string{} : textIn(rows[0][0]);
}

std::vector<std::pair<std::string, std::string>> Settings::beginningWith(
    const std::string& prefix) const {
    std::vector<std::pair<std::string, std::string>> found;
    // There are few of them, and LIKE has signs of its own, which differ between databases.
    for (const Row& row : database_.query("SELECT name, value FROM settings ORDER BY name", {},
                                          {CellType::Text, CellType::Text}))
        if (textIn(row[0]).starts_with(prefix)) found.emplace_back(textIn(row[0]), textIn(row[1]));
    return found;
}

void Settings::set(const std::string& name, const std::string& value) {
    requireText(value, name);
    database_.transaction([&] {
        database_.execute("DELETE FROM settings WHERE name = ?", {name});
        if (!value.empty())
            database_.execute("INSERT INTO settings (name, value) VALUES (?, ?)", {name, value});
    });
}

}  // namespace tl::catalog
