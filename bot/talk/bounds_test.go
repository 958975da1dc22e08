package talk

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"calmcalf/routines"
)

// TestBoundsAreSaid goes one beyond each bound: one sentence says what stays, and nothing
// is changed.
func TestBoundsAreSaid(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		fill    func(*Turn)
		typed   string
		tapped  string
		says    string
		changed func(*Turn) bool
	}{
		"a cramp": {
			fill: func(t *Turn) {
				for i := range routines.MostLogged {
					at := t.Now.Add(-time.Duration(i+600) * time.Second)
					if err := t.tonight().LogCramp(at, at); err != nil {
						panic(err)
					}
				}
			},
			tapped:  "cramp:" + tonightDate.String() + ":eased:",
			says:    "100 cramps already",
			changed: func(t *Turn) bool { return len(t.tonight().Cramps) != routines.MostLogged },
		},
		"an answer": {
			fill: func(t *Turn) {
				for i := range routines.MostAnswers {
					t.lastNight().Record(routines.Pain, routines.Value(1+i%10), t.Now)
				}
			},
			tapped:  answerVerb + ":" + checkInCode(tonightDate-1) + ":" + fieldCode(routines.Cramps) + ":2",
			says:    "200 answers already",
			changed: func(t *Turn) bool { return len(t.lastNight().Log) != routines.MostAnswers },
		},
		"a pause": {
			fill: func(t *Turn) {
				for i := range routines.Date(routines.MostPauses) {
					day := tonightDate + 10 + 2*i
					if err := t.person().Plan.Pause(routines.Span{From: day, To: day}, tonightDate); err != nil {
						panic(err)
					}
				}
			},
			typed:   "/pause 2d",
			says:    "100 pauses ahead",
			changed: func(t *Turn) bool { return len(t.person().Plan.Pauses) != routines.MostPauses },
		},
		"the morning question": {
			typed:   "/set checkin */5 7-9 * * *",
			says:    "12 times a day at most",
			changed: func(t *Turn) bool { return false },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turn := fuzzTurn(t, Input{})
			if row.fill != nil {
				row.fill(turn)
			}
			in := Input{Update: 1, Message: 7}
			if row.typed != "" {
				in.Message = 0
				in.Write(row.typed, "calmcalf_bot")
			} else {
				data := row.tapped
				if strings.HasSuffix(data, "eased:") {
					data += strconv.FormatInt(turn.Now.Unix(), 36)
				}
				in.Press("1", data)
			}
			turn.In = in
			err := turn.Run()
			if said := turn.mistake(err).Plain(); !strings.Contains(said, row.says) || !strings.Contains(said, "Nothing was changed") {
				t.Errorf("%v: %q", err, said)
			}
			if row.changed(turn) {
				t.Error("something was changed")
			}
		})
	}
}

// TestLongCrampInAFullNight says what to do about a cramp that lasts, though the Night has
// no room for it.
func TestLongCrampInAFullNight(t *testing.T) {
	t.Parallel()
	turn := fuzzTurn(t, Input{})
	for i := range routines.MostLogged {
		at := turn.Now.Add(-time.Duration(i+1) * time.Second)
		if err := turn.tonight().LogCramp(at, at); err != nil {
			t.Fatal(err)
		}
	}
	in := Input{Update: 1, Message: 7}
	in.Press("1", "cramp:"+tonightDate.String()+":still:"+strconv.FormatInt(turn.Now.Add(-tooLong).Unix(), 36))
	turn.In = in
	if err := turn.Run(); err != nil || len(turn.Out) != 2 || turn.Out[1].Text != turn.longCramp().Text {
		t.Errorf("%v %+v", err, turn.Out)
	}
}
