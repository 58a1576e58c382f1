// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/commandpalette.h"

#include "command/actions.h"
#include "command/match.h"
#include "controls/paint.h"
#include "controls/textfield.h"

#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QPointer>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr double kWidth = 560, kRow = 32, kRows = 11, kMargin = 10, kTop = 64;
constexpr int kDetailRole = Qt::UserRole + 1, kKeysRole = Qt::UserRole + 2, kIndexRole = Qt::UserRole + 3;

/// Title, after it what it belongs to, at the right its keys.
class Delegate final : public QStyledItemDelegate {
public:
    Delegate(const Theme& theme, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return QSize(100, static_cast<int>(m_theme.px(kRow)));
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        painter->setRenderHint(QPainter::Antialiasing);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        if (option.state & QStyle::State_Selected)
            drawPlate(*painter, option.rect, m_theme.px(space::kTagRadius), m_theme.hover, QColor());
        QRectF room = QRectF(option.rect).adjusted(m_theme.px(8), 0, -m_theme.px(8), 0);
        painter->setFont(m_theme.font(TextRole::Tick));
        painter->setPen(m_theme.ink3);
        const QString keys = index.data(kKeysRole).toString();
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, keys);
        const QFontMetricsF tick(m_theme.font(TextRole::Tick));
        room.setRight(room.right() - tick.horizontalAdvance(keys) - m_theme.px(12));

        const QFont font = m_theme.font(TextRole::Body);
        const QString title = QFontMetricsF(font).elidedText(index.data().toString(), Qt::ElideRight, room.width());
        painter->setFont(font);
        painter->setPen(enabled ? m_theme.ink : m_theme.ink3);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
        room.setLeft(room.left() + QFontMetricsF(font).horizontalAdvance(title) + m_theme.px(10));
        painter->setFont(m_theme.font(TextRole::Tick));
        painter->setPen(m_theme.ink3);
        if (room.width() > m_theme.px(30))
            painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                tick.elidedText(index.data(kDetailRole).toString(), Qt::ElideRight, room.width()));
    }

private:
    const Theme& m_theme;
};

} // namespace

std::vector<PaletteItem> itemsOf(const Actions& actions)
{
    std::vector<PaletteItem> items;
    for (const auto& [group, action] : actions.all())
        items.push_back({ .title = plainText(*action),
            .detail = groupName(group),
            .keys = keysText(*action),
            .enabled = action->isEnabled(),
            .choose = [action = QPointer<QAction>(action)] {
                if (action)
                    action->trigger();
            } });
    return items;
}

CommandPalette::CommandPalette(const Theme& theme, const QString& hint, std::vector<PaletteItem> items, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_theme(theme)
    , m_items(std::move(items))
    , m_field(new TextField(hint, this))
    , m_list(new QListView(this))
    , m_model(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setModal(true);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(hint);
    auto* column = new QVBoxLayout(this);
    const int margin = static_cast<int>(theme.px(kMargin));
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(static_cast<int>(theme.px(6)));
    column->addWidget(m_field);
    column->addWidget(m_list);
    m_field->setTheme(theme);
    m_field->setPlaceholderText(hint);
    m_field->setClearButtonEnabled(false);
    m_field->installEventFilter(this);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new Delegate(m_theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the line above
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Answers"));
    m_list->setFixedHeight(static_cast<int>(theme.px(kRow) * kRows));
    setFixedWidth(static_cast<int>(theme.px(kWidth)));
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { chooseRow(index.row()); });
    filter({});
}

void CommandPalette::filter(const QString& typed)
{
    std::vector<std::pair<int, std::size_t>> found;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        // The title answers best; the group and the title together also do ("run stop").
        auto score = matchScore(m_items[i].title, typed);
        if (!score)
            if (const auto wide = matchScore(m_items[i].detail + QLatin1Char(' ') + m_items[i].title, typed))
                score = *wide + 500;
        if (score)
            found.emplace_back(*score, i);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    m_model->clear();
    for (const auto& [score, i] : found) {
        const PaletteItem& item = m_items[i];
        auto* line = new QStandardItem(item.title);
        line->setData(item.detail, kDetailRole);
        line->setData(item.keys, kKeysRole);
        line->setData(static_cast<int>(i), kIndexRole);
        line->setData(
            item.keys.isEmpty() ? item.title : tr("%1, %2").arg(item.title, item.keys), Qt::AccessibleTextRole);
        line->setEnabled(item.enabled);
        m_model->appendRow(line);
    }
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0, 0));
    m_field->setAccessibleDescription(
        m_model->rowCount() == 0 ? tr("Nothing answers") : m_model->index(0, 0).data().toString());
}

void CommandPalette::chooseRow(int row)
{
    const QModelIndex index = m_model->index(row, 0);
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled))
        return;
    const auto choose = m_items[static_cast<std::size_t>(index.data(kIndexRole).toInt())].choose;
    QObject* window = parentWidget();
    accept();
    if (choose)
        QTimer::singleShot(0, window, choose);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int last = m_model->rowCount() - 1, now = m_list->currentIndex().row();
    const auto go = [&](int row) {
        if (last >= 0)
            m_list->setCurrentIndex(m_model->index(std::clamp(row, 0, last), 0));
        return true;
    };
    switch (key->key()) {
    case Qt::Key_Down:
        return go(now == last ? 0 : now + 1);
    case Qt::Key_Up:
        return go(now <= 0 ? last : now - 1);
    case Qt::Key_PageDown:
        return go(now + static_cast<int>(kRows) - 1);
    case Qt::Key_PageUp:
        return go(now - static_cast<int>(kRows) + 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        chooseRow(now);
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::showEvent(QShowEvent* event)
{
    if (const QWidget* over = parentWidget()) {
        const QPoint corner
            = over->mapToGlobal(QPoint((over->width() - width()) / 2, static_cast<int>(m_theme.px(kTop))));
        move(corner);
    }
    m_field->setFocus();
    QDialog::showEvent(event);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    drawPlate(painter, rect(), 0, m_theme.surface, m_theme.borderStrong, m_theme.hairline());
}

QStringList CommandPalette::shownTitles() const
{
    QStringList titles;
    for (int row = 0; row < m_model->rowCount(); ++row)
        titles << m_model->index(row, 0).data().toString();
    return titles;
}

} // namespace ilv::ui
