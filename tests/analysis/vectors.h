// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

/// The known answers of tests/data/test_vectors.json.
namespace vectors {

inline QJsonObject all()
{
    QFile file(QStringLiteral(ILV_TEST_DATA "/test_vectors.json"));
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no test vectors at " ILV_TEST_DATA);
    return QJsonDocument::fromJson(file.readAll()).object();
}

/// Name of the group that is called so, or else of the only one that begins so and goes on with a remark.
inline QString groupKey(const QJsonObject& groups, const QString& name)
{
    if (groups.contains(name))
        return name;
    QStringList found;
    for (const QString& key : groups.keys()) {
        if (key.startsWith(name))
            found.append(key);
    }
    return found.size() == 1 ? found.front() : QString();
}

inline QJsonValue group(const char* name)
{
    const QJsonObject groups = all();
    const QString key = groupKey(groups, QString::fromUtf8(name));
    if (key.isEmpty())
        throw std::runtime_error(std::string("no group, or several, called ") + name);
    return groups.value(key);
}

inline std::vector<double> numbers(const QJsonValue& array)
{
    std::vector<double> values;
    for (const QJsonValue& value : array.toArray())
        values.push_back(value.toDouble(NAN));
    return values;
}

/// A member that must be there: a misspelt key must not read as 0.
inline QJsonValue at(const QJsonValue& object, const char* key)
{
    const QJsonValue value = object.toObject().value(QString::fromUtf8(key));
    if (value.isUndefined())
        throw std::runtime_error(std::string("no member ") + key);
    return value;
}

inline double number(const QJsonValue& object, const char* key)
{
    const QJsonValue value = at(object, key);
    if (!value.isDouble())
        throw std::runtime_error(std::string("not a number: ") + key);
    return value.toDouble();
}

/// Equal to within a share of the wanted value (and the same share absolutely, for values near 0).
inline bool near(double got, double wanted, double share = 1e-9)
{
    return std::abs(got - wanted) <= share * std::max(1.0, std::abs(wanted));
}

} // namespace vectors

#define QVERIFY_NEAR(got, wanted, share)                                                                               \
    QVERIFY2(vectors::near((got), (wanted), (share)),                                                                  \
        qPrintable(                                                                                                    \
            QStringLiteral(#got " = %1, wanted %2").arg(double(got), 0, 'g', 15).arg(double(wanted), 0, 'g', 15)))
