// Clients is one bot, written with three client libraries that nobody here wrote:
//
//	clients LIBRARY URL
//
// It sets its commands, answers /start with a keyboard, and when its button is
// pressed it answers, edits the message, sends a photo and a document, and ends.
package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"log"
	"os"
	"time"
)

const (
	token    = "123456789:emulator-of-the-telegram-bot-api-00"
	greeting = "<b>Hi</b> &amp; <i>welcome</i>, see <a href=\"https://example.org\">this</a>"
	later    = "<s>Hi</s> edited"
	document = "über 😀; plan.csv"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: clients LIBRARY URL")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	libraries := map[string]func(ctx context.Context, url string) error{
		"go-telegram": goTelegram, "telego": telegoBot, "telegram-bot-api": botAPI,
	}
	run := libraries[os.Args[1]]
	if run == nil {
		log.Fatalf("no library %q", os.Args[1])
	}
	if err := run(ctx, os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func photo() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}
