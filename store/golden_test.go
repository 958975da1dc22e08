package store

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"calmcalf/routines"
)

// goldenRecords are what testdata/records.json holds: values, and the records
// that an earlier codec, written by hand, made of them. The file is never written
// again: should a record of it no longer fit its value, then what people have
// stored can no longer be read.
type goldenRecords struct {
	Nights []goldenNight
	Heads  []goldenHead
}

type goldenNight struct {
	Person routines.PersonID
	Night  routines.Night
	Record string
}

type goldenHead struct {
	Person  routines.Person
	Alarm   time.Time
	Early   time.Time
	Applied []int64
	Record  string
}

func TestGoldenRecords(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/records.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden goldenRecords
	if err := json.Unmarshal(data, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Nights) < 30 || len(golden.Heads) < 30 {
		t.Fatalf("there are %d Nights and %d heads", len(golden.Nights), len(golden.Heads))
	}
	record := func(text string) []byte {
		record, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return record
	}
	for i, g := range golden.Nights {
		written, err := encodeNight(g.Person, &g.Night)
		if got := hex.EncodeToString(written); err != nil || got != g.Record {
			t.Errorf("Night %d is now\n%s, was\n%s, %v", i, got, g.Record, err)
		}
		got, err := decodeNight(g.Person, Record{Date: g.Night.Date, Data: record(g.Record)})
		if err != nil {
			t.Errorf("Night %d: %v", i, err)
		}
		if diff := cmp.Diff(g.Night, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("Night %d (-want +got):\n%s", i, diff)
		}
	}
	for i, g := range golden.Heads {
		written, _, err := encodeHead(&Book{id: g.Person.ID, Person: g.Person, Alarm: g.Alarm, Early: g.Early, Applied: g.Applied})
		if got := hex.EncodeToString(written); err != nil || got != g.Record {
			t.Errorf("head %d is now\n%s, was\n%s, %v", i, got, g.Record, err)
		}
		got, err := OpenBook(g.Person.ID, record(g.Record), nil)
		if err != nil {
			t.Errorf("head %d: %v", i, err)
			continue
		}
		if diff := cmp.Diff(g, goldenHead{got.Person, got.Alarm, got.Early, got.Applied, g.Record}, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("head %d (-want +got):\n%s", i, diff)
		}
	}
}
