package talk

import (
	"strconv"

	"calmcalf/bot/locale"
	"calmcalf/bot/read"
	"calmcalf/routines"
)

// checkInPart draws the morning question about a Night: what was answered so
// far, and the question that is open. ask names another question to show.
func (t *Turn) checkInPart(date routines.Date, ask routines.Field) part {
	night, err := t.recall(date)
	if err != nil {
		return part{text: t.mistake(err)}
	}
	if t.asksAfterCare(date) {
		return part{t.seenText(), [][]Button{t.careButtons(checkInCode(date)), {t.getHelp()}}}
	}
	if earlier := t.soreNight(date); earlier != nil && t.isLast(date) {
		return part{t.Text("sore.ask"), [][]Button{t.soreButtons(checkInCode(date), earlier.Date), {t.getHelp()}}}
	}
	if ask != 0 {
		return t.questionPart(night, ask)
	}
	next, open := night.Question()
	switch {
	case t.alarmed(night):
		return t.alarmedPart(night, next, open)
	case open:
		return t.questionPart(night, next)
	}
	return t.completePart(night)
}

// asksAfterCare reports whether the morning question about a Night first asks
// whether somebody has looked.
func (t *Turn) asksAfterCare(date routines.Date) bool {
	_, told := t.tonight().Answer(routines.Seen)
	return !told && t.person().AsksAfterCare(t.tonight().Opened) && t.isLast(date)
}

// givenText lists the answers under the name of the Night. It is empty when there
// are none.
func (t *Turn) givenText(night *routines.Night) locale.HTML {
	given := t.answersText(night)
	if given == "" {
		return ""
	}
	return t.nightText("checkin.night.", night.Date) + "\n" + given
}

// alarmedPart says that a leg should be seen before it asks anything else.
func (t *Turn) alarmedPart(night *routines.Night, next routines.Field, open bool) part {
	p := part{t.belowGiven(night, next, t.sameDayText()), t.alarmButtons(checkInCode(night.Date), night)}
	if open {
		p.rows = append(p.rows, []Button{t.askButton("page.button.checkin", night.Date, next)})
	}
	return p
}

// questionPart asks one question, below what is answered.
func (t *Turn) questionPart(night *routines.Night, ask routines.Field) part {
	return part{t.belowGiven(night, ask, t.questionText(night, ask)), t.questionButtons(night, ask)}
}

// belowGiven puts a text below the answers so far, except below the first question,
// where they would only distract.
func (t *Turn) belowGiven(night *routines.Night, ask routines.Field, text locale.HTML) locale.HTML {
	given := t.givenText(night)
	if given == "" || ask == routines.Cramps {
		return text
	}
	return given + "\n\n" + text
}

// completePart shows a check-in that is complete, with a way to change it.
func (t *Turn) completePart(night *routines.Night) part {
	var row []Button
	if undo, ok := night.LastAnswered(); ok {
		row = append(row, t.answerButton(t.Text("prompt.button.undo"), night.Date, undo, routines.Withdrawn))
	}
	return part{t.givenText(night), [][]Button{
		append(row, t.askButton("checkin.button.change", night.Date, routines.Cramps)),
		{t.askButton("checkin.button.leg", night.Date, routines.Leg)},
	}}
}

// askButton shows a question about a Night.
func (t *Turn) askButton(label string, night routines.Date, f routines.Field) Button {
	return press(t.Text(label), askVerb, checkInCode(night), fieldCode(f))
}

// answerButton answers a question about a Night.
func (t *Turn) answerButton(label locale.HTML, night routines.Date, f routines.Field, v routines.Value) Button {
	return press(label, answerVerb, checkInCode(night), fieldCode(f), valueCode(v))
}

func (t *Turn) questionText(night *routines.Night, ask routines.Field) locale.HTML {
	if ask == routines.Cramps {
		text := t.nightText("checkin.ask.cramps.", night.Date)
		if n := night.LoggedCramps(); n > 0 && !night.Checked() {
			text += "\n" + t.Text("checkin.logged", routines.Args{"Count": n})
		}
		return text
	}
	return t.Text("checkin.ask." + fieldNames[ask])
}

