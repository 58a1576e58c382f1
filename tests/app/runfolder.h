// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

/// What an output folder says, and whether it says it consistently.
namespace runfolder {

inline QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QJsonObject result(const QString& folder)
{
    return QJsonDocument::fromJson(content(folder + QStringLiteral("/result.json"))).object();
}

inline QJsonObject model(const QString& folder, int which = 0)
{
    return result(folder)[QStringLiteral("models")].toArray()[which].toObject();
}

inline int count(const QJsonObject& model, const char* outcome)
{
    return model[QStringLiteral("counts")].toObject()[QLatin1String(outcome)].toInt(-1);
}

/// The codes that say why a model's trials are no clean ones.
inline QStringList disturbances(const QJsonObject& model)
{
    QStringList codes;
    for (const auto& code : model[QStringLiteral("disturbed")].toArray())
        codes << code.toString();
    return codes;
}

/// Counts of each model add up, and agree with outcomes.jsonl line by line. Empty: they do.
inline QString disagreement(const QString& folder)
{
    static const QStringList outcomes{ QStringLiteral("ok"), QStringLiteral("wrong"), QStringLiteral("error"),
        QStringLiteral("timeout"), QStringLiteral("crashed"), QStringLiteral("cancelled"), QStringLiteral("not_run") };
    const auto whole = result(folder);
    if (whole.isEmpty())
        return QStringLiteral("no result.json");
    QMap<QString, QMap<QString, int>> lines;
    QSet<QString> tasks;
    const QByteArray text = content(folder + QStringLiteral("/outcomes.jsonl")).trimmed();
    for (const auto& line : text.isEmpty() ? QList<QByteArray>() : text.split('\n')) {
        const auto row = QJsonDocument::fromJson(line).object();
        const auto label = row[QStringLiteral("model")].toString();
        ++lines[label][row[QStringLiteral("status")].toString()];
        const QString task = label + QLatin1Char('/') + QString::number(row[QStringLiteral("trial")].toInt())
            + QLatin1Char('/') + QString::number(row[QStringLiteral("i")].toInt());
        if (tasks.contains(task))
            return QStringLiteral("two lines for ") + task;
        tasks << task;
    }
    for (const auto& value : whole[QStringLiteral("models")].toArray()) {
        const auto one = value.toObject();
        const auto label = one[QStringLiteral("label")].toString();
        int sum = 0;
        for (const auto& outcome : outcomes) {
            const int counted = one[QStringLiteral("counts")].toObject()[outcome].toInt();
            sum += counted;
            if (counted != lines[label].value(outcome))
                return label + QStringLiteral(": lines and counts differ in ") + outcome;
        }
        if (sum != one[QStringLiteral("counts")].toObject()[QStringLiteral("planned")].toInt())
            return label + QStringLiteral(": the counts do not add up");
    }
    return {};
}

} // namespace runfolder
