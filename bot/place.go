package bot

import (
	"strings"
	"time"

	"calmcalf/bot/place"
	"calmcalf/routines"
)

// placeScreen offers the zone that the operator's people mostly live in.
func (t *turn) placeScreen() message {
	return message{
		text: t.text("place.guess", routines.Args{"Zone": t.zone, "Clock": t.clockIn(t.zone)}),
		rows: [][]button{
			{press(t.text("place.button.yes"), "zone", t.zone)},
			{press(t.text("place.button.elsewhere"), "zone", "")},
		},
	}
}

// clockIn is the wall-clock time that a zone shows now.
func (t *turn) clockIn(zone string) routines.Clock {
	location, err := time.LoadLocation(zone)
	if err != nil {
		location = time.UTC
	}
	hour, minute, _ := t.now.In(location).Clock()
	return routines.ClockOf(hour, minute)
}

// askPlace asks for a city, or for the phone's location.
func (t *turn) askPlace() {
	t.person().Asking = "place"
	t.send(message{text: t.text("place.ask"), keyboard: location})
}

func timezone(t *turn) error {
	if t.argument() == "" {
		t.askPlace()
		return nil
	}
	return placeTyped(t)
}

// placeTyped offers the zones that words may mean, each with its clock, since
// that is what people can check.
func placeTyped(t *turn) error {
	if t.person().Consented.IsZero() {
		return start(t)
	}
	text := t.argument()
	found := place.Find(text)
	if len(found) == 0 {
		return &routines.Error{Kind: routines.NotFound, Key: "error.place.unknown", Args: routines.Args{"Read": shorten(text, 40)}}
	}
	t.offerPlaces(found)
	return nil
}

// placeShared offers the zone of the nearest city. Only the zone is kept.
func placeShared(t *turn) error {
	if t.person().Consented.IsZero() {
		return start(t)
	}
	found, err := place.Nearest(t.in.place.latitude, t.in.place.longitude)
	if err != nil {
		return &routines.Error{Kind: routines.Refused, Key: "error.place.location"}
	}
	t.offerPlaces([]place.Place{found})
	return nil
}

func (t *turn) offerPlaces(found []place.Place) {
	if len(found) == 1 {
		t.send(message{
			text: t.text("place.confirm", routines.Args{"Place": placeName(found[0]), "Clock": t.clockIn(found[0].Zone)}),
			rows: [][]button{{press(t.text("place.button.yes"), "zone", found[0].Zone)}, {press(t.text("place.button.elsewhere"), "zone", "")}},
		})
		return
	}
	m := message{text: t.text("place.which")}
	for _, p := range found {
		label := t.text("place.button.choice", routines.Args{"Place": placeName(p), "Clock": t.clockIn(p.Zone)})
		m.rows = append(m.rows, []button{press(label, "zone", p.Zone)})
	}
	m.rows = append(m.rows, []button{press(t.text("place.button.elsewhere"), "zone", "")})
	t.send(m)
}

func placeName(p place.Place) string {
	parts := []string{p.City}
	for _, part := range []string{p.Region, p.Country} {
		if part != "" && part != p.City {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// zoneTap sets the zone, of a newcomer or of a member on the way.
func zoneTap(t *turn) error {
	p := t.person()
	if p.Consented.IsZero() {
		return start(t)
	}
	if t.in.tap.arg(0) == "" {
		t.askPlace()
		return nil
	}
	zone, ok := place.Zone(strings.Join(t.in.tap.args, ":"))
	if !ok {
		return stale
	}
	p.Asking = ""
	p.Plan.Zone = zone
	if !p.Member() {
		return start(t)
	}
	t.replanned()
	// With the keyboard, which the request for a location took away.
	t.send(message{text: t.text("place.set", routines.Args{"Zone": zone, "Clock": t.clockIn(zone)}), keyboard: mainKeys})
	return nil
}
