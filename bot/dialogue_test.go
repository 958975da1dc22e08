package bot_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"calmcalf/bot/emulator"
)

var update = flag.Bool("update", false, "rewrite the bot's lines of the dialogues")

// TestDialogues plays every dialogue and holds what the bot says against the
// file. A dialogue is lines of what happens, between them what the bot says:
//
//	start 2026-11-22 18:00 Europe/Berlin   the first line: when and where
//	ana joins                              she goes through the onboarding as people do, with
//	                                       what the bot guesses or, as in
//	                                       "ana joins New York 8:00 16:00", another place,
//	                                       bedtime and wake time; the bot is not quoted
//	ana> /start                            she types
//	ana! Done                              she taps a button of the latest message that has it
//	ana! Done (22:10)                      the one in the message of that time
//	ana@ 52.52 13.40                       she shares her location
//	ana blocks, ana unblocks
//	ana opens the operator link            and bob opens the invitation, the last one sent
//	ana forges mark:x                      she sends data that no button has
//	ana sends sticker, voice or photo; ana edits hello
//	ana sends the last file                that the bot sent to anybody
//	ana sends diary.json: {}               a file of that name and content
//	ana in a group> hello                  to the bot in a group
//	clock +40m, clock 22:10, clock 2026-11-29 07:00
//	ana lives 28d: No cramps, Done         days go by in which she taps what she is
//	                                       offered of these; the bot is not quoted
//	restart 2h                             the bot is down for so long
//
// The bot's lines begin with "bot<" for a new message, "bot~" for a changed
// one and "bot*" for a line that fades, with the time when time has passed, and
// with the person's name when there are several.
func TestDialogues(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/dialogues/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no dialogues", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got string
			synctest.Test(t, func(t *testing.T) { got = play(t, string(text)) })
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(strings.Split(string(text), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s: the bot says otherwise (-want +got); go test ./bot -run Dialogues -update rewrites it\n%s", file, diff)
			}
		})
	}
}

// pixel is the smallest GIF.
const pixel = "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"

// errEnough ends a dialogue early.
var errEnough = errors.New("enough time has gone by")

// code is the secret part of a link, which differs from run to run.
var code = regexp.MustCompile(`\?start=[A-Z0-9]+`)

// stage is a dialogue being played.
type stage struct {
	*world
	script     []cue
	invitation string          // the link sent last
	file       *emulator.Media // the one sent last
	t          *testing.T
	zone       *time.Location
	began      time.Time
	people     map[string]*emulator.Person
	names      map[int64]string
	events     <-chan emulator.Event
	timed      bool // time has passed since the last line
	out        strings.Builder
	patience   patience
	taps       []tapped // of messages told by their time
}

// tapped is a message that was tapped.
type tapped struct {
	id   int
	sent time.Time
}

// patience is how a dialogue is played in which messages may come late. The
// zero one is for dialogues in which nothing goes wrong.
type patience struct {
	each  time.Duration        // every line begins so long after the one before, or a multiple of it; 0: at once
	taps  []tapped             // what was tapped when this was played at once; told by their ids, as times are others
	late  time.Duration        // instead taps told by when they were sent, with messages that came so much later
	most  time.Duration        // ends before the line in which more than this has gone by; 0: at the end
	begin func(*world)         // before the bot starts
	heard func(emulator.Event) // everything that happens
	after func(line int) bool  // when a line has had its effect; false ends the dialogue
}

func play(t *testing.T, text string) string {
	s := newStage(t, patience{})
	s.play(text)
	return s.out.String()
}

func newStage(t *testing.T, p patience) *stage {
	return &stage{t: t, people: map[string]*emulator.Person{}, names: map[int64]string{}, patience: p}
}

func (s *stage) play(text string) {
	s.script = script(text)
	for i, cue := range s.script {
		if cue.quoted != "" || cue.does == "" {
			fmt.Fprintln(&s.out, cue.quoted)
		}
		if cue.does == "" {
			continue
		}
		if err := s.do(cue.does); errors.Is(err, errEnough) {
			return
		} else if err != nil {
			s.t.Fatalf("%q: %v\n%s", cue.does, err, s.out.String())
		}
		s.listen(cue.untold)
		if s.patience.after != nil && !s.patience.after(i) {
			return
		}
	}
}