// fieldNames end the locale keys of questions and answers.
var fieldNames = map[routines.Field]string{
	routines.Cramps:  "cramps",
	routines.Leg:     "leg",
	routines.Pain:    "pain",
	routines.Sleep:   "sleep",
	routines.Longest: "longest",
	routines.Eased:   "eased",
	routines.Where:   "where",
	routines.Side:    "side",
	routines.Legs:    "legs",
}

func fieldCode(f routines.Field) string { return strconv.Itoa(int(f)) }

func valueCode(v routines.Value) string { return strconv.Itoa(int(v)) }

// questionButtons draws the answers to a question. The answer given before
// carries a mark.
func (t *Turn) questionButtons(night *routines.Night, ask routines.Field) [][]Button {
	given, answered := night.Answer(ask)
	choice := func(v routines.Value) Button {
		label := t.answerLabel(ask, v)
		if answered && v == given {
			label = t.chosen(label)
		}
		return t.answerButton(label, night.Date, ask, v)
	}
	var rows [][]Button
	switch ask {
	case routines.Cramps:
		if logged := night.LoggedCramps(); logged > 0 && !answered {
			v := routines.Value(min(logged, routines.MostCramps))
			label := t.Text("checkin.button.logged", routines.Args{"Count": int(v)})
			rows = append(rows, []Button{t.answerButton(label, night.Date, ask, v)})
		}
		counts := [][]Button{{choice(1), choice(2), choice(3), choice(4), choice(5)}}
		if t.spoken() { // words need room
			counts = [][]Button{{choice(1), choice(2)}, {choice(3), choice(4)}, {choice(5)}}
		}
		rows = append(append(rows, []Button{choice(0)}), counts...)
		rows = append(rows, []Button{t.askButton("checkin.button.leg", night.Date, routines.Leg), t.getHelp()})
		return rows
	case routines.Leg:
		return [][]Button{{choice(routines.LegFine), choice(routines.LegSore)}, {choice(routines.LegAlarm)}, {t.getHelp()}}
	case routines.Pain:
		rows = [][]Button{{choice(1), choice(2), choice(3), choice(4), choice(5)}, {choice(6), choice(7), choice(8), choice(9), choice(10)}}
	case routines.Sleep:
		rows = [][]Button{{choice(0), choice(1), choice(2)}}
	case routines.Longest:
		rows = [][]Button{{choice(0), choice(1)}, {choice(2), choice(3)}}
	case routines.Eased:
		return [][]Button{{choice(0), choice(1)}, {t.getHelp()}}
	case routines.Where:
		rows = t.whereButtons(night.Date, given, answered)
	case routines.Side:
		rows = [][]Button{{choice(1), choice(2), choice(3)}}
	}
	last := []Button{t.answerButton(t.Text("checkin.button.all"), night.Date, routines.Complete, 1)}
	if t.usual(night) != nil {
		last = append(last, press(t.Text("checkin.button.usual"), usualVerb, checkInCode(night.Date)))
	}
	return append(rows, last)
}

// whereButtons lets several places be chosen: each button carries the set that
// results from tapping it.
func (t *Turn) whereButtons(night routines.Date, given routines.Value, answered bool) [][]Button {
	var row []Button
	for _, part := range []routines.Value{routines.Calf, routines.Foot, routines.Thigh} {
		label := t.answerLabel(routines.Where, part)
		if answered && given&part != 0 {
			label = t.chosen(label)
		}
		row = append(row, t.answerButton(label, night, routines.Where, given^part))
	}
	rows := [][]Button{row}
	if given != 0 {
		rows = append(rows, []Button{t.askButton("checkin.button.next", night, routines.Side)})
	}
	return rows
}

// chosen marks the label of an answer that was given.
func (t *Turn) chosen(label locale.HTML) locale.HTML {
	if t.spoken() {
		return t.Text("spoken.chosen", routines.Args{"Label": label})
	}
	return t.Text("checkin.button.chosen", routines.Args{"Label": label})
}

// usual is the Night whose answers [As usual] repeats: the latest one in four weeks
// that has any.
func (t *Turn) usual(night *routines.Night) *routines.Night {
	const back = 28
	nights := t.book.Nights(night.Date-back, night.Date-1)
	for i := len(nights) - 1; i >= 0; i-- {
		if _, ok := nights[i].Answer(routines.Pain); ok {
			return nights[i]
		}
	}
	return nil
}

