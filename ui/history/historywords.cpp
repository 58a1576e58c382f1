// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywords.h"

#include "model/modelnames.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace ilv::ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("History", text);
}

QString endOf(const std::string& status)
{
    if (status == "running")
        return tr("Being measured now");
    if (status == "cancelled")
        return tr("Stopped");
    if (status == "aborted")
        return tr("Ended early");
    if (status == "interrupted")
        return tr("Interrupted: the program was gone before the run was over");
    return {};
}

} // namespace

QString runTitle(const HistoryEntry& entry)
{
    const std::string& title = entry.note.title.empty() ? entry.name : entry.note.title;
    return title.empty() ? tr("Unnamed") : toQString(title);
}

QString runTime(const HistoryEntry& entry)
{
    const QString stored = toQString(entry.startedAtUtc);
    const QDateTime utc = QDateTime::fromString(stored, Qt::ISODate);
    return utc.isValid() ? QLocale().toString(utc.toLocalTime(), QLocale::ShortFormat) : stored;
}

QString runFinding(const HistoryEntry& entry)
{
    const QString end = endOf(entry.status);
    QString sentence = toQString(entry.sentence);
    if (!entry.model.empty() && !sentence.isEmpty()) { // the sentence alone does not say of whom
        const auto model = runModel(entry);
        const QString who = model ? entryShortName(*model, entry.model) : toQString(entry.model);
        sentence = who % QStringLiteral(": ") % sentence;
    }
    if (end.isEmpty())
        return sentence;
    return sentence.isEmpty() || entry.status == "running" ? end : end % QStringLiteral(": ") % sentence;
}

QString tagsAndNote(const HistoryEntry& entry)
{
    QStringList parts;
    if (!entry.note.tags.empty())
        parts << toQString(tagText(entry.note.tags));
    if (!entry.note.text.empty())
        parts << toQString(entry.note.text).simplified();
    return parts.join(QStringLiteral(" – "));
}

std::optional<Model> runModel(const HistoryEntry& entry)
{
    for (const Model model : kModels)
        if (entry.model == name(model))
            return model;
    return std::nullopt;
}

bool hasResult(const HistoryEntry& entry)
{
    return entry.status != "running" && entry.status != "interrupted";
}

bool matches(const HistoryEntry& entry, const QString& filter)
{
    const auto model = runModel(entry);
    const QString all = QStringList{ runTitle(entry), toQString(entry.name), toQString(tagText(entry.note.tags)),
        toQString(entry.note.text), toQString(entry.model), model ? entryName(*model, entry.model) : QString(),
        toQString(entry.verdict), runFinding(entry), runTime(entry), toQString(entry.startedAtUtc) }
                            .join(QLatin1Char('\n'));
    const QStringList words = filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::all_of(
        words.begin(), words.end(), [&all](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

} // namespace ilv::ui
