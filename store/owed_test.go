package store

import (
	"testing"
	"time"
)

func TestOwe(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 22, 10, 0, 0, time.UTC)
	book := &Book{}
	book.Owe(Owed{Update: 1, At: at, Kind: OwedEmergency})
	for i := range int64(MostOwed) {
		book.Owe(Owed{Update: 10 + i, At: at, Kind: OwedTap})
	}
	if len(book.Owed) != MostOwed || !book.Owes(1) || book.Owes(10) || !book.Owes(11) {
		t.Errorf("with one too many, %+v is owed", book.Owed)
	}
	book.Owe(Owed{Update: 11, At: at.Add(time.Second), Again: at, Kind: OwedTap})
	book.Owe(Owed{Update: 12, At: at.Add(-time.Second), Kind: OwedTap})
	if len(book.Owed) != MostOwed || !book.Owed[MostOwed-1].Again.Equal(at) || book.Owed[0].Update != 12 {
		t.Errorf("noted anew, %+v is owed", book.Owed)
	}
	if book.Pay(11); book.Owes(11) {
		t.Error("paid, it is owed")
	}
	for i := range int64(MostOwed) {
		book.Owe(Owed{Update: 100 + i, At: at, Kind: OwedEmergency})
	}
	if len(book.Owed) != MostOwed || book.Owes(1) || !book.Owes(101) {
		t.Errorf("with emergencies only, %+v is owed", book.Owed)
	}
}
