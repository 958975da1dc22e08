package main

import (
	"bytes"
	"context"
	"strings"

	"github.com/mymmrac/telego"
	tu "github.com/mymmrac/telego/telegoutil"
)

func telegoBot(ctx context.Context, url string) error {
	b, err := telego.NewBot(token, telego.WithAPIServer(url), telego.WithDiscardLogger())
	if err != nil {
		return err
	}
	if _, err := b.GetMe(ctx); err != nil {
		return err
	}
	commands := &telego.SetMyCommandsParams{Commands: []telego.BotCommand{{Command: "start", Description: "Begin"}}}
	if err := b.SetMyCommands(ctx, commands); err != nil {
		return err
	}
	updates, err := b.UpdatesViaLongPolling(ctx, &telego.GetUpdatesParams{Timeout: 10})
	if err != nil {
		return err
	}
	for u := range updates {
		if m := u.Message; m != nil && m.Text == "/start" {
			keyboard := tu.InlineKeyboard(tu.InlineKeyboardRow(tu.InlineKeyboardButton("More").WithCallbackData("more")))
			if _, err := b.SendMessage(ctx, tu.Message(tu.ID(m.Chat.ID), greeting).WithParseMode(telego.ModeHTML).WithReplyMarkup(keyboard)); err != nil {
				return err
			}
		}
		if q := u.CallbackQuery; q != nil && q.Data == "more" {
			return telegoPressed(ctx, b, q)
		}
	}
	return ctx.Err()
}

func telegoPressed(ctx context.Context, b *telego.Bot, q *telego.CallbackQuery) error {
	chat := tu.ID(q.Message.GetChat().ID)
	if err := b.AnswerCallbackQuery(ctx, tu.CallbackQuery(q.ID).WithText("Yes")); err != nil {
		return err
	}
	edit := &telego.EditMessageTextParams{ChatID: chat, MessageID: q.Message.GetMessageID(), Text: later, ParseMode: telego.ModeHTML}
	if _, err := b.EditMessageText(ctx, edit); err != nil {
		return err
	}
	if _, err := b.SendPhoto(ctx, tu.Photo(chat, tu.File(tu.NameReader(bytes.NewReader(photo()), "p.png"))).WithCaption("photo")); err != nil {
		return err
	}
	_, err := b.SendDocument(ctx, tu.Document(chat, tu.File(tu.NameReader(strings.NewReader("a,b"), document))))
	return err
}
