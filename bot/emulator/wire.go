package emulator

import "encoding/json"

// The objects as the Bot API writes them. A test holds every field against the
// API's own table.

type user struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

type wireMessage struct {
	MessageID       int             `json:"message_id"`
	From            *user           `json:"from,omitempty"`
	Date            int64           `json:"date"`
	Chat            wireChat        `json:"chat"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	EditDate        int64           `json:"edit_date,omitempty"`
	Protected       bool            `json:"has_protected_content,omitempty"`
	Album           string          `json:"media_group_id,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Preview         json.RawMessage `json:"link_preview_options,omitempty"`
	Audio           *wireFile       `json:"audio,omitempty"`
	Document        *wireFile       `json:"document,omitempty"`
	Photo           []wireFile      `json:"photo,omitempty"`
	Sticker         *wireFile       `json:"sticker,omitempty"`
	Voice           *wireFile       `json:"voice,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	CaptionAbove    bool            `json:"show_caption_above_media,omitempty"`
	Spoiler         bool            `json:"has_media_spoiler,omitempty"`
	Location        *Location       `json:"location,omitempty"`
	Markup          *inlineKeyboard `json:"reply_markup,omitempty"`
}

// wireFile is a PhotoSize, Document, Audio, Voice, Sticker or File: pointers are
// the fields that only some of them have.
type wireFile struct {
	FileID       string  `json:"file_id"`
	FileUniqueID string  `json:"file_unique_id"`
	FileSize     int     `json:"file_size,omitempty"`
	FilePath     string  `json:"file_path,omitempty"`
	FileName     string  `json:"file_name,omitempty"`
	MIMEType     string  `json:"mime_type,omitempty"`
	Type         string  `json:"type,omitempty"`
	Width        *int    `json:"width,omitempty"`
	Height       *int    `json:"height,omitempty"`
	Duration     *int    `json:"duration,omitempty"`
	Performer    string  `json:"performer,omitempty"`
	Title        string  `json:"title,omitempty"`
	IsAnimated   *bool   `json:"is_animated,omitempty"`
	IsVideo      *bool   `json:"is_video,omitempty"`
	Emoji        *string `json:"emoji,omitempty"`
}

type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text              string          `json:"text"`
	Icon              string          `json:"icon_custom_emoji_id,omitempty"`
	Style             string          `json:"style,omitempty"`
	URL               string          `json:"url,omitempty"`
	Data              string          `json:"callback_data,omitempty"`
	WebApp            json.RawMessage `json:"web_app,omitempty"`
	LoginURL          json.RawMessage `json:"login_url,omitempty"`
	Switch            *string         `json:"switch_inline_query,omitempty"`
	SwitchCurrentChat *string         `json:"switch_inline_query_current_chat,omitempty"`
	SwitchChosenChat  json.RawMessage `json:"switch_inline_query_chosen_chat,omitempty"`
	CopyText          json.RawMessage `json:"copy_text,omitempty"`
	Game              json.RawMessage `json:"callback_game,omitempty"`
	Pay               bool            `json:"pay,omitempty"`
}

func (b inlineButton) acts() bool {
	return b.URL != "" || b.Data != "" || b.WebApp != nil || b.LoginURL != nil || b.Switch != nil ||
		b.SwitchCurrentChat != nil || b.SwitchChosenChat != nil || b.CopyText != nil || b.Game != nil || b.Pay
}

type wireCallback struct {
	ID           string `json:"id"`
	From         *user  `json:"from"`
	Message      any    `json:"message,omitempty"` // wireMessage or inaccessible
	ChatInstance string `json:"chat_instance"`
	Data         string `json:"data"`
}

type inaccessible struct {
	Chat      wireChat `json:"chat"`
	MessageID int      `json:"message_id"`
	Date      int64    `json:"date"` // always 0
}

type memberUpdate struct {
	Chat wireChat `json:"chat"`
	From *user    `json:"from"`
	Date int64    `json:"date"`
	Old  member   `json:"old_chat_member"`
	New  member   `json:"new_chat_member"`
}

type member struct {
	Status string `json:"status"`
	User   *user  `json:"user"`
	Until  *int64 `json:"until_date,omitempty"`
}

func (m *message) wire(bot *user) *wireMessage {
	w := &wireMessage{
		MessageID:    m.id,
		From:         m.from,
		Date:         m.sent.Unix(),
		Chat:         m.chat.wire(),
		Protected:    m.protected,
		Album:        m.album,
		Preview:      m.preview,
		CaptionAbove: m.captionAbove,
		Spoiler:      m.spoiler,
		Location:     m.location,
	}
	if m.from == nil {
		w.From = bot
	}
	if m.edits > 0 {
		w.EditDate = m.edited.Unix()
	}
	if m.replyTo != nil {
		// One level is shown, never the reply to the reply.
		reply := *m.replyTo
		reply.replyTo = nil
		w.ReplyTo = reply.wire(bot)
	}
	if len(m.inline) > 0 {
		w.Markup = &inlineKeyboard{m.inline}
	}
	if m.media == nil {
		w.Text, w.Entities = m.text, m.entities
		return w
	}
	w.Caption, w.CaptionEntities = m.text, m.entities
	f := m.media.wire()
	switch m.media.kind {
	case kindPhoto:
		w.Photo = []wireFile{f}
	case kindDocument:
		w.Document = &f
	case kindAudio:
		w.Audio = &f
	case kindVoice:
		w.Voice = &f
	case kindSticker:
		w.Sticker = &f
	}
	return w
}
