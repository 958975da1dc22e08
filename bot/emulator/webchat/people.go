package webchat

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"calmcalf/bot/emulator"
)

// maxName is the length of a first name in Telegram, in code points.
const maxName = 64

var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)

// member is a person on the page.
type member struct {
	*emulator.Person
	name, language string
	seen           int // the last message that was read
	// held is the chat as it was when the person went offline, nil while they
	// are online. What arrives meanwhile stays with the server.
	held *chatView
}

// welcome puts a person on the page.
func (s *site) welcome(p emulator.Profile) {
	m := &member{Person: s.server.Person(p), name: p.FirstName, language: p.LanguageCode}
	if m.name == "" {
		m.name = fmt.Sprintf("Person %d", p.ID) // as the emulator calls them
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people = append(s.people, m)
	s.changed()
}

// find is the person with an ID, nil for none. The lock is held.
func (s *site) find(id int64) *member {
	i := slices.IndexFunc(s.people, func(m *member) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return s.people[i]
}

// presence is what a person has to be to do something.
type presence bool

const (
	anyhow  presence = false
	present presence = true // online, and has not blocked the bot
)

// as finds the person that a request is about.
func (s *site) as(p presence, do func(*member, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, _ := strconv.ParseInt(r.PathValue("person"), 10, 64)
		s.mu.Lock()
		m := s.find(id)
		away := m != nil && m.held != nil
		s.mu.Unlock()
		switch {
		case m == nil:
			refuse(w, http.StatusNotFound, "There is no such person here.")
		case p == present && away:
			refuse(w, http.StatusConflict, m.name+" is offline.")
		case p == present && m.Blocked():
			refuse(w, http.StatusConflict, m.name+" has blocked the bot.")
		default:
			do(m, w, r)
		}
	}
}

func (s *site) addPerson(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Language, Starter string }
	if !decode(w, r, &in) {
		return
	}
	in.Name = strings.TrimSpace(in.Name)
	known := func(st Starter) bool { return st.Name == in.Starter }
	switch {
	case in.Name == "" || utf8.RuneCountInString(in.Name) > maxName:
		refuse(w, http.StatusUnprocessableEntity, "A name has 1 to 64 characters.")
		return
	case !languageForm.MatchString(in.Language):
		refuse(w, http.StatusUnprocessableEntity, "A language is a code such as en or pt-br.")
		return
	case !slices.ContainsFunc(s.world.Starters(), known):
		refuse(w, http.StatusUnprocessableEntity, "There is no such diary to begin with.")
		return
	}
	id, ok := s.reserve()
	if !ok {
		refuse(w, http.StatusConflict, "The page is full.")
		return
	}
	defer s.release()
	profile := emulator.Profile{ID: id, FirstName: in.Name, LanguageCode: in.Language}
	s.server.Person(profile) // so that filling the diary can already speak to them
	if err := s.world.Start(r.Context(), id, in.Starter); err != nil {
		s.log.Warn("a diary could not be filled", "starter", in.Starter, "err", err)
		refuse(w, http.StatusInternalServerError, "The diary could not be filled: "+err.Error())
		return
	}
	s.welcome(profile)
	reply(w, http.StatusCreated, map[string]int64{"id": id})
}

// reserve takes an ID and a place on the page for somebody new.
func (s *site) reserve() (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.people)+s.starting >= maxPeople {
		return 0, false
	}
	s.starting++
	s.nextID++
	return s.nextID - 1, true
}

func (s *site) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.starting--
}

func (s *site) read(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct{ Message int }
	if !decode(w, r, &in) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.Message > m.seen {
		m.seen = in.Message
		s.changed()
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) online(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct{ Online bool }
	if !decode(w, r, &in) {
		return
	}
	now := s.chat(m)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case in.Online:
		m.held = nil
	case m.held == nil:
		m.held = &now
	}
	s.changed()
	w.WriteHeader(http.StatusNoContent)
}

func (s *site) blocked(m *member, w http.ResponseWriter, r *http.Request) {
	var in struct{ Blocked bool }
	if !decode(w, r, &in) {
		return
	}
	if in.Blocked {
		m.Block()
	} else {
		m.Unblock()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed()
	w.WriteHeader(http.StatusNoContent)
}
