package emulator

import (
	"encoding/json"
	"strings"
)

// maxData is the size of callback data in bytes.
const maxData = 64

// markup is what reply_markup says, one of: buttons under the message, a
// keyboard, taking the keyboard away, asking for a reply.
type markup struct {
	inline      [][]inlineButton
	keyboard    *Keyboard
	removes     bool
	forceReply  bool
	placeholder string // of forceReply
}

// parseMarkup reads the reply_markup of a new message.
func parseMarkup(raw string) (markup, error) {
	var doc struct {
		Inline      [][]json.RawMessage `json:"inline_keyboard"`
		Keyboard    [][]json.RawMessage `json:"keyboard"`
		Remove      bool                `json:"remove_keyboard"`
		Force       bool                `json:"force_reply"`
		Resize      bool                `json:"resize_keyboard"`
		Persistent  bool                `json:"is_persistent"`
		OneTime     bool                `json:"one_time_keyboard"`
		Placeholder string              `json:"input_field_placeholder"`
	}
	raw = strings.TrimSpace(raw)
	switch {
	case raw == "" || raw == "null":
		return markup{}, nil
	case !json.Valid([]byte(raw)):
		return markup{}, badRequest("can't parse reply keyboard markup JSON object")
	case raw[0] != '{':
		return markup{}, badRequest("object expected as reply markup")
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		return markup{}, badRequest("can't parse reply markup: %v", err)
	}
	switch {
	case doc.Inline != nil:
		inline, err := inlineRows(doc.Inline)
		return markup{inline: inline}, err
	case doc.Keyboard != nil:
		rows, err := keyRows(doc.Keyboard)
		if err != nil || len(rows) == 0 {
			return markup{}, err
		}
		return markup{keyboard: &Keyboard{
			Rows:        rows,
			Resize:      doc.Resize,
			Persistent:  doc.Persistent,
			OneTime:     doc.OneTime,
			Placeholder: doc.Placeholder,
		}}, nil
	}
	out := markup{removes: doc.Remove, forceReply: doc.Force}
	if out.forceReply {
		out.placeholder = doc.Placeholder
	}
	return out, nil
}

// parseInline reads the reply_markup of an edit, where only buttons can be.
func parseInline(raw string) ([][]inlineButton, error) {
	m, err := parseMarkup(raw)
	if err == nil && (m.keyboard != nil || m.removes || m.forceReply) {
		err = badRequest("inline keyboard expected")
	}
	return m.inline, err
}

func inlineRows(rows [][]json.RawMessage) ([][]inlineButton, error) {
	var out [][]inlineButton
	for _, row := range rows {
		var buttons []inlineButton
		for _, raw := range row {
			b, err := parseButton(raw)
			if err != nil {
				return nil, err
			}
			if b.Text != "" {
				buttons = append(buttons, b)
			}
		}
		if len(buttons) > 0 {
			out = append(out, buttons)
		}
	}
	return out, nil
}

func parseButton(raw json.RawMessage) (inlineButton, error) {
	const prefix = "can't parse inline keyboard button: "
	var names map[string]json.RawMessage
	if json.Unmarshal(raw, &names) != nil {
		return inlineButton{}, badRequest(prefix + "InlineKeyboardButton must be an Object")
	}
	if _, ok := names["text"]; !ok {
		return inlineButton{}, badRequest(prefix + `Can't find field "text"`)
	}
	var b inlineButton
	if err := json.Unmarshal(raw, &b); err != nil {
		return inlineButton{}, badRequest(prefix+"%v", err)
	}
	switch {
	case !b.acts():
		return inlineButton{}, badRequest(prefix + "Text buttons are unallowed in the inline keyboard")
	case len(b.Data) > maxData:
		return inlineButton{}, badRequest("BUTTON_DATA_INVALID")
	}
	if b.URL != "" {
		if _, err := link(b.URL); err != nil {
			return inlineButton{}, badRequest("inline keyboard button URL '%s' is invalid: %v", b.URL, err)
		}
	}
	return b, nil
}

func keyRows(rows [][]json.RawMessage) ([][]Key, error) {
	var out [][]Key
	for _, row := range rows {
		var keys []Key
		for _, raw := range row {
			// A key is its text or an object.
			var doc struct {
				Text            string `json:"text"`
				RequestLocation bool   `json:"request_location"`
				RequestContact  bool   `json:"request_contact"`
			}
			if json.Unmarshal(raw, &doc.Text) != nil && json.Unmarshal(raw, &doc) != nil {
				return nil, badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object")
			}
			if doc.Text != "" {
				keys = append(keys, Key(doc))
			}
		}
		if len(keys) > 0 {
			out = append(out, keys)
		}
	}
	return out, nil
}
