// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/lesson.h"

#include "base/codes.h"
#include "experiment/experimentfile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace ilv::ui {

namespace {

constexpr int kOverview = 0, kMostTabs = 7;

Error broken(const QString& what)
{
    return error(Code::FileSyntax, "The lesson cannot be read: " + what.toStdString() + ".");
}

} // namespace

Result<Lesson> readLesson(const QByteArray& text)
{
    QJsonParseError problem{};
    const QJsonObject file = QJsonDocument::fromJson(text, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return broken(problem.errorString());
    Lesson lesson;
    lesson.id = file.value(QStringLiteral("id")).toString();
    lesson.title = file.value(QStringLiteral("title")).toString();
    lesson.question = file.value(QStringLiteral("question")).toString();
    lesson.tab = file.value(QStringLiteral("tab")).toInt(1);
    for (const auto& each : file.value(QStringLiteral("options")).toArray()) {
        const QJsonObject option = each.toObject();
        lesson.options.push_back({ option.value(QStringLiteral("text")).toString(),
            option.value(QStringLiteral("feedback")).toString(), option.value(QStringLiteral("right")).toBool() });
    }
    for (const auto& each : file.value(QStringLiteral("explain")).toArray()) {
        const QJsonObject branch = each.toObject();
        lesson.branches.push_back(
            { branch.value(QStringLiteral("left")).toString(), branch.value(QStringLiteral("right")).toString(),
                branch.value(QStringLiteral("factor")).toDouble(1), branch.value(QStringLiteral("text")).toString() });
    }
    for (const auto& each : file.value(QStringLiteral("try")).toArray())
        lesson.tryIt << each.toString();
    const QByteArray inner = QJsonDocument(file.value(QStringLiteral("experiment")).toObject()).toJson();
    const auto reading = readExperiment(inner.toStdString(), lesson.id.toStdString());
    if (!reading.experiment)
        return reading.errors.empty() ? broken(QStringLiteral("no experiment")) : reading.errors.front();
    lesson.experiment = *reading.experiment;
    if (lesson.id.isEmpty() || lesson.title.isEmpty() || lesson.question.isEmpty() || lesson.options.size() < 2
        || lesson.branches.empty() || lesson.tab < kOverview || lesson.tab >= kMostTabs)
        return broken(QStringLiteral("a part is missing"));
    return lesson;
}

std::vector<Lesson> shippedLessons()
{
    std::vector<Lesson> lessons;
    const QDir folder(QStringLiteral(":/lessons"));
    for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        if (auto lesson = readLesson(file.readAll()))
            lessons.push_back(lesson.take());
        else
            qWarning("%s: %s", qPrintable(name), lesson.error().message.c_str());
    }
    return lessons;
}

} // namespace ilv::ui