// cue is one thing that happens in a dialogue, after which the bot has its say.
type cue struct {
	quoted string // as in the file; empty: an earlier one stands for it
	does   string // empty: nothing happens
	untold bool   // what the bot says is not quoted
}

// script is what happens in a dialogue. Who joins does it by taps and words, each
// of them a cue, so that whatever may come between two taps may come here.
func script(text string) (cues []cue) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		name, how, joins := strings.Cut(line, " joins")
		switch {
		case strings.HasPrefix(line, "bot") || strings.HasPrefix(line, " "):
			// what the bot said is said anew
		case line == "" || strings.HasPrefix(line, "#"):
			cues = append(cues, cue{quoted: line})
		case joins && !strings.Contains(name, " "):
			for i, does := range joining(name, strings.Fields(how)) {
				cues = append(cues, cue{does: does, untold: true})
				if i == 0 {
					cues[len(cues)-1].quoted = line
				}
			}
		default:
			cues = append(cues, cue{quoted: line, does: line})
		}
	}
	return cues
}

// joining is how somebody joins: at a place, with a bedtime and a wake time, or
// with those that the bot guesses.
func joining(name string, how []string) []string {
	home, hours := []string{name + "! Yes, it is"}, name+"! That fits"
	if n := len(how) - 2; n >= 0 && strings.Contains(how[n], ":") {
		hours, how = name+"> "+strings.Join(how[n:], " "), how[:n]
	}
	if len(how) > 0 {
		home = []string{name + "! No, another place", name + "> " + strings.Join(how, " "), name + "! Yes, it is"}
	}
	return slices.Concat([]string{name + "> /start", name + "! Yes, keep my diary"}, home, []string{hours, name + "! None of these"})
}

func (s *stage) do(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "start", "open":
		return s.start(rest, word == "open")
	case "clock":
		return s.pass(rest)
	case "restart":
		after, err := time.ParseDuration(rest)
		if err == nil {
			s.restart(after)
			s.timed = true
		}
		return err
	}
	if rest == "blocks" || rest == "unblocks" {
		if p := s.person(word); rest == "blocks" {
			p.Block()
		} else {
			p.Unblock()
		}
		return nil
	}
	switch action, object, _ := strings.Cut(rest, " "); action {
	case "opens":
		link := s.link
		if object == "the invitation" {
			link = s.invitation
		}
		_, code, _ := strings.Cut(link, "?start=")
		s.person(word).Write("/start " + code)
		return nil
	case "forges":
		m := s.person(word).Messages()
		return s.person(word).PressData(m[len(m)-1].ID, object)
	case "edits":
		m := s.person(word).Messages()
		for i := len(m) - 1; i >= 0; i-- {
			if !m[i].Bot {
				s.person(word).Edit(m[i].ID, object)
				return nil
			}
		}
	case "sends":
		name, content, named := strings.Cut(object, ": ")
		switch {
		case object == "the last file" && s.file != nil:
			s.person(word).Document(s.file.Name, s.file.MIME, s.file.Bytes)
			return nil
		case named:
			s.person(word).Document(name, "", []byte(content))
			return nil
		}
		switch object {
		case "sticker":
			s.person(word).Sticker("🦵")
		case "voice":
			s.person(word).Voice(3 * time.Second)
		case "photo":
			s.person(word).Photo([]byte(pixel), "")
		default:
			return fmt.Errorf("cannot send %q", object)
		}
		return nil
	}
	if text, ok := strings.CutPrefix(rest, "in a group> "); ok {
		s.server.Group(-77, "Family", s.person(word))
		s.person(word).WriteIn(-77, text)
		return nil
	}
	if days, labels, ok := strings.Cut(strings.TrimPrefix(rest, "lives "), ": "); ok && strings.HasPrefix(rest, "lives ") {
		return s.live(s.person(word), days, strings.Split(labels, ", "))
	}
	name, sign := word[:len(word)-1], word[len(word)-1]
	p := s.person(name)
	switch sign {
	case '>':
		p.Write(strings.ReplaceAll(rest, `\n`, "\n"))
	case '!':
		return s.press(p, rest)
	case '@':
		var lat, lon float64
		if _, err := fmt.Sscan(rest, &lat, &lon); err != nil {
			return err
		}
		p.Location(lat, lon)
	default:
		return fmt.Errorf("not a line of a dialogue")
	}
	return nil
}

