package export

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"calmcalf/routines"
)

// The shape of a document. schema.json says what each field means, what it may
// hold, and which may be left out: those have omitzero here.

type document struct {
	Format  string        `json:"format"`
	Version int           `json:"version"`
	MadeAt  instant       `json:"made_at"`
	Person  personRecord  `json:"person"`
	Nights  []nightRecord `json:"nights"`
}

type personRecord struct {
	Language  string          `json:"language"`
	Admitted  instant         `json:"admitted,omitzero"`
	Joined    instant         `json:"joined,omitzero"`
	Consented instant         `json:"consented,omitzero"`
	Settings  settings        `json:"settings"`
	Plan      planRecord      `json:"plan"`
	Gates     gatesRecord     `json:"gates"`
	Care      careRecord      `json:"care"`
	Quiet     quietRecord     `json:"quiet"`
	Noted     notedRecord     `json:"noted"`
	Summaries summariesRecord `json:"summaries"`
}

type planRecord struct {
	Zone    string                  `json:"zone"`
	Journey journeyRecord           `json:"journey,omitzero"`
	Wake    weekRecord              `json:"wake"`
	Bed     weekRecord              `json:"bed"`
	Habits  map[routine]habitRecord `json:"habits"`
	CheckIn []slotRecord            `json:"check_in"`
	Pauses  []spanRecord            `json:"pauses"`
}

type journeyRecord struct {
	Zone  string `json:"zone"`
	Until date   `json:"until"`
}

type weekRecord struct {
	Monday    clock `json:"monday"`
	Tuesday   clock `json:"tuesday"`
	Wednesday clock `json:"wednesday"`
	Thursday  clock `json:"thursday"`
	Friday    clock `json:"friday"`
	Saturday  clock `json:"saturday"`
	Sunday    clock `json:"sunday"`
}

type habitRecord struct {
	On    bool         `json:"on"`
	Slots []slotRecord `json:"slots"`
}

// slotRecord has either an anchor with minutes or a cron specification.
type slotRecord struct {
	From    anchor   `json:"from,omitzero"`
	Minutes int16    `json:"minutes,omitzero"`
	Cron    string   `json:"cron,omitzero"`
	Nights  weekdays `json:"nights,omitzero"`
}

type spanRecord struct {
	From date `json:"from"`
	To   date `json:"to,omitzero"`
}

type gatesRecord struct {
	Answered instant    `json:"answered,omitzero"`
	Asked    instant    `json:"asked,omitzero"`
	Closed   activities `json:"closed"`
}

type careRecord struct {
	Since  instant `json:"since,omitzero"`
	Called instant `json:"called,omitzero"`
	Usual  signs   `json:"usual"`
	Hush   instant `json:"hush,omitzero"`
}

type quietRecord struct {
	Routines map[routine]uint8 `json:"routines"`
	Told     []routine         `json:"told"`
	CheckIns uint8             `json:"check_ins"`
	Since    date              `json:"since,omitzero"`
	Asked    date              `json:"asked,omitzero"`
}

type notedRecord struct {
	Appointment date `json:"appointment,omitzero"`
	Pattern     date `json:"pattern,omitzero"`
	CrampNights int  `json:"cramp_nights"`
	Disturbed   int  `json:"disturbed"`
	Adjoining   int  `json:"adjoining"`
}

type summariesRecord struct {
	Last     month           `json:"last,omitzero"`
	Blank    month           `json:"blank,omitzero"`
	Compare  routine         `json:"compare,omitzero"`
	Insights []insightRecord `json:"insights"`
}

type insightRecord struct {
	Month      month            `json:"month"`
	Routine    routine          `json:"routine"`
	With       proportionRecord `json:"with"`
	Without    proportionRecord `json:"without"`
	Unanswered int              `json:"unanswered"`
}

type proportionRecord struct {
	CrampNights int `json:"cramp_nights"`
	Nights      int `json:"nights"`
}

type nightRecord struct {
	Date   date           `json:"date"`
	Opened second         `json:"opened"`
	Since  second         `json:"since,omitzero"`
	Paused bool           `json:"paused,omitzero"`
	Asked  second         `json:"asked,omitzero"`
	Again  bool           `json:"again,omitzero"`
	Marks  []markRecord   `json:"marks"`
	Log    []answerRecord `json:"log"`
	Cramps []crampRecord  `json:"cramps"`
	Notes  []noteRecord   `json:"notes"`
}

type markRecord struct {
	Routine  routine `json:"routine"`
	Ordinal  uint8   `json:"ordinal"`
	State    state   `json:"state"`
	Due      second  `json:"due"`
	Sent     second  `json:"sent,omitzero"`
	Answered second  `json:"answered,omitzero"`
	Snoozed  second  `json:"snoozed,omitzero"`
	Again    bool    `json:"again,omitzero"`
}

// answerRecord's value is a word, a number, a list of words or null, as its
// question has it.
type answerRecord struct {
	Question question       `json:"question"`
	Value    jsontext.Value `json:"value"`
	At       second         `json:"at"`
	Usual    bool           `json:"usual,omitzero"`
}

type crampRecord struct {
	At     second `json:"at"`
	Logged second `json:"logged"`
	Undone bool   `json:"undone,omitzero"`
}

type noteRecord struct {
	Text string `json:"text"`
	At   second `json:"at"`
}

// strictly is how documents are read: no name but ours, none twice, letter case
// counts, and lists end where the schema says, before a hostile one costs much.
// What is missing or out of range the schema tells.
var strictly = json.JoinOptions(json.RejectUnknownMembers(true), json.WithUnmarshalers(json.JoinUnmarshalers(
	atMost[nightRecord](MostNights),
	atMost[markRecord](mostMarks), atMost[answerRecord](mostAnswers), atMost[crampRecord](mostCramps), atMost[noteRecord](routines.MostNotes),
	atMost[slotRecord](mostSlots), atMost[spanRecord](mostPauses), atMost[insightRecord](mostInsights), atMost[routine](len(routines.Routines)),
	json.UnmarshalFromFunc(readShort),
)))

var errMany = errors.New("export: more than a list holds")

// atMost reads lists of some length.
func atMost[T any](most int) *json.Unmarshalers {
	return json.UnmarshalFromFunc(func(d *jsontext.Decoder, list *[]T) error {
		if d.PeekKind() != '[' {
			return json.SkipFunc
		}
		if _, err := d.ReadToken(); err != nil {
			return err
		}
		for d.PeekKind() != ']' {
			var item T
			if err := json.UnmarshalDecode(d, &item); err != nil {
				return err
			}
			if len(*list) == most {
				return errMany
			}
			*list = append(*list, item)
		}
		_, err := d.ReadToken()
		return err
	})
}

// longestValue is more than the longest answer takes, in bytes, whatever spaces
// are in it.
const longestValue = 500

// readShort keeps an answer for its question to read.
func readShort(d *jsontext.Decoder, value *jsontext.Value) error {
	text, err := d.ReadValue()
	if err == nil && len(text) > longestValue {
		return errWord
	}
	*value = text.Clone()
	return err
}

// UnmarshalJSONFrom reads a Night that is as the schema has it. One is looked at
// after the other, so that no more than one is ever held as anything but
// records, and the first mistake is the last that costs anything.
func (r *nightRecord) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	type fields nightRecord
	text, err := d.ReadValue()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, (*fields)(r), d.Options()); err != nil {
		return placed(err)
	}
	return conformsText("night", text)
}
