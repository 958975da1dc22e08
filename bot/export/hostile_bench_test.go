package export

import (
	"bytes"
	"testing"

	"calmcalf/routines"
)

// BenchmarkHostileNight reads and brings in a thousand cramps and five thousand answers
// of one Night.
func BenchmarkHostileNight(b *testing.B) {
	p, nights := newcomer(made)
	d := &Diary{MadeAt: made, Person: p, Nights: []*routines.Night{fullNight(nights[0].Date-1, 0, mostAnswers-routines.MostAnswers)}}
	d.Nights[0].Marks, d.Nights[0].Cramps = nil, d.Nights[0].Cramps[:mostCramps]
	text := mustJSON(b, d)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		in, err := Read("diary.json", bytes.NewReader(text), made)
		if err != nil {
			b.Fatal(err)
		}
		Merge(&p, nights, in, made)
	}
}