func (s *stage) start(rest string, open bool) error {
	clock, zone, _ := cutLast(rest)
	location, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, location)
	if err != nil {
		return err
	}
	s.zone, s.began = location, at
	s.world = newWorld(s.t, at, open)
	s.events = s.server.Subscribe(s.t.Context())
	synctest.Wait()
	if s.patience.begin != nil {
		s.stop()
		s.patience.begin(s.world)
		s.boot()
	}
	return nil
}

func cutLast(text string) (before, last string, ok bool) {
	i := strings.LastIndexByte(text, ' ')
	if i < 0 {
		return "", text, false
	}
	return text[:i], text[i+1:], true
}

// pass lets time pass: by a duration, to the next such time of day, or to a
// date and time.
func (s *stage) pass(to string) error {
	s.timed = true
	now := time.Now().In(s.zone)
	var until time.Time
	switch {
	case strings.HasPrefix(to, "+"):
		d, err := time.ParseDuration(to[1:])
		if err != nil {
			return err
		}
		until = now.Add(d)
	case len(to) == len("15:04"):
		at, err := time.Parse("15:04", to)
		if err != nil {
			return err
		}
		until = time.Date(now.Year(), now.Month(), now.Day(), at.Hour(), at.Minute(), 0, 0, s.zone)
		if !until.After(now) {
			until = time.Date(now.Year(), now.Month(), now.Day()+1, at.Hour(), at.Minute(), 0, 0, s.zone)
		}
	default:
		at, err := time.ParseInLocation("2006-01-02 15:04", to, s.zone)
		if err != nil {
			return err
		}
		until = at
	}
	if s.enough(until) {
		return errEnough
	}
	time.Sleep(time.Until(until))
	return nil
}

func (s *stage) enough(until time.Time) bool {
	return s.patience.most > 0 && until.Sub(s.began) > s.patience.most
}

func (s *stage) person(name string) *emulator.Person {
	if p, ok := s.people[name]; ok {
		return p
	}
	id := int64(1001 + len(s.people))
	p := s.server.Person(emulator.Profile{ID: id, FirstName: strings.ToUpper(name[:1]) + name[1:], LanguageCode: "en"})
	s.people[name], s.names[id] = p, name
	return p
}

// press taps the button of the latest message that has it.
func (s *stage) press(p *emulator.Person, label string) error {
	label, at, timed := strings.Cut(strings.TrimSuffix(label, ")"), " (")
	messages := p.Messages()
	for late := time.Duration(0); late <= s.patience.late; late += time.Minute {
		for i := len(messages) - 1; i >= 0; i-- {
			m := messages[i]
			if timed && !s.means(m, at, late) {
				continue
			}
			for _, row := range m.Buttons {
				for _, b := range row {
					if b.Text == label {
						if timed {
							s.taps = append(s.taps, tapped{m.ID, m.Sent})
						}
						return p.Press(m.ID, label)
					}
				}
			}
		}
	}
	return fmt.Errorf("no button [%s]", label)
}

// means reports whether a message is the one of that time.
func (s *stage) means(m emulator.Message, at string, late time.Duration) bool {
	if len(s.patience.taps) == 0 {
		return m.Sent.In(s.zone).Format("15:04") == at || m.Sent.In(s.zone).Format("Mon 15:04") == at
	}
	meant := s.patience.taps[len(s.taps)]
	if s.patience.late == 0 {
		return m.ID == meant.id
	}
	return m.Sent.Add(-late).Truncate(time.Minute).Equal(meant.sent.Truncate(time.Minute))
}