// answerLabel writes an answer as its button has it.
func (t *Turn) answerLabel(f routines.Field, v routines.Value) locale.HTML {
	if f == routines.Pain {
		return locale.Escape(strconv.Itoa(int(v)))
	}
	if f == routines.Cramps && v > 0 && t.spoken() {
		return t.crampsText(int(v))
	}
	if f == routines.Where {
		var parts []locale.HTML
		for _, part := range []routines.Value{routines.Calf, routines.Foot, routines.Thigh} {
			if v&part != 0 {
				parts = append(parts, t.Text("answer.where."+valueCode(part)))
			}
		}
		return t.Say.List(parts)
	}
	return t.Text("answer." + fieldNames[f] + "." + valueCode(v))
}

// answerSaid writes an answer as part of a line about its Night.
func (t *Turn) answerSaid(f routines.Field, v routines.Value) locale.HTML {
	switch f {
	case routines.Pain, routines.Where:
		return t.Text("answer.said."+fieldNames[f], routines.Args{"Answer": t.answerLabel(f, v)})
	}
	return t.Text("answer.said." + fieldNames[f] + "." + valueCode(v))
}

// answersText lists what is known about a Night, in a line.
func (t *Turn) answersText(night *routines.Night) locale.HTML {
	var parts []locale.HTML
	count, known := night.CrampCount()
	if known {
		parts = append(parts, t.crampsText(count))
	}
	for _, f := range []routines.Field{routines.Leg, routines.Pain, routines.Sleep, routines.Longest, routines.Where, routines.Side, routines.Legs} {
		if v, ok := night.Answer(f); ok && v != 0 && f.Concerns(count) {
			parts = append(parts, t.answerSaid(f, v))
		}
	}
	text := t.Say.Dots(parts)
	// All of them would not fit into one message.
	for _, note := range night.Notes[max(0, len(night.Notes)-2):] {
		text += "\n" + t.Text("note.line", routines.Args{"Text": shorten(note.Text, 200)})
	}
	if more := len(night.Notes) - 2; more > 0 {
		text += "\n" + t.Text("note.more", routines.Args{"Count": more})
	}
	return text
}

// crampsText writes a number of cramps; MostCramps reads "at least".
func (t *Turn) crampsText(count int) locale.HTML {
	switch {
	case count == 0:
		return t.Text("cramps.none")
	case count >= routines.MostCramps:
		return t.Text("cramps.most")
	}
	return t.Text("cramps.count", routines.Args{"Count": count})
}

// checkInTap reads the card of a tapped answer and the Night it is about.
func (t *Turn) checkInTap() (c routines.Card, night *routines.Night, err error) {
	if c, _, err = t.tapped(0); err != nil {
		return c, nil, err
	}
	if c.CheckIn == 0 {
		return c, nil, stale
	}
	night, err = t.recall(c.CheckIn)
	return c, night, err
}

// answerTap stores one answer and asks the next question in the same message.
func answerTap(t *Turn) error {
	c, night, err := t.checkInTap()
	if err != nil {
		return err
	}
	field, err := t.In.tap.number(1, int(routines.Complete))
	if err != nil {
		return err
	}
	value, err := t.In.tap.number(2, int(routines.Withdrawn))
	if err != nil {
		return err
	}
	if t.book.Night(night.Date) == nil {
		night = t.book.Add(*night)
	}
	f, v := routines.Field(field), routines.Value(value)
	if err := t.person().Reply(night, f, v, t.Now); err != nil {
		return err
	}
	t.showAfterAnswer(c, night, f, v)
	t.afterAnswer()
	t.afterCheckIn(night)
	return nil
}

// showAfterAnswer asks what follows an answer, in the same message.
func (t *Turn) showAfterAnswer(c routines.Card, night *routines.Night, f routines.Field, v routines.Value) {
	switch next, more := f.After(night); {
	case v == routines.Withdrawn && f != routines.Complete:
		t.showCard(c, f)
	case f == routines.Where:
		t.showCard(c, routines.Where)
	case f == routines.Complete || !more:
		t.showCard(c, 0)
	default:
		t.showCard(c, next)
	}
	if v, ok := night.Answer(routines.Eased); f == routines.Eased && ok && v == routines.DidNotEase {
		t.send(t.longCramp())
	}
}

