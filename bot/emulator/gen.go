//go:build ignore

// Gen derives the package's two tables from the Bot API as data (the JSON of
// github.com/PaulSonOfLars/telegram-bot-api-spec):
//
//	go run gen.go path/to/api.json
//
// methods.json holds the parameters of the methods that the emulator answers
// and the names of all others; testdata/types.json holds the shapes of the
// objects that it emits. A type ends in "!" when the field is required.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
)

var methods = []string{
	"answerCallbackQuery", "deleteMessage", "deleteMessages", "deleteMyCommands", "deleteWebhook",
	"editMessageCaption", "editMessageMedia", "editMessageReplyMarkup", "editMessageText",
	"getChat", "getFile", "getMe", "getMyCommands", "getUpdates", "getWebhookInfo", "leaveChat",
	"sendAudio", "sendChatAction", "sendDocument", "sendMediaGroup", "sendMessage", "sendPhoto",
	"setChatMenuButton", "setMyCommands", "setMyDescription", "setMyName", "setMyShortDescription",
	"setWebhook",
}

var types = []string{
	"AcceptedGiftTypes", "Audio", "BotCommand", "CallbackQuery", "Chat", "ChatFullInfo",
	"ChatMember", "ChatMemberBanned", "ChatMemberLeft", "ChatMemberMember", "ChatMemberUpdated", "CopyTextButton",
	"Document", "File", "InaccessibleMessage", "InlineKeyboardButton", "InlineKeyboardMarkup",
	"LinkPreviewOptions", "Location", "MaybeInaccessibleMessage", "Message", "MessageEntity",
	"PhotoSize", "ResponseParameters", "Sticker", "Update", "User", "Voice", "WebhookInfo",
}

type field struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

type api struct {
	Version string `json:"version"`
	Methods map[string]struct {
		Returns []string `json:"returns"`
		Fields  []field  `json:"fields"`
	} `json:"methods"`
	Types map[string]struct {
		Fields   []field  `json:"fields"`
		Subtypes []string `json:"subtypes"`
	} `json:"types"`
}

type method struct {
	Returns    string            `json:"returns"`
	Parameters map[string]string `json:"parameters"`
}

type shape struct {
	Fields map[string]string `json:"fields,omitempty"`
	OneOf  []string          `json:"one_of,omitempty"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run gen.go path/to/api.json")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var spec api
	if err := json.Unmarshal(data, &spec); err != nil {
		log.Fatal(err)
	}

	answered := map[string]method{}
	for _, name := range methods {
		m, ok := spec.Methods[name]
		if !ok {
			log.Fatalf("method %s is not in the API", name)
		}
		answered[name] = method{strings.Join(m.Returns, "|"), compact(m.Fields)}
	}
	var others []string
	for name := range spec.Methods {
		if _, ok := answered[name]; !ok {
			others = append(others, name)
		}
	}
	slices.Sort(others)
	write("methods.json", map[string]any{"version": spec.Version, "methods": answered, "others": others})

	shapes := map[string]shape{}
	for _, name := range types {
		t, ok := spec.Types[name]
		if !ok {
			log.Fatalf("type %s is not in the API", name)
		}
		if t.Subtypes != nil {
			known := slices.DeleteFunc(t.Subtypes, func(n string) bool { return !slices.Contains(types, n) })
			shapes[name] = shape{OneOf: known}
			continue
		}
		shapes[name] = shape{Fields: compact(t.Fields)}
	}
	write("testdata/types.json", map[string]any{"version": spec.Version, "types": shapes})
}

func compact(fields []field) map[string]string {
	out := map[string]string{}
	for _, f := range fields {
		t := strings.Join(f.Types, "|")
		if f.Required {
			t += "!"
		}
		out[f.Name] = t
	}
	return out
}

func write(name string, v any) {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, append(data, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println(name, len(data), "bytes")
}