// live lets days go by. Of each message with buttons the person taps what they
// would tap, in order, until it has none of it.
func (s *stage) live(p *emulator.Person, days string, labels []string) error {
	count, err := strconv.Atoi(strings.TrimSuffix(days, "d"))
	if err != nil {
		return err
	}
	long := time.Duration(count) * 24 * time.Hour
	if s.enough(time.Now().Add(long)) {
		return errEnough
	}
	messages, taps := 0, 0
	end := time.NewTimer(long)
	defer end.Stop()
	for over := false; !over; {
		select {
		case <-end.C:
			over = true
		case e := <-s.events:
			if s.patience.heard != nil {
				s.patience.heard(e)
			}
			if e.Message == nil || !e.Message.Bot || e.Kind != emulator.Sent && e.Kind != emulator.Edited {
				continue
			}
			if e.Kind == emulator.Sent {
				messages++
			}
			if label := offered(e.Message, labels); label != "" {
				taps++
				if err := p.Press(e.MessageID, label); err != nil {
					return err
				}
			}
		}
	}
	fmt.Fprintf(&s.out, "    (%d messages, %d taps)\n", messages, taps)
	return nil
}

// offered gives the button of a message that one of the labels begins.
func offered(m *emulator.Message, labels []string) string {
	for _, label := range labels {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Text, label) {
					return b.Text
				}
			}
		}
	}
	return ""
}

// listen waits until nobody has anything more to do now, and writes down what
// the bot said, unless it is untold.
func (s *stage) listen(untold bool) {
	wait := time.Second
	if each := s.patience.each; each > 0 {
		now := time.Now()
		wait += now.Truncate(each).Add(each).Sub(now)
	}
	time.Sleep(wait)
	synctest.Wait()
	for {
		select {
		case e := <-s.events:
			if s.patience.heard != nil {
				s.patience.heard(e)
			}
			if !untold {
				s.write(e)
			}
		default:
			s.timed = false
			return
		}
	}
}

func (s *stage) write(e emulator.Event) {
	sign := ""
	switch {
	case e.Kind == emulator.Sent && e.Message.Bot:
		sign = "<"
	case e.Kind == emulator.Edited && e.Message.Bot:
		sign = "~"
	case e.Kind == emulator.Answered && e.Text != "":
		fmt.Fprintf(&s.out, "bot%s* %s\n", s.addressee(e), e.Text)
		return
	default:
		return
	}
	if e.Message.Silent {
		sign += " (silent)"
	}
	if link := code.FindString(e.Message.Text); link != "" {
		s.invitation = link
		e.Message.Text = code.ReplaceAllString(e.Message.Text, "?start=CODE")
	}
	prefix := "bot" + s.addressee(e) + sign
	for i, line := range strings.Split(e.Message.Text, "\n") {
		if i > 0 {
			prefix = "    |"
		}
		fmt.Fprintln(&s.out, strings.TrimRight(prefix+" "+line, " "))
	}
	switch m := e.Message.Media; {
	case m == nil:
	case m.Kind == "photo":
		fmt.Fprintln(&s.out, "    (picture)")
	default:
		s.file = m
		fmt.Fprintf(&s.out, "    (file %s)\n", m.Name)
	}
	for _, row := range e.Message.Buttons {
		var labels []string
		for _, b := range row {
			labels = append(labels, "["+b.Text+"]")
		}
		fmt.Fprintln(&s.out, "    "+strings.Join(labels, " "))
	}
	if k := e.Message.Keyboard; k != nil && sign == "<" {
		fmt.Fprintln(&s.out, "    (keys)")
	}
}

func (s *stage) addressee(e emulator.Event) string {
	to := ""
	if s.timed {
		to = " " + e.At.In(s.zone).Format("15:04")
	}
	if len(s.people) > 1 {
		to += " " + s.names[e.Chat]
	}
	return to
}
