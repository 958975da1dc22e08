package main

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func botAPI(ctx context.Context, url string) error {
	b, err := tgbotapi.NewBotAPIWithAPIEndpoint(token, url+"/bot%s/%s")
	if err != nil {
		return err
	}
	if _, err := b.Request(tgbotapi.NewSetMyCommands(tgbotapi.BotCommand{Command: "start", Description: "Begin"})); err != nil {
		return err
	}
	updates := b.GetUpdatesChan(tgbotapi.UpdateConfig{Timeout: 10})
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case u := <-updates:
			if m := u.Message; m != nil && m.Text == "/start" {
				answer := tgbotapi.NewMessage(m.Chat.ID, greeting)
				answer.ParseMode = tgbotapi.ModeHTML
				answer.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(tgbotapi.NewInlineKeyboardButtonData("More", "more")))
				if _, err := b.Send(answer); err != nil {
					return err
				}
			}
			if q := u.CallbackQuery; q != nil && q.Data == "more" {
				return botAPIPressed(b, q)
			}
		}
	}
}

func botAPIPressed(b *tgbotapi.BotAPI, q *tgbotapi.CallbackQuery) error {
	chat := q.Message.Chat.ID
	if _, err := b.Request(tgbotapi.NewCallback(q.ID, "Yes")); err != nil {
		return err
	}
	edit := tgbotapi.NewEditMessageText(chat, q.Message.MessageID, later)
	edit.ParseMode = tgbotapi.ModeHTML
	if _, err := b.Send(edit); err != nil {
		return err
	}
	p := tgbotapi.NewPhoto(chat, tgbotapi.FileBytes{Name: "p.png", Bytes: photo()})
	p.Caption = "photo"
	if _, err := b.Send(p); err != nil {
		return err
	}
	_, err := b.Send(tgbotapi.NewDocument(chat, tgbotapi.FileBytes{Name: document, Bytes: []byte("a,b")}))
	return err
}
