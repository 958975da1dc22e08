package emulator

import (
	"encoding/json"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Command is an entry of the command menu.
type Command struct {
	Command     string `json:"command"` // without the slash
	Description string `json:"description"`
}

// menuKey says who sees a menu: a scope and a language, "" for every language.
type menuKey struct {
	Type     string `json:"type"`
	ChatID   int64  `json:"chat_id"`
	UserID   int64  `json:"user_id"`
	language string
}

var (
	commandForm  = regexp.MustCompile(`^/?[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

func readMenuKey(q *request) (menuKey, error) {
	k := menuKey{Type: "default"}
	if raw := q.text("scope"); raw != "" && raw != "null" {
		if json.Unmarshal([]byte(raw), &k) != nil {
			return k, badRequest("can't parse BotCommandScope JSON object")
		}
	}
	switch k.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
		"chat_administrators", "chat_member":
	default:
		return k, badRequest("can't parse BotCommandScope: Unsupported type specified")
	}
	k.language = q.text("language_code")
	return k, checkLanguage(k.language)
}

func checkLanguage(code string) error {
	if !languageForm.MatchString(code) {
		return badRequest("invalid language code specified")
	}
	return nil
}

func (s *Server) setMyCommands(q *request) (any, error) {
	k, err := readMenuKey(q)
	if err != nil {
		return nil, err
	}
	menu := []Command{}
	if raw := q.text("commands"); raw != "" && json.Unmarshal([]byte(raw), &menu) != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	if len(menu) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for i, c := range menu {
		if !commandForm.MatchString(c.Command) {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(c.Description); n < 1 || n > 256 {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
		if c.Command[0] == '/' {
			menu[i].Command = c.Command[1:]
		}
	}
	if len(menu) == 0 {
		delete(s.menus, k)
		return true, nil
	}
	s.menus[k] = menu
	return true, nil
}

func (s *Server) getMyCommands(q *request) (any, error) {
	k, err := readMenuKey(q)
	if err != nil {
		return nil, err
	}
	if menu, ok := s.menus[k]; ok {
		return menu, nil
	}
	return []Command{}, nil
}

func (s *Server) deleteMyCommands(q *request) (any, error) {
	k, err := readMenuKey(q)
	if err != nil {
		return nil, err
	}
	delete(s.menus, k)
	return true, nil
}

// Commands is the command menu of private chats in a language (a two-letter code,
// "" for others). The first that exists counts: that of private chats in the
// language, that of private chats, the default in the language, the default.
func (s *Server) Commands(language string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.menu([]menuKey{{Type: "all_private_chats"}, {Type: "default"}}, language)
}

// Commands is the menu that this person sees in their chat with the bot.
func (p *Person) Commands() []Command {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.menu([]menuKey{{Type: "chat", ChatID: p.ID}, {Type: "all_private_chats"}, {Type: "default"}},
		p.s.users[p.ID].LanguageCode)
}

func (s *Server) menu(scopes []menuKey, language string) []Command {
	if len(language) > 2 {
		language = language[:2] // "pt-br"
	}
	for _, k := range scopes {
		for _, code := range []string{language, ""} {
			k.language = code
			if menu, ok := s.menus[k]; ok {
				return slices.Clone(menu)
			}
		}
	}
	return nil
}

// Username is the bot's, without @: links to it name it.
func (s *Server) Username() string { return s.bot.Username }

// About is how the bot presents itself.
type About struct {
	Name             string
	Description      string // in the empty chat, before the first message
	ShortDescription string // in the profile
}

// About is the bot's presentation in a language; what is not set in it is taken
// from the one for all languages.
func (s *Server) About(language string) About {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := About{Name: s.bot.FirstName}
	for _, code := range []string{"", language} {
		if a := s.about[code]; a != nil {
			overlay(&out.Name, a.Name)
			overlay(&out.Description, a.Description)
			overlay(&out.ShortDescription, a.ShortDescription)
		}
	}
	return out
}

func overlay(dst *string, src string) {
	if src != "" {
		*dst = src
	}
}

// setAbout makes the method that sets one of the bot's texts.
func setAbout(param string, limit int, field func(*About) *string) handler {
	return func(s *Server, q *request) (any, error) {
		text, language := q.text(param), q.text("language_code")
		if err := checkLanguage(language); err != nil {
			return nil, err
		}
		if utf8.RuneCountInString(text) > limit {
			return nil, badRequest("bot %s is too long", param)
		}
		if s.about[language] == nil {
			s.about[language] = &About{}
		}
		*field(s.about[language]) = text
		return true, nil
	}
}

func (s *Server) setChatMenuButton(q *request) (any, error) {
	button := struct {
		Type string `json:"type"`
	}{"default"}
	if raw := q.text("menu_button"); raw != "" && json.Unmarshal([]byte(raw), &button) != nil {
		return nil, badRequest("can't parse menu button JSON object")
	}
	switch button.Type {
	case "default", "commands", "web_app":
	default:
		return nil, badRequest("can't parse menu button: MenuButton has unsupported type")
	}
	id := q.chatID()
	if q.text("chat_id") != "" {
		if _, err := s.chat(id); err != nil {
			return nil, err
		}
	}
	s.menuButtons[id] = button.Type
	return true, nil
}

// MenuButton is what the button beside the person's input field does: "commands",
// "web_app" or "default".
func (p *Person) MenuButton() string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, id := range []int64{p.ID, 0} {
		if kind := p.s.menuButtons[id]; kind != "" {
			return kind
		}
	}
	return "default"
}
