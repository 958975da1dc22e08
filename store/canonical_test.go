package store

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"calmcalf/routines"
)

// TestRecordsAreCanonical reads what was written without knowing what it means,
// and writes it again as the standard says.
func TestRecordsAreCanonical(t *testing.T) {
	t.Parallel()
	encoding, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	decoding, err := cbor.DecOptions{
		DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden, UTF8: cbor.UTF8DecodeInvalid,
	}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	nights, persons, instants := anything[routines.Night](time.Second), anything[routines.Person](time.Microsecond), instants(time.Microsecond)
	rapid.Check(t, func(t *rapid.T) {
		night := nights.Draw(t, "night")
		book := &Book{
			Person:  persons.Draw(t, "person"),
			Alarm:   instants.Draw(t, "alarm").(time.Time),
			Early:   instants.Draw(t, "early").(time.Time),
			Applied: rapid.SliceOf(rapid.Int64()).Draw(t, "applied"),
		}
		nightRecord, err := encodeNight(0, &night)
		if err != nil {
			t.Fatal(err)
		}
		head, _, err := encodeHead(book)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range [][]byte{nightRecord, head} {
			payload := record[:len(record)-checksumBytes]
			var value any
			if err := decoding.Unmarshal(payload, &value); err != nil {
				t.Fatalf("%x: %v", payload, err)
			}
			if want, err := encoding.Marshal(value); err != nil || !bytes.Equal(payload, want) {
				t.Fatalf("wrote %x, want %x, %v", payload, want, err)
			}
		}
	})
}

// TestNumbersOfFields holds records in which every field is set, as they have
// always been. Should this fail, what people have stored can no longer be read.
func TestNumbersOfFields(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return opened.Add(time.Duration(minutes) * time.Minute) }
	night := routines.Night{
		Date: first, Opened: opened, Since: at(-1), Paused: true,
		Marks: []routines.Mark{{
			Routine: 1, Ordinal: 2, State: 3, Due: at(4), Sent: at(5), Answered: at(6), Snoozed: at(7), Message: 8, Again: true,
		}},
		Log:    []routines.Answer{{Field: 9, Value: 10, At: at(11), Usual: true}},
		Cramps: []routines.Cramp{{At: at(12), Logged: at(13), Undone: true}},
		Asked:  at(14), Again: true, AskedIn: 1500,
		Notes: []routines.Note{{Text: "note", At: at(16)}},
	}
	slots := []routines.Slot{{Base: 1, Offset: -2, Cron: "cron", Nights: 3}}
	book := &Book{
		Alarm: at(1), Early: at(-2), Applied: []int64{3, 5, 4},
		Person: routines.Person{
			Language: "language", Admitted: at(6), Joined: at(7), Consented: at(8), Away: at(9), Asking: "asking", Settings: 10,
			Plan: routines.Plan{
				Zone: "zone", Journey: routines.Journey{Zone: "journey", Until: 11},
				Wake: routines.Week{12, 13, 14, 15, 16, 17, 18}, Bed: routines.Week{19, 20, 21, 22, 23, 24, 25},
				Habits:  map[routines.Routine]routines.Habit{26: {On: true, Slots: slots}, 2: {}},
				CheckIn: slots, Pauses: []routines.Span{{From: 27, To: 28}},
			},
			Gates: routines.Gates{Answered: at(29), Asked: at(30), Closed: 31},
			Care:  routines.Care{Since: at(32), Usual: 33, Hush: at(34)},
			Quiet: routines.Quiet{
				Routines: map[routines.Routine]uint8{35: 36}, Told: map[routines.Routine]bool{37: true, 38: false},
				CheckIns: 39, Since: 40, Asked: 41,
			},
			Noted: routines.Noted{Appointment: 42, Pattern: 43, CrampNights: 44, Disturbed: 45, Adjoining: 46},
			Summaries: routines.Summaries{Last: 47, Blank: 48, Compare: 49, Insights: []routines.Insight{{
				Month: 50, Routine: 51, With: routines.Proportion{Count: 52, Of: 53},
				Without: routines.Proportion{Count: 54, Of: 55}, Unanswered: 56,
			}}},
		},
	}
	nightRecord, err := encodeNight(0, &night)
	if err != nil {
		t.Fatal(err)
	}
	head, _, err := encodeHead(book)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		record []byte
		want   string
	}{
		"night": {nightRecord, "aa011a6b0284e102383b03f504818901020318f1183d183d183d080105190349068184090a38b3010781831902d1183d" +
			"0108f5091905dc0a81a201646e6f7465021903c157213047"},
		"head": {head, "b001686c616e6775616765021b000660d7490ba901031b000660d74c9f3001046661736b696e6705a701647a6f6e6502" +
			"a201676a6f75726e6579020b03870c0d0e0f101112048713141516171818181905a202a0181aa201f50281a401010221" +
			"036463726f6e04030681a401010221036463726f6e04030781a201181b02181c06a3011b000660d797b9430102181f03" +
			"1b000660d79b4cca0107a3011b000660d7a273d801021821031b000660d7a99ae60108a501a11823182402a21825f518" +
			"26f4031827041828051829091b000660d733967f010b1b000660d7457822010c1b000660d75032b7010d0a0ea501182a" +
			"02182b03182c04182d05182e0fa401182f0218300318310481871832183318341835183618371838103a0aba94ff1143" +
			"060401a4e11e48"},
	} {
		if got := hex.EncodeToString(test.record); got != test.want {
			t.Errorf("the %s is\n%s, want\n%s", name, got, test.want)
		}
	}
}
