package storetest

import (
	"slices"
	"time"

	"calmcalf/routines"
	"calmcalf/store"
)

// model says what a store does, with maps.
type model struct {
	books    map[routines.PersonID]content
	leases   map[routines.PersonID]store.Lease // unsettled ones
	settings map[string][]byte
}

func (m *model) book(id routines.PersonID) content {
	if c, ok := m.books[id]; ok {
		return c
	}
	return empty(id)
}

// keep stores what a closure left, or nothing, if that is empty.
func (m *model) keep(id routines.PersonID, c content) {
	bare := c
	bare.Applied = nil
	if differ(empty(id), bare) == "" {
		delete(m.books, id)
		delete(m.leases, id)
		return
	}
	m.books[id] = c
}

// free is when an alarm can be leased, zero for never.
func (m *model) free(id routines.PersonID) time.Time {
	at := m.books[id].Alarm
	if held, ok := m.leases[id]; ok && !at.IsZero() && held.Until.After(at) {
		return held.Until
	}
	return at
}

func (m *model) nextAlarm() (next time.Time) {
	for id := range m.books {
		if at := m.free(id); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// ready reports whether an alarm can be leased.
func (m *model) ready(id routines.PersonID, now, reach time.Time) bool {
	c := m.books[id]
	switch {
	case c.Alarm.IsZero() || m.leases[id].Until.After(now):
		return false
	case !c.Alarm.After(now):
		return true
	}
	return !c.Alarm.After(reach) && !c.Early.IsZero() && !c.Early.After(now)
}

// due lists the instants of the alarms that can be leased, in order.
func (m *model) due(now, reach time.Time, limit int) (alarms []time.Time) {
	for id, c := range m.books {
		if m.ready(id, now, reach) {
			alarms = append(alarms, c.Alarm)
		}
	}
	slices.SortFunc(alarms, time.Time.Compare)
	return alarms[:min(limit, len(alarms))]
}

// waiting counts the alarms at which something is to be said.
func (m *model) waiting(before time.Time, most int) (count int) {
	for _, c := range m.books {
		if !c.Alarm.IsZero() && !c.Early.IsZero() && c.Alarm.Before(before) {
			count++
		}
	}
	return min(count, most)
}
