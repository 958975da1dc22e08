package talk

import (
	"strings"
	"time"

	"calmcalf/bot/locale"
	"calmcalf/bot/place"
	"calmcalf/bot/read"
	"calmcalf/routines"
)

// placeScreen offers the zone that the operator's people mostly live in.
func (t *Turn) placeScreen() Message {
	city := t.zone[strings.LastIndexByte(t.zone, '/')+1:]
	return Message{
		Text: t.Text("place.guess", routines.Args{"Place": strings.ReplaceAll(city, "_", " "), "Clock": t.clockIn(t.zone)}),
		Rows: [][]Button{
			{press(t.Text("place.button.yes"), "zone", t.zone)},
			{press(t.Text("place.button.elsewhere"), "zone", "")},
		},
	}
}

// clockIn is the wall-clock time in a zone now.
func (t *Turn) clockIn(zone string) routines.Clock {
	location, err := time.LoadLocation(zone)
	if err != nil {
		location = time.UTC
	}
	hour, minute, _ := t.Now.In(location).Clock()
	return routines.ClockOf(hour, minute)
}

// askPlace asks for a city, or for the phone's location.
func (t *Turn) askPlace() {
	t.person().Asking = "place"
	t.sendPlaceQuestion()
}

func (t *Turn) sendPlaceQuestion() {
	t.send(Message{Text: t.Text("place.ask"), Keyboard: ShareLocation})
}

func timezone(t *Turn) error {
	if t.argument() == "" {
		t.askPlace()
		return nil
	}
	city, until, journey := t.words().Until(t.argument())
	if !journey {
		return placeTyped(t)
	}
	date, err := t.words().Date(until, t.tonight().Date, read.Future)
	if err != nil {
		return err
	}
	if date < t.tonight().Date {
		return &routines.Error{Kind: routines.Refused, Key: "error.journey.past", Args: routines.Args{"Date": date}}
	}
	return t.findPlace(city, date)
}

// timezoneAgain offers the same places, or repeats the question while it is open.
func timezoneAgain(t *Turn) error {
	switch {
	case t.argument() != "":
		return timezone(t)
	case t.person().Asking == "place":
		t.sendPlaceQuestion()
		return nil
	}
	return planAgain(t)
}

// placeTyped offers the zones that words may mean, each with its clock, since
// that is what people can check.
func placeTyped(t *Turn) error {
	if t.person().Consented.IsZero() {
		return start(t)
	}
	return t.findPlace(t.argument(), 0)
}

func placeTypedAgain(t *Turn) error {
	if t.person().Consented.IsZero() {
		return onboarding(t)
	}
	return t.findPlace(t.argument(), 0)
}

func (t *Turn) findPlace(text string, until routines.Date) error {
	found := place.Find(text)
	if len(found) == 0 {
		return &routines.Error{Kind: routines.NotFound, Key: "error.place.unknown", Args: routines.Args{"Read": shorten(text, 40)}}
	}
	t.offerPlaces(found, until)
	return nil
}

// placeShared offers the zone of the nearest city. Only the zone is kept.
func placeShared(t *Turn) error {
	if t.person().Consented.IsZero() {
		return start(t)
	}
	found, err := place.Nearest(t.In.Place.Latitude, t.In.Place.Longitude)
	if err != nil {
		return &routines.Error{Kind: routines.Refused, Key: "error.place.location"}
	}
	t.offerPlaces([]place.Place{found}, 0)
	return nil
}

func placeSharedAgain(t *Turn) error {
	if t.person().Consented.IsZero() {
		return onboarding(t)
	}
	return placeShared(t)
}

// offerPlaces asks which place is meant, for good or until a date.
func (t *Turn) offerPlaces(found []place.Place, until routines.Date) {
	choose := func(label locale.HTML, p place.Place) []Button {
		if until != 0 {
			return []Button{press(label, "zone", p.Zone, until.String())}
		}
		return []Button{press(label, "zone", p.Zone)}
	}
	if len(found) == 1 {
		t.send(Message{
			Text: t.Text("place.confirm", routines.Args{"Place": t.placeName(found[0]), "Clock": t.clockIn(found[0].Zone)}),
			Rows: [][]Button{choose(t.Text("place.button.yes"), found[0]), {press(t.Text("place.button.elsewhere"), "zone", "")}},
		})
		return
	}
	m := Message{Text: t.Text("place.which")}
	for _, p := range found {
		label := t.Text("place.button.choice", routines.Args{"Place": t.placeName(p), "Clock": t.clockIn(p.Zone)})
		m.Rows = append(m.Rows, choose(label, p))
	}
	m.Rows = append(m.Rows, []Button{press(t.Text("place.button.elsewhere"), "zone", "")})
	t.send(m)
}

func (t *Turn) placeName(p place.Place) locale.HTML {
	parts := []locale.HTML{locale.Escape(p.City)}
	for _, part := range []string{p.Region, p.Country} {
		if part != "" && part != p.City {
			parts = append(parts, locale.Escape(part))
		}
	}
	return t.Say.Commas(parts)
}

// zoneTap sets the zone of a newcomer, or of a member who has moved or travels.
func zoneTap(t *Turn) error {
	p := t.person()
	if p.Consented.IsZero() {
		return start(t)
	}
	if t.In.tap.arg(0) == "" {
		t.askPlace()
		return nil
	}
	zone, ok := place.Zone(t.In.tap.arg(0))
	if !ok {
		return stale
	}
	p.Asking = ""
	if p.Member() && t.In.tap.arg(1) != "" {
		return t.travel(zone)
	}
	p.Plan.Zone, p.Plan.Journey = zone, routines.Journey{}
	if !p.Member() {
		return start(t)
	}
	t.replanned()
	t.sayZone()
	return nil
}

// zoneAgain says which zone is set, or repeats the question while it is open.
func zoneAgain(t *Turn) error {
	p := t.person()
	switch {
	case t.In.tap.arg(0) == "" && !p.Consented.IsZero() && p.Asking == "place":
		t.sendPlaceQuestion()
	case !p.Member():
		return onboarding(t)
	case p.Plan.Journey != routines.Journey{}:
		t.sayJourney()
	default:
		t.sayZone()
	}
	return nil
}

// sayZone comes with the keyboard, which the request for a location took away.
func (t *Turn) sayZone() {
	zone := t.person().Plan.Zone
	t.send(Message{Text: t.Text("place.set", routines.Args{"Zone": zone, "Clock": t.clockIn(zone)}), Keyboard: MainKeys})
}

func (t *Turn) sayJourney() {
	plan := &t.person().Plan
	t.send(Message{Keyboard: MainKeys, Text: t.Text("place.journey", routines.Args{
		"Zone": plan.Journey.Zone, "Clock": t.clockIn(plan.Journey.Zone), "Until": plan.Journey.Until, "Home": plan.Zone})})
}

// travel sets the zone of a journey, which ends by itself.
func (t *Turn) travel(zone string) error {
	until, err := t.In.tap.date(1)
	if err != nil {
		return err
	}
	if until < t.tonight().Date {
		return &routines.Error{Kind: routines.Refused, Key: "error.journey.past", Args: routines.Args{"Date": until}}
	}
	p := t.person()
	p.Plan.Journey = routines.Journey{Zone: zone, Until: until}
	t.replanned()
	t.sayJourney()
	return nil
}
