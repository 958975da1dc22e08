package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/cenkalti/backoff/v5"
	tele "gopkg.in/telebot.v3"

	"calmcalf/bot/locale"
	"calmcalf/bot/talk"
)

func mainKeyboard(say *locale.Printer) *tele.ReplyMarkup {
	row := []tele.ReplyButton{
		{Text: say.Text("menu.key.cramp").Plain()}, {Text: say.Text("menu.key.tonight").Plain()}, {Text: say.Text("menu.key.more").Plain()}}
	return &tele.ReplyMarkup{ResizeKeyboard: true, IsPersistent: true, ReplyKeyboard: [][]tele.ReplyButton{row}}
}

// introduce asks Telegram who the bot is and sets the command menu of every
// language, again and again until it works.
func (b *Bot) introduce(ctx context.Context) {
	level := slog.LevelWarn // once
	_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, b.introduceOnce(ctx) },
		backoff.WithMaxElapsedTime(0),
		backoff.WithBackOff(&backoff.ExponentialBackOff{ // slower than the intake, which asks at the same time
			InitialInterval: 2 * firstWait, RandomizationFactor: 0.25, Multiplier: 2, MaxInterval: longestIntroduction}),
		backoff.WithNotify(func(err error, wait time.Duration) {
			b.log.Log(ctx, level, "Telegram does not answer", "err", err, "again_in", wait.Round(time.Second))
			level = slog.LevelDebug
		}))
	if err != nil && ctx.Err() == nil {
		b.log.Error("command menu not set", "err", err)
	}
}

// longestIntroduction is how long to wait before it is tried again.
const longestIntroduction = 75 * time.Second

func (b *Bot) introduceOnce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*callTimeout)
	defer cancel()
	name, err := b.Username(ctx)
	if err != nil {
		return err
	}
	b.name.Store(&name)
	if b.greeted != nil {
		if err := b.greeted(ctx); err != nil {
			return err
		}
		b.greeted = nil // once: a second operator link would end the first
	}
	for _, language := range append([]string{""}, locale.Languages()...) {
		say := b.desk.Texts.Printer(language)
		list := make([]tele.Command, 0, len(talk.Menu))
		for _, command := range talk.Menu {
			list = append(list, tele.Command{Text: command, Description: say.Text("menu.command." + command).Plain()})
		}
		params := map[string]any{"commands": list}
		if language != "" {
			params["language_code"] = language
		}
		if err := b.call(ctx, "setMyCommands", params, new(bool)); err != nil {
			return err
		}
	}
	return nil
}

// username is the bot's name on Telegram, empty until it is known.
func (b *Bot) username() string {
	if name := b.name.Load(); name != nil {
		return *name
	}
	return ""
}