// answerAgain asks what follows the answer, as the Night stands.
func answerAgain(t *Turn) error {
	c, night, err := t.checkInTap()
	if err != nil {
		return err
	}
	field, err := t.In.tap.number(1, int(routines.Complete))
	if err != nil {
		return err
	}
	f := routines.Field(field)
	v, ok := night.Answer(f)
	if !ok {
		v = routines.Withdrawn
	}
	t.showAfterAnswer(c, night, f, v)
	return nil
}

// askTap shows a question without answering anything.
func askTap(t *Turn) error {
	c, _, err := t.checkInTap()
	if err != nil {
		return err
	}
	field, err := t.In.tap.number(1, int(routines.Side))
	if err != nil || field == 0 {
		return stale
	}
	t.showCard(c, routines.Field(field))
	return nil
}

// asUsualTap fills in the last answers.
func asUsualTap(t *Turn) error {
	c, night, err := t.checkInTap()
	if err != nil {
		return err
	}
	usual := t.usual(night)
	if usual == nil {
		return stale
	}
	if err := night.AsUsual(usual, t.Now); err != nil {
		return err
	}
	t.showCard(c, 0)
	t.afterCheckIn(night)
	return nil
}

// afterCheckIn says what follows a check-in that is complete.
func (t *Turn) afterCheckIn(night *routines.Night) {
	if _, open := night.Question(); open {
		return
	}
	if count, _ := night.CrampCount(); count > 0 {
		t.pattern(night)
	}
	if t.person().Gates.Outdated(t.Now) {
		t.person().Gates.Asked = t.Now
		t.send(t.gatesStillHold())
	}
}

// checkIn asks the morning questions now, about last night or another one.
func checkIn(t *Turn) error {
	date, err := t.checkInDate(t.argument())
	if err != nil {
		return err
	}
	night, err := t.recall(date)
	if err != nil {
		return err
	}
	t.sendCard(routines.Card{CheckIn: night.Date})
	return nil
}

// checkInDate finds the Night that is meant. Between bedtime and waking "last
// night" is the one under way.
func (t *Turn) checkInDate(text string) (routines.Date, error) {
	tonight, last := t.tonight(), t.lastNight()
	current := tonight.Date - 1
	if last != nil {
		current = last.Date
	}
	if t.Now.After(t.person().Plan.Bedtime(tonight.Date)) {
		current = tonight.Date
	}
	switch {
	case text == "":
		return current, nil
	case t.words().NightBefore(text):
		return current - 1, nil
	}
	date, err := t.words().Date(text, t.today(), read.Past)
	if err != nil {
		return 0, err
	}
	if date > tonight.Date {
		return 0, &routines.Error{Kind: routines.TooLate, Key: "error.date.future"}
	}
	return date, nil
}

// mostBackfill is how many days before joining a Night may lie to be filled in.
const mostBackfill = 31

// recall finds the Night of a date: in the Book, or a new one from before the
// person joined, which enters the Book with its first answer.
func (t *Turn) recall(date routines.Date) (*routines.Night, error) {
	p := t.person()
	if date == t.tonight().Date && t.Now.Before(p.Plan.Bedtime(date)) && !t.tonight().Checked() {
		return nil, &routines.Error{Kind: routines.TooLate, Key: "error.date.future"}
	}
	if night := t.book.Night(date); night != nil {
		return night, nil
	}
	joined := routines.DateAt(p.Joined.In(t.Location()))
	if date < joined-mostBackfill {
		return nil, &routines.Error{Kind: routines.Refused, Key: "error.date.early", Args: routines.Args{"Date": joined - mostBackfill}}
	}
	if date >= joined {
		return nil, &routines.Error{Kind: routines.NotFound, Key: "error.night.unknown", Args: routines.Args{"Date": date}}
	}
	opened := p.Plan.WakeTime(date)
	return &routines.Night{Date: date, Opened: opened, Since: opened}, nil
}
