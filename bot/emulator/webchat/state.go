package webchat

import (
	"slices"
	"time"

	"calmcalf/bot/emulator"
)

// stateView is everything but the chats. It is small, and sent whole whenever
// something in it is different.
type stateView struct {
	Now    int64        `json:"now"` // whole minutes, so that a running clock says little
	Leap   *leapView    `json:"leap"`
	People []personView `json:"people"`
	Faults []faultView  `json:"faults"`
}

type leapView struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

type personView struct {
	ID       int64              `json:"id"`
	Name     string             `json:"name"`
	Language string             `json:"language"`
	Zone     string             `json:"zone"` // IANA
	Online   bool               `json:"online"`
	Blocked  bool               `json:"blocked"`
	Seen     int                `json:"seen"` // the last message that was read
	Commands []emulator.Command `json:"commands"`
	About    string             `json:"about,omitempty"` // what an empty chat shows
	Stops    []stopView         `json:"stops"`
}

type stopView struct {
	Name  string `json:"name"`
	At    string `json:"at"` // exact, for the way back
	Words string `json:"words"`
}

type faultView struct {
	Name  string `json:"name"`
	Times int    `json:"times"`
	Met   int64  `json:"met"`
}

// state looks at everything. It also puts away faults that have run out.
func (s *site) state() stateView {
	s.mu.Lock()
	v := stateView{People: []personView{}, Faults: []faultView{}}
	if s.leap != nil {
		v.Leap = &leapView{s.leap.from.UnixMilli(), s.leap.to.UnixMilli()}
	}
	s.expire()
	for _, f := range s.faults {
		v.Faults = append(v.Faults, faultView{f.name, f.times, f.met.Load()})
	}
	people := slices.Clone(s.people)
	for _, m := range people {
		v.People = append(v.People, personView{
			ID: m.ID, Name: m.name, Language: m.language, Online: m.held == nil, Seen: m.seen,
		})
	}
	s.mu.Unlock()

	for i, m := range people {
		p := &v.People[i]
		p.Zone = s.zone(m.ID)
		p.Blocked = m.Blocked()
		p.Commands = append([]emulator.Command{}, m.Commands()...)
		p.About = s.server.About(m.language).Description
		p.Stops = s.stops(m.ID)
	}
	v.Now = s.world.Now().Truncate(time.Minute).UnixMilli()
	return v
}

// zone is a name that a browser knows.
func (s *site) zone(person int64) string {
	z := s.world.Zone(s.ctx, person)
	if z == nil || z == time.Local {
		return time.UTC.String()
	}
	return z.String()
}

// stops are those that lie ahead. That they are not known is no reason to show
// nothing.
func (s *site) stops(person int64) []stopView {
	views := []stopView{}
	found, err := s.world.Stops(s.ctx, person)
	if err != nil {
		if s.ctx.Err() == nil {
			s.log.Warn("what lies ahead is not known", "err", err)
		}
		return views
	}
	for _, stop := range found {
		views = append(views, stopView{stop.Name, stop.At.UTC().Format(time.RFC3339Nano), stop.Words})
	}
	return views
}
