package main

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

func goTelegram(ctx context.Context, url string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var failed error
	check := func(err error) { failed = errors.Join(failed, err) }
	pressed := false
	b, err := bot.New(token, bot.WithServerURL(url), bot.WithDefaultHandler(func(ctx context.Context, b *bot.Bot, u *models.Update) {
		if m := u.Message; m != nil && m.Text == "/start" {
			_, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: m.Chat.ID, Text: greeting, ParseMode: models.ParseModeHTML,
				ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{{{Text: "More", CallbackData: "more"}}}}})
			check(err)
		}
		if q := u.CallbackQuery; q != nil && q.Data == "more" {
			pressed = true
			chat, id := q.Message.Message.Chat.ID, q.Message.Message.ID
			_, err := b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: q.ID, Text: "Yes"})
			check(err)
			_, err = b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: chat, MessageID: id, Text: later, ParseMode: models.ParseModeHTML})
			check(err)
			_, err = b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: chat, Caption: "photo", Photo: &models.InputFileUpload{Filename: "p.png", Data: bytes.NewReader(photo())}})
			check(err)
			_, err = b.SendDocument(ctx, &bot.SendDocumentParams{ChatID: chat, Document: &models.InputFileUpload{Filename: document, Data: strings.NewReader("a,b")}})
			check(err)
			cancel()
		}
	}))
	if err != nil {
		return err
	}
	if _, err := b.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: []models.BotCommand{{Command: "start", Description: "Begin"}}}); err != nil {
		return err
	}
	b.Start(ctx)
	if !pressed {
		return errors.Join(failed, errors.New("nobody pressed the button"))
	}
	return failed
}
